/* smtp_settings.hpp — the settings of a channel that an SMTP server delivers.
 *
 * {"host": "smtp.example.com", "from": "Salon <hello@example.com>", "user": "...", "password": {"env":
 * "AUTOMATION_..."}} is enough. Without encryption nothing leaves this machine unless "insecure": true says so.
 */
#pragma once
#include "core/settings/send_policy.hpp"
#include "core/crm/entities.hpp"
#include "channels/smtp/mail_header.hpp"

#include <chrono>
#include <string>

namespace automation::channels {

struct SmtpSettings {
    enum class Security { starttls, tls, none };

    std::string host;  ///< as on the wire: a name in ASCII, or an address without brackets
    int port = 587;
    Security security = Security::starttls;  ///< where it is not said: tls for port 465
    std::string user;                        ///< empty: no login
    core::NullableText password;             ///< the reference as JSON, see secret_reference.hpp; there with a user
    std::string ehlo;                        ///< empty: the domain of `from`
    Mailbox from;                            ///< no name: the business's
    Mailbox reply_to;                        ///< no address: none
    std::string unsubscribe_url;             ///< https, holds {token}; empty: none
    std::string unsubscribe_mailto;          ///< an address, may hold {token} before the @; empty: none
    bool unsubscribe_always = false;         ///< the line in the text stands below messages about a booking, too
    std::string ca_file;                     ///< certificates to trust; empty: the system's
    bool public_only = false;                ///< refuses servers at private addresses
    std::chrono::milliseconds connect_timeout{10'000};
    std::chrono::milliseconds timeout{60'000};
    core::SendPolicy policy{.max_connections = 4};
};

/** Reads them. Throws UserError with detail and hint, which quote no secret. */
[[nodiscard]] SmtpSettings read_smtp_settings(std::string const &json);

}  // namespace automation::channels
