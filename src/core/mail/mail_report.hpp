/* mail_report.hpp — multipart/report: delivery status notifications (RFC 3464) and complaints (RFC 5965). */
#pragma once
#include "core/mail/mail_part.hpp"
#include "core/mail/raw_mail.hpp"

namespace automation::core::mail {

/** Nothing for any other mail. */
[[nodiscard]] std::optional<MailReport> report_in(GMimeObject *root);

/** "<a@b>" without the brackets. */
[[nodiscard]] std::string bare_id(std::string_view id);

}  // namespace automation::core::mail
