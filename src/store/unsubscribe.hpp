/* unsubscribe.hpp — tokens for unsubscribe links, signed with the secret of this installation.
 *
 * The secret stands in automation_instance, where only the owner of the tables reads it, and goes along with a dump:
 * links in mails of long ago keep working after a restore.
 */
#pragma once
#include "core/messages/unsubscribe_token.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace automation::store {

/** The secret, as bytes; empty when there is none. In an SPI session as the owner of the tables. */
[[nodiscard]] std::string installation_secret();

/** The token for automation_unsubscribe(); empty when the installation has no secret. In an SPI session as the owner of
 *  the tables. */
[[nodiscard]] std::string unsubscribe_token(std::string_view tenant, core::LeadId lead, std::string_view channel);

/** What a token says; nothing when it is not one of ours. In an SPI session as the owner of the tables. */
[[nodiscard]] std::optional<core::Unsubscription> read_unsubscribe_token(std::string_view token);

}  // namespace automation::store
