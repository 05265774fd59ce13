/* fuzz_raw_mail.cpp — mails of any bytes: what is read of them is UTF-8 without NUL, and bounded. */
#include "core/base/strings.hpp"
#include "core/mail/mail_charset.hpp"
#include "core/mail/raw_mail.hpp"
#include "fuzz/input.hpp"

#include <string>

using namespace automation::core;
using automation::fuzz::must;

namespace {

void check(std::string_view text)
{
    must(is_utf8(text) && text.find('\0') == std::string_view::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size)
{
    std::string const raw(automation::fuzz::text_of(data, size));
    mail::RawMail const read = mail::read_mail(raw);
    check(read.sender);
    check(read.subject.value_or(""));
    check(read.text.value_or(""));
    check(read.message_id.value_or(""));
    for (auto const &[name, value] : read.headers)
        check(value);
    std::string const first = raw.substr(0, raw.find('\n'));
    check(mail::to_utf8(raw, first));
    check(mail::to_utf8(raw, "iso-2022-jp"));
    (void)mail::unwrapped(raw, size % 2 == 0);
    return 0;
}
