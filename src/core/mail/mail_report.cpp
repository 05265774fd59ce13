#include "core/mail/mail_report.hpp"

#include "core/base/strings.hpp"

#include <algorithm>

namespace automation::core::mail {

namespace {

/** The fields of all groups; the first of a name counts. */
inbound::MailHeaders fields_of(std::string_view text)
{
    inbound::MailHeaders fields;
    constexpr int most_groups = 20;
    for (int group = 0; group < most_groups && !is_blank(text); ++group) {
        auto const start = text.find_first_not_of("\n\r \t");
        text.remove_prefix(std::min(start, text.size()));
        auto const size = text.size();
        auto const headers = inbound::take_headers(text);
        fields.insert(fields.end(), headers.begin(), headers.end());
        if (text.size() == size) break;
    }
    return fields;
}

std::string value_of(inbound::MailHeaders const &fields, std::string_view name)
{
    auto const at =
        std::ranges::find(fields, name, [](auto const &field) -> std::string const & { return field.first; });
    return at == fields.end() ? std::string() : std::string(trim(at->second));
}

/** "rfc822; ann@example.com" */
std::string address_in(std::string_view recipient)
{
    auto const semicolon = recipient.find(';');
    std::string_view address = trim(semicolon == std::string_view::npos ? recipient : recipient.substr(semicolon + 1));
    if (address.starts_with('<') && address.ends_with('>')) address = address.substr(1, address.size() - 2);
    return std::string(trim(address));
}

void read_original(MailReport &report, std::string const &id, std::string const &to)
{
    if (report.message_id.empty()) report.message_id = bare_id(id);
    if (report.recipient.empty()) report.recipient = address_in(to);
}

void read_fields(MailReport &report, inbound::MailHeaders const &fields)
{
    report.action = lower_ascii(value_of(fields, report.complaint ? "feedback-type" : "action"));
    report.status = value_of(fields, "status");
    report.diagnostic = value_of(fields, "diagnostic-code");
    for (char const *name : {"original-rcpt-to", "removal-recipient", "original-recipient", "final-recipient"}) {
        if (report.recipient.empty()) report.recipient = address_in(value_of(fields, name));
    }
    // Of a report that hides whose it is.
    if (report.recipient.find('@') == std::string::npos) report.recipient.clear();
}

void read_part(MailReport &report, GMimeObject *part)
{
    std::string const type = type_of(part);
    if (GMIME_IS_MESSAGE_PART(part)) {
        GMimeMessage *const original = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
        if (original == nullptr) return;
        read_original(report, text_or_empty(g_mime_message_get_message_id(original)),
                      text_or_empty(g_mime_object_get_header(GMIME_OBJECT(original), "To")));
    } else if (!GMIME_IS_PART(part)) {
        return;
    } else if (type == "message/delivery-status" || type == "message/global-delivery-status" ||
               type == "message/feedback-report") {
        read_fields(report, fields_of(content_of(GMIME_PART(part))));
    } else if (type == "text/rfc822-headers" || type == "message/rfc822-headers" || type == "message/global-headers") {
        auto const fields = fields_of(content_of(GMIME_PART(part)));
        read_original(report, value_of(fields, "message-id"), value_of(fields, "to"));
    }
}

}  // namespace

std::string bare_id(std::string_view id)
{
    auto text = trim(id);
    if (text.starts_with('<')) text.remove_prefix(1);
    if (text.ends_with('>')) text.remove_suffix(1);
    return std::string(trim(text));
}

std::optional<MailReport> report_in(GMimeObject *root)
{
    if (root == nullptr || !GMIME_IS_MULTIPART(root) || type_of(root) != "multipart/report") return std::nullopt;
    std::string const kind = parameter_of(root, "report-type");
    if (kind != "delivery-status" && kind != "feedback-report") return std::nullopt;
    MailReport report;
    report.complaint = kind == "feedback-report";
    int const parts = std::min(g_mime_multipart_get_count(GMIME_MULTIPART(root)), 10);
    for (int i = 0; i < parts; ++i) {
        read_part(report, g_mime_multipart_get_part(GMIME_MULTIPART(root), i));
    }
    return report;
}

}  // namespace automation::core::mail
