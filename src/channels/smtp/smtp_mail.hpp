/* smtp_mail.hpp — a delivery as a mail: who it is from, and how its reader can say no to more. */
#pragma once
#include "channels/common/delivery.hpp"
#include "channels/smtp/mime.hpp"
#include "channels/smtp/smtp_settings.hpp"

#include <string>

namespace automation::channels {

/** `to` is the recipient as on the wire, see mail_address(). With a token and an address to use it at, the mail has
 *  List-Unsubscribe; a link stands below the text, too, unless the message is about a booking of the reader's own. */
[[nodiscard]] Mail smtp_mail(SmtpSettings const &settings, Delivery const &delivery, std::string to);

}  // namespace automation::channels
