/* contact_address.hpp — whose address it is that a gateway tells: brought to the form in which leads hold theirs.
 *
 * "Ann <ANN@Example.com>", "whatsapp:+49170…", "0049 (0)170-123 45 67": gateways write as they like.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include "core/crm/phone_number.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core {

struct ContactAddress {
    enum class Kind {
        email,  ///< in lower case as a whole: nobody tells Ann@ from ann@
        phone,  ///< E.164
        lead    ///< the id of a lead, for webhooks
    };
    Kind kind = Kind::email;
    std::string value;
};

/** What a channel's address means as a gateway tells it; nothing when it can be nobody's: a short code, a name instead
 *  of a number. Here as below, `country` is the one that numbers without a country code belong to, or empty. */
[[nodiscard]] std::optional<ContactAddress> read_address(std::string_view channel, std::string_view written,
                                                         std::string_view country);

/** How a lead's row may write an e-mail address that read_address gave, so that it is written to: its domain in ASCII
 * or in other letters. */
[[nodiscard]] std::vector<std::string> mail_spellings(std::string_view address);

/** The form in which two addresses of a channel are compared; what cannot be read stays as it is, trimmed. */
[[nodiscard]] std::string comparable_address(std::string_view channel, std::string_view written,
                                             std::string_view country);

/** That form first, then others under which a row may have been stored: before the country was known, or by a version
 *  that had another form. Whoever looks for rows asks for all of them. */
[[nodiscard]] std::vector<std::string> comparable_addresses(std::string_view channel, std::string_view written,
                                                            std::string_view country);

/** The address that a message is sent to where its recipient is written with a name or a scheme: an e-mail address in
 *  the case in which it is written, a number in E.164. What cannot be read stays as it is, trimmed. */
[[nodiscard]] std::string sendable_address(std::string_view channel, std::string_view written,
                                           std::string_view country);

/** How the keyed hash of an address begins where the address itself is not known. */
inline constexpr std::string_view hashed_prefix = "hashed:";

/** Says which key made a hash, where the hash is to tell: of people who were forgotten. Nine characters. */
[[nodiscard]] std::string key_fingerprint(std::string_view key);

/** The keyed hash of an address in its comparable form: another one in each tenant. `fingerprint` stands before it. */
[[nodiscard]] std::string hashed_address(std::string_view tenant, std::string_view comparable, std::string_view key,
                                         std::string_view fingerprint = {});

}  // namespace automation::core
