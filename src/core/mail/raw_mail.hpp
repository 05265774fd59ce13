/* raw_mail.hpp — what a mail says, of the bytes that a mail server received.
 *
 * By GMime, which is used here only and initialised by the first mail. Whatever it is given, it neither throws nor ends
 * the process: the mail is cut at `longest_mail`, its structure is not followed deeper than mails of people are.
 */
#pragma once
#include "core/crm/entities.hpp"
#include "core/inbound/mail_headers.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace automation::core::mail {

/** What is behind it is not read: attachments. */
inline constexpr std::size_t longest_mail = 16UL * 1024 * 1024;

/** What a mail server or a mailbox provider reports about a mail that we sent. */
struct MailReport {
    bool complaint = false;          ///< RFC 5965; else RFC 3464
    std::string recipient;           ///< whose mailbox; empty where the report does not say
    std::string message_id;          ///< of the mail that it is about, without <>
    std::string action;              ///< failed, delayed, delivered, …; of a complaint abuse, not-spam, …
    std::string status, diagnostic;  ///< "5.1.1", "550 no such user"
};

struct RawMail {
    std::string sender;  ///< the address of From
    NullableText subject;
    NullableText text;        ///< as a person reads it; HTML becomes text
    NullableText message_id;  ///< without <>
    inbound::MailHeaders headers;
    std::optional<MailReport> report;
};

[[nodiscard]] RawMail read_mail(std::string_view raw);

}  // namespace automation::core::mail
