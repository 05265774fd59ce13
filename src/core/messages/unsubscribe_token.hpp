/* unsubscribe_token.hpp — what stands in an unsubscribe link: who no longer wants what, signed.
 *
 * It names the lead by tenant and id, the channel (or all) and the address by its keyed hash, so that it works without
 * the lead, too. It never expires: a link in a mail of last year must still work. Whoever has the mail can read it;
 * nobody without the key can make another one.
 */
#pragma once
#include "core/base/types.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace automation::core {

struct Unsubscription {
    std::string tenant;
    LeadId lead{};
    std::string channel;       ///< or "all"
    std::string address = {};  ///< as hashed_address() has it; empty in tokens of before
};

/** A token that may stand anywhere in a URL; the same each time. Empty when there is no key, or when a name is longer
 *  than a token can hold. */
[[nodiscard]] std::string make_unsubscribe_token(Unsubscription const &whom, std::string_view key);

/** What a token says; nothing when it was not made with this key, whatever is wrong with it. Takes the same time for
 *  every wrong signature. */
[[nodiscard]] std::optional<Unsubscription> read_unsubscribe_token(std::string_view token, std::string_view key);

}  // namespace automation::core
