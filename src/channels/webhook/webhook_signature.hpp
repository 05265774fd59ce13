/* webhook_signature.hpp — what proves to a receiver that a request is ours: the signature of the Standard Webhooks
 * specification (version 1.0.0, symmetric), and our former one.
 */
#pragma once
#include "core/base/types.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace automation::channels::webhook {

/** A secret in the form of Standard Webhooks without the blanks around it, as an editor leaves them; any other as it
 * is. */
[[nodiscard]] std::string_view without_blanks_around(std::string_view secret);

/** The key of the standard signature: of "whsec_<base64>" the decoded bytes, of any other secret the bytes of its text.
 *  None: it begins with "whsec_", and what follows is not base64 of at least one byte. */
[[nodiscard]] std::optional<std::string> signing_key(std::string_view secret);

/** The moment in seconds since 1970, rounded down. */
[[nodiscard]] std::string timestamp_of(core::Instant now);

/** "v1,<base64>": HMAC-SHA256 of "<id>.<timestamp>.<body>". */
[[nodiscard]] std::string standard_signature(std::string_view key, std::string_view id, std::string_view timestamp,
                                             std::string_view body);

/** The former header's value, "t=<timestamp>,v1=<hex>": HMAC-SHA256 of "<timestamp>.<body>". Its key is always the text
 *  of the secret. */
[[nodiscard]] std::string former_signature(std::string_view secret, std::string_view timestamp, std::string_view body);

}  // namespace automation::channels::webhook
