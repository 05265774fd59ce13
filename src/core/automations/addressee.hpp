/* addressee.hpp — whom an automation or a step writes to in place of the lead: `"to"`.
 *
 * An address that is written down, or a key of the lead's documents that holds one. Whether it is an address of the
 * lead itself is asked in src/core/decisions/recipient.hpp, and nowhere else.
 */
#pragma once
#include "core/conditions/condition_fields.hpp"
#include "core/crm/entities.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace automation::core {

struct Addressee {
    std::string written;             ///< as saved: owner@example.com, attributes.owner_email
    std::optional<FieldName> field;  ///< a key of attributes or external_ids; none: `written` is the address
};

/** Throws UserError: neither an address that fits the channel nor a key of a document. Not blank. */
[[nodiscard]] Addressee read_addressee(std::string_view written, std::string_view channel);

/** What stands there for the lead, whether it is an address or not; nothing where the lead has no such value. */
[[nodiscard]] NullableText written_address(Addressee const &to, Lead const &lead);

/** The address that a message of the channel is sent to when it is written like this; nothing where it is none. A
 *  channel with no kind of address of its own takes e-mail addresses and numbers. */
[[nodiscard]] NullableText usable_address(std::string_view channel, std::string_view written, std::string_view country);

/** "an e-mail address": what usable_address() asks of the channel. */
[[nodiscard]] std::string_view kind_of_address(std::string_view channel) noexcept;

}  // namespace automation::core
