/* fuzz_raw_mail.cpp — mails of any bytes. What is read of them is UTF-8 without NUL and bounded, the same when it is
 * read again, and takes time by its length. A mail that one more multipart/mixed is put around says the same.
 */
#include "core/base/strings.hpp"
#include "core/inbound/inbound_kind.hpp"
#include "core/inbound/reply_text.hpp"
#include "core/mail/mail_charset.hpp"
#include "core/mail/raw_mail.hpp"
#include "fuzz/input.hpp"
#include "fuzz/mail_mutation.hpp"

#include <algorithm>
#include <cstring>
#include <ctime>
#include <string>

using namespace automation::core;
using automation::fuzz::must;

// Missing where files are replayed.
// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" [[gnu::weak]] std::size_t LLVMFuzzerMutate(std::uint8_t *data, std::size_t size, std::size_t most);

namespace {

void check(std::string_view text)
{
    must(is_utf8(text) && text.find('\0') == std::string_view::npos);
}

/** Seconds on a core, which a busy machine does not lengthen. */
double seconds() noexcept
{
    timespec now{};
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/** With sanitizers; a thousandth of that without. */
void check_time(double took, std::size_t bytes) noexcept
{
    constexpr double any_mail = 1.0;
    constexpr double each_byte = 20e-6;
    must(took < any_mail + each_byte * static_cast<double>(bytes));
}

std::string reply_in(std::string_view text)
{
    auto const reply = inbound::find_reply(text);
    check(reply.text);
    check(reply.signature);
    constexpr std::size_t longest_reply = 8000;
    std::size_t const size = reply.text.size() + reply.signature.size();
    must(size <= longest_reply + 1);
    must(size <= text.size() + 1 || text.find('<') != std::string_view::npos);
    return reply.text + reply.signature;
}

/** The header is one that every program reads alike. */
bool is_well_formed(std::string_view raw)
{
    auto const fields = automation::fuzz::header_fields(raw);
    return !fields.empty() && std::ranges::all_of(fields, [](std::string const &field) {
        auto const colon = field.find(':');
        auto const name = field.substr(0, colon);
        bool const named =
            colon != std::string::npos && colon > 0 && std::ranges::all_of(name, [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
            });
        bool const ends = field.ends_with('\n');
        auto const lone_return = [&](std::size_t at) { return at + 1 < field.size() && field[at + 1] != '\n'; };
        auto const at = field.find('\r');
        return named && ends && field.find('\0') == std::string::npos && (at == std::string::npos || !lone_return(at));
    });
}

void check_wrapped(std::string_view raw, mail::RawMail const &read, std::string const &reply)
{
    constexpr std::size_t most_nested = 10;
    std::size_t nested = 0;
    for (auto at = raw.find("--"); at != std::string_view::npos && nested <= most_nested; at = raw.find("--", at + 2))
        ++nested;
    bool const fits = raw.size() < 60000 && nested <= most_nested && raw.find("wrapping") == std::string_view::npos;
    if (!fits || !is_well_formed(raw)) return;
    mail::RawMail const again = mail::read_mail(automation::fuzz::wrapped(raw, "multipart/mixed", "wrapping"));
    must(again.sender == read.sender && again.subject == read.subject);
    must(reply_in(again.text.value_or("")) == reply);
}

InboundKind kind_of(mail::RawMail const &read)
{
    return inbound_kind("email", read.subject, read.text, read.headers);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size)
{
    // The tables of phrases are built by the first text.
    static InboundKind const first_kind = inbound_kind("email", "hello", "good morning");
    (void)first_kind;
    std::string const raw(automation::fuzz::text_of(data, size));
    double const began = seconds();
    mail::RawMail const read = mail::read_mail(raw);
    auto const kind = kind_of(read);
    check_time(seconds() - began, size);
    check(read.sender);
    check(read.subject.value_or(""));
    check(read.text.value_or(""));
    check(read.message_id.value_or(""));
    for (auto const &[name, value] : read.headers)
        check(value);
    std::string const reply = reply_in(read.text.value_or(""));

    mail::RawMail const same = mail::read_mail(raw);
    must(same.text == read.text && same.headers == read.headers && kind_of(same) == kind);
    check_wrapped(raw, read, reply);

    std::string const first = raw.substr(0, raw.find('\n'));
    check(mail::to_utf8(raw, first));
    check(mail::to_utf8(raw, "iso-2022-jp"));
    (void)mail::unwrapped(raw, size % 2 == 0);
    return 0;
}

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size, std::size_t most, unsigned seed)
{
    if (LLVMFuzzerMutate != nullptr && (size == 0 || seed % 4 == 0)) return LLVMFuzzerMutate(data, size, most);
    std::string const mail(automation::fuzz::text_of(data, size));
    std::string const changed = automation::fuzz::MailMutation(mail, seed).changed();
    std::size_t const length = std::min(changed.size(), most);
    std::memcpy(data, changed.data(), length);
    return length;
}
