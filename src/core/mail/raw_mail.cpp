#include "core/mail/raw_mail.hpp"

#include "core/base/strings.hpp"
#include "core/inbound/html_text.hpp"
#include "core/mail/mail_charset.hpp"
#include "core/mail/mail_part.hpp"
#include "core/mail/mail_report.hpp"

#include <algorithm>

namespace automation::core::mail {

namespace {

constexpr int most_headers = 200;
constexpr std::size_t most_multiparts = 100;
constexpr std::size_t longest_value = 2000;

void initialise()
{
    static bool const done = [] {
        g_mime_init();
        return true;
    }();
    (void)done;
}

bool begins_with(std::string_view text, std::string_view lower) noexcept
{
    return text.size() >= lower.size() && lower_ascii(text.substr(0, lower.size())) == lower;
}

/** The field that begins here, with the lines that it is folded over. */
std::string_view field_at(std::string_view text) noexcept
{
    auto end = text.find('\n');
    while (end != std::string_view::npos && end + 1 < text.size() && (text[end + 1] == ' ' || text[end + 1] == '\t'))
        end = text.find('\n', end + 1);
    return text.substr(0, end);
}

/** How many parts with parts the text may have: counts what declares one, whatever it stands in and however it is
 *  written. */
std::size_t multiparts_in(std::string_view raw)
{
    std::size_t count = 0;
    while (!raw.empty() && count <= most_multiparts) {
        std::string_view line = raw.substr(0, raw.find('\n'));
        if (begins_with(line, "content-type")) {
            line = field_at(raw);
            std::string const type = lower_ascii(line);
            bool const has_parts =
                type.find("multipart") != std::string::npos || type.find("message") != std::string::npos;
            count += has_parts ? 1 : 0;
        }
        raw.remove_prefix(std::min(line.size() + 1, raw.size()));
    }
    return count;
}

/** The header lines alone. */
std::string_view header_of(std::string_view raw)
{
    auto const end = std::min(raw.find("\n\n"), raw.find("\n\r\n"));
    return raw.substr(0, end == std::string_view::npos ? end : end + 1);
}

/** "From ann@example.com Mon …" in front, as mailboxes have it. */
std::string_view without_envelope(std::string_view raw)
{
    while (raw.starts_with('\n') || raw.starts_with('\r'))
        raw.remove_prefix(1);
    if (!raw.starts_with("From ") && !raw.starts_with(">From ")) return raw;
    auto const end = raw.find('\n');
    return end == std::string_view::npos ? std::string_view() : raw.substr(end + 1);
}

std::string clean_value(char const *value)
{
    return sanitized(clip_bytes(to_utf8(text_or_empty(value), "utf-8"), longest_value));
}

inbound::MailHeaders headers_of(GMimeMessage *message, GMimeObject *root)
{
    inbound::MailHeaders headers;
    GMimeHeaderList *const list = g_mime_object_get_header_list(GMIME_OBJECT(message));
    int const count = std::min(g_mime_header_list_get_count(list), most_headers);
    for (int i = 0; i < count; ++i) {
        GMimeHeader *const header = g_mime_header_list_get_header_at(list, i);
        std::string const name = lower_ascii(text_or_empty(g_mime_header_get_name(header)));
        if (name != "content-type") headers.emplace_back(name, clean_value(g_mime_header_get_value(header)));
    }
    if (root != nullptr) headers.emplace_back("content-type", type_of(root));
    return headers;
}

/** The first mailbox of a list, in a group as well. */
std::string first_mailbox(InternetAddressList *list, int depth = 0)
{
    int const count = list == nullptr || depth > 1 ? 0 : std::min(internet_address_list_length(list), 10);
    for (int i = 0; i < count; ++i) {
        InternetAddress *const address = internet_address_list_get_address(list, i);
        std::string written;
        if (INTERNET_ADDRESS_IS_MAILBOX(address)) {
            written = clean_value(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)));
        } else if (INTERNET_ADDRESS_IS_GROUP(address)) {
            written = first_mailbox(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)), depth + 1);
        }
        if (!is_blank(written)) return written;
    }
    return {};
}

std::string sender_in(GMimeMessage *message)
{
    std::string const from = first_mailbox(g_mime_message_get_from(message));
    return is_blank(from) ? first_mailbox(g_mime_message_get_sender(message)) : from;
}

NullableText nullable(std::string text)
{
    return is_blank(text) ? std::nullopt : NullableText(std::move(text));
}

}  // namespace

RawMail read_mail(std::string_view raw)
{
    RawMail mail;
    initialise();
    raw = without_envelope(raw.substr(0, longest_mail));
    if (multiparts_in(raw) > most_multiparts) raw = header_of(raw);
    if (raw.empty()) return mail;  // which GMime complains of
    Owned<GMimeStream> const stream(g_mime_stream_mem_new_with_buffer(raw.data(), raw.size()));
    Owned<GMimeParser> const parser(g_mime_parser_new_with_stream(stream.get()));
    Owned<GMimeMessage> const message(g_mime_parser_construct_message(parser.get(), nullptr));
    if (!message) return mail;
    GMimeObject *const root = g_mime_message_get_mime_part(message.get());
    mail.headers = headers_of(message.get(), root);
    mail.sender = sender_in(message.get());
    mail.subject = nullable(clean_value(g_mime_message_get_subject(message.get())));
    mail.message_id = nullable(bare_id(clean_value(g_mime_message_get_message_id(message.get()))));
    PartText const found = readable_text(root);
    mail.text = nullable(std::string(trim(found.html ? inbound::html_text(found.text) : found.text)));
    mail.report = report_in(root);
    return mail;
}

}  // namespace automation::core::mail
