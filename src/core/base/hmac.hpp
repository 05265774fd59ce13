/* hmac.hpp — signatures over a text with a shared secret: HMAC-SHA256 (RFC 2104), computed by OpenSSL. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** 32 raw bytes; see base64.hpp for how to write them. Throws std::runtime_error when OpenSSL refuses. */
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view text);

/** Whether both are the same, in a time that tells only their lengths: for signatures that a stranger sends. */
[[nodiscard]] bool same_bytes(std::string_view a, std::string_view b) noexcept;

}  // namespace automation::core
