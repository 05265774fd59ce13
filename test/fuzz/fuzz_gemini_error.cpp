/* fuzz_gemini_error.cpp — an error of any content: a wait within bounds, words that are safe to log.
 *
 * Input: one byte that picks the HTTP status, then the body.
 */
#include "core/llm/gemini.hpp"
#include "core/llm/gemini_errors.hpp"
#include "core/base/strings.hpp"
#include "fuzz/input.hpp"

#include <cstdint>
#include <string_view>

using namespace automation::core;
using automation::fuzz::must;

namespace {

void check_words(std::string const &words)
{
    must(is_utf8(words) && words.size() < 2'000);
    must(words.find_first_of(std::string_view("\0\n\r\x1b", 4)) == std::string::npos);
}

struct Check {
    void operator()(ModelCompletion const &) const { must(false); }
    void operator()(ModelRefusal const &answer) const { check_words(answer.reason); }
    void operator()(QuotaExceeded const &answer) const { check_words(answer.why); }
    void operator()(ConfigError const &answer) const { check_words(answer.why); }
    void operator()(TransientError const &answer) const
    {
        check_words(answer.why);
        if (answer.wait) must(answer.wait->count() >= 0 && *answer.wait <= std::chrono::hours(1));
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size)
{
    static constexpr int statuses[] = {400, 401, 403, 404, 408, 413, 429, 499, 500, 502, 503, 504, 302, 0};
    if (size == 0) return 0;
    std::string const body(data + 1, data + size);
    std::visit(Check(), read_answer(statuses[data[0] % std::size(statuses)], body));
    check_words(safe_message(body));
    if (auto const delay = read_delay(body)) must(delay->count() >= 0 && *delay <= std::chrono::hours(1));
    return 0;
}
