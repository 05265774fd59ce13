#include "channels/smtp/mime.hpp"

#include "core/base/utf8.hpp"
#include "channels/smtp/mail_html.hpp"
#include "channels/smtp/quoted_printable.hpp"
#include "core/base/strings.hpp"

#include <algorithm>

namespace automation::channels {

namespace {

/** What of a key may stand in a Message-ID and a boundary: of a UUID, all. */
std::string plain_key(std::string_view key)
{
    std::string out;
    for (char const c : key.substr(0, 60)) {
        bool const fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        if (fits) out += c;
    }
    return out;
}

std::string part(std::string_view type, std::string_view text)
{
    return "Content-Type: " + std::string(type) +
           "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + quoted_printable(text);
}

std::string headers(Mail const &mail, std::string const &key)
{
    auto const &from = mail.from.address;
    std::string out = "Date: " + mail_date(mail.date) + "\r\n";
    out += address_field("From", mail.from);
    if (!mail.reply_to.address.empty()) out += address_field("Reply-To", mail.reply_to);
    out += address_field("To", mail.to);
    if (!header_text(mail.subject).empty()) out += text_field("Subject", mail.subject);
    out += "Message-ID: <" + key + "@" + from.substr(from.rfind('@') + 1) + ">\r\n";
    if (!mail.unsubscribe.empty()) {
        std::vector<std::string> uris;
        for (auto const &uri : mail.unsubscribe)
            uris.push_back("<" + uri + ">");
        out += list_field("List-Unsubscribe", uris);
        if (mail.one_click) out += "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";
    }
    return out + "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
}

}  // namespace

std::string mail_text(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (bool after_return = false; !text.empty();) {
        char32_t const code = core::next_code_point(text);
        bool const second_half = code == '\n' && after_return;
        after_return = code == '\r';
        if (second_half) continue;
        if (code == '\n' || code == '\r' || code == 0x85 || code == 0x2028 || code == 0x2029)
            out += '\n';
        else if (code == '\t' || !core::is_control(code))
            core::append_code_point(out, code);
    }
    return out;
}

std::string write_mail(Mail const &mail)
{
    auto const key = plain_key(mail.key);
    auto const boundary = "=_" + key;  // quoted-printable never holds "=_"
    auto text = mail_text(mail.body);
    if (!mail.last_line.empty()) {
        auto const body = text.find_last_not_of('\n');
        text.resize(body == std::string::npos ? 0 : body + 1);
        text += "\n\n" + mail_text(mail.last_line) + "\n";
    }
    return headers(mail, key) + "Content-Type: multipart/alternative;\r\n boundary=\"" + boundary + "\"\r\n\r\n--" +
           boundary + "\r\n" + part("text/plain", text) + "\r\n--" + boundary + "\r\n" +
           part("text/html", mail_html(text, mail.language, mail.last_line_language)) + "\r\n--" + boundary + "--\r\n";
}

}  // namespace automation::channels
