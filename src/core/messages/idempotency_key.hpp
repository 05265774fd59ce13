/* idempotency_key.hpp — the name of a message for providers: Message-ID, Idempotency-Key. */
#pragma once
#include "core/base/types.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** A UUID (version 8) that belongs to the message: the same at every attempt, another one in every installation.
 *  Throws std::runtime_error when OpenSSL refuses. */
[[nodiscard]] std::string message_key(std::string_view installation_secret, std::string_view tenant, MessageId id,
                                      Instant written_at);

}  // namespace automation::core
