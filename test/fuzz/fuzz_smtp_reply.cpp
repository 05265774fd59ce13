/* fuzz_smtp_reply.cpp — what a mail server may answer: lines of any content and any number of them. */
#include "core/base/strings.hpp"
#include "fuzz/input.hpp"
#include "net/smtp/smtp_reply.hpp"

#include <algorithm>

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size)
{
    using automation::fuzz::must;
    auto rest = automation::fuzz::text_of(data, size);
    automation::net::SmtpReply reply;
    while (!rest.empty()) {
        auto const end = std::min(rest.find('\n'), rest.size() - 1);
        reply.add(rest.substr(0, end + 1));
        rest.remove_prefix(end + 1);
        must(reply.code() == 0 || (reply.code() >= 200 && reply.code() <= 599));
        must(reply.text().size() <= 500);
        must(
            std::ranges::none_of(reply.text(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; }));
    }
    return 0;
}
