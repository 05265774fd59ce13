/* contact_address.hpp — whose address it is that a gateway tells: brought to the form in which leads hold theirs.
 *
 * "Ann <ANN@Example.com>", "whatsapp:+49170…", "0049 (0)170-123 45 67": gateways write as they like.
 */
#pragma once
#include "core/base/no_postgres.hpp"

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

/** What a channel's address means; nothing when it can be nobody's: a short code, a name instead of a number. */
[[nodiscard]] std::optional<ContactAddress> read_address(std::string_view channel, std::string_view written);

/** How a lead's row may write an e-mail address that read_address gave, so that it is written to: its domain in ASCII
 * or in other letters. */
[[nodiscard]] std::vector<std::string> mail_spellings(std::string_view address);

/** What a number without a plus or 00 in front of it means. */
enum class NoPrefix {
    international,  ///< the plus was left out: how gateways write
    local           ///< a number at home, of nobody knows which country: how people write
};
/** A phone number in the form of E.164, read through blanks, brackets, dots, dashes and "(0)"; nothing when it is none.
 */
[[nodiscard]] std::optional<std::string> phone_number(std::string_view written, NoPrefix without_prefix);

/** The form in which two addresses of a channel are compared; what cannot be read stays as it is, trimmed. What it
 * gives it leaves as it is. */
[[nodiscard]] std::string comparable_address(std::string_view channel, std::string_view written);

/** The address that a message is sent to where its recipient is written with a name or a scheme: an e-mail address in
 *  the case in which it is written, a number in E.164. What cannot be read stays as it is, trimmed. */
[[nodiscard]] std::string sendable_address(std::string_view channel, std::string_view written);

/** How the keyed hash of an address begins where the address itself is not known. */
inline constexpr std::string_view hashed_prefix = "hashed:";

/** The keyed hash of an address in its comparable form: another one in each tenant. */
[[nodiscard]] std::string hashed_address(std::string_view tenant, std::string_view comparable, std::string_view key);

}  // namespace automation::core
