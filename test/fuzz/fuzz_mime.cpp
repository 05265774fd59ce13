/* fuzz_mime.cpp — any texts in a mail: the headers stay the same few, the parts three boundaries, the lines seven bits.
 *
 * Input: name, subject, body, language, business, recipient, apart by 0xFF; also taken for a server's reply.
 */
#include "core/crm/mail_address.hpp"
#include "channels/smtp/mime.hpp"
#include "channels/smtp/smtp_outcome.hpp"
#include "core/base/strings.hpp"
#include "fuzz/input.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace {

using namespace automation::core;
using namespace automation::channels;
using automation::fuzz::must;
using automation::fuzz::next_field;

bool is_wire_character(char c) noexcept
{
    return c == '\t' || (c >= ' ' && c <= '~');
}

std::size_t count(std::string_view text, std::string_view part) noexcept
{
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
        ++found;
    return found;
}

/** The names of the headers; ends the process at a line that no mail may have. */
std::vector<std::string_view> checked_headers(std::string_view data)
{
    std::vector<std::string_view> names;
    for (bool in_headers = true; !data.empty();) {
        auto const end = data.find("\r\n");
        must(end != std::string_view::npos);
        auto const line = data.substr(0, end);
        must(line.size() <= 998 && !line.starts_with('.') && std::ranges::all_of(line, is_wire_character));
        in_headers = in_headers && !line.empty();
        if (in_headers && !line.starts_with(' ')) names.push_back(line.substr(0, line.find(':')));
        data.remove_prefix(end + 2);
    }
    return names;
}

void check_mail(Mail const &mail)
{
    auto const data = write_mail(mail);
    std::vector<std::string_view> expected{"Date",       "From",           "To",           "Subject",
                                           "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"};
    if (header_text(mail.subject).empty()) std::erase(expected, "Subject");
    must(checked_headers(data) == expected);
    must(count(data, "\r\n--=_key") == 3);
    must(data == write_mail(mail));
}

void check_address(std::string_view address)
{
    auto const read = mail_address(address);
    must(read.usable() == read.problem.empty());
    must(usable_mail_address(address) == read.usable());
    if (read.usable()) must(looks_like_email(read.wire));
}

void check_reply(std::string_view reply)
{
    for (int const code : {0, 8, 28, 55, 56, 67})
        for (int const number : {0, 250, 354, 421, 451, 535, 550}) {
            auto const outcome = smtp_outcome({code, number, reply, SmtpAnswer::Stage::recipient, false});
            must(is_utf8(outcome.detail) && is_utf8(outcome.provider_message_id));
            must(outcome.detail.size() <= 1'000 && outcome.provider_message_id.size() <= 1'000);
            must(outcome.code.size() <= 20 && (outcome.kind == SendOutcome::Kind::accepted) == (code == 0));
        }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size)
{
    auto rest = automation::fuzz::text_of(data, size);
    check_reply(rest);
    Mail mail;
    mail.from.address = "hello@salon.example";
    mail.to.address = "ann@example.com";
    mail.key = "key";
    mail.to.name = next_field(rest);
    mail.subject = next_field(rest);
    mail.body = next_field(rest);
    mail.language = next_field(rest);
    mail.from.name = next_field(rest);
    check_address(next_field(rest));
    check_mail(mail);
    return 0;
}
