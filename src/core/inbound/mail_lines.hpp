/* mail_lines.hpp — what a line of a mail is: a quote, a field, an attribution, a closing formula. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string_view>

namespace automation::core::inbound {

/** "-----Original Message-----", "________", "---------- Forwarded message ---------" */
[[nodiscard]] bool is_divider(std::string_view line);
/** "From: Ann", "Gesendet: …", "*De :* …": a field of a mail that is quoted without a mark. */
[[nodiscard]] bool is_mail_field(std::string_view line);
/** "On Thu, 16 Apr 2026 at 17:48, Ann <ann@…> wrote:", whole or joined from its lines. */
[[nodiscard]] bool is_attribution(std::string_view line);
/** "Sent from my iPhone", "Get Outlook for iOS" */
[[nodiscard]] bool is_client_note(std::string_view line);
/** "Kind regards,", "Mit freundlichen Grüßen", and nothing else but a name. */
[[nodiscard]] bool is_closing(std::string_view line);
/** "Joan Price", "Dr A. Moss", "Dave Moss | Site Manager": capital letters, no sentence. */
[[nodiscard]] bool is_name(std::string_view line);
/** "This email and any attachments are confidential …" */
[[nodiscard]] bool is_legal_notice(std::string_view line);

}  // namespace automation::core::inbound
