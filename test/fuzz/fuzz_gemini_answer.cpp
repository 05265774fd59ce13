/* fuzz_gemini_answer.cpp — a successful answer of any content: read, checked and tidied without harm.
 *
 * Input: the whole HTTP body; where it is no answer, the same bytes are taken for the text inside one.
 */
#include "core/llm/gemini.hpp"
#include "core/json/json.hpp"
#include "core/llm/output_checks.hpp"
#include "core/base/strings.hpp"
#include "fuzz/input.hpp"

#include <cstdint>
#include <string_view>

using namespace automation::core;
using automation::fuzz::must;

namespace {

void check(std::string const &subject, std::string const &body)
{
    static Lead const lead;
    static TenantSettings const tenant;
    static FixedTimeZone const zone;
    Subject const about{lead, nullptr, tenant, zone};
    auto const prompt = make_prompt({}, Trigger::new_lead, about, {}, "7f3a9c01");
    static_cast<void>(find_violations(subject, body, about, prompt));
    auto const tidied = tidy(subject, body);
    must(is_utf8(tidied.subject) && is_utf8(tidied.body));
    must(tidied.subject.find('\n') == std::string::npos && tidied.body.find('\0') == std::string::npos);
    must(tidy(tidied.subject, tidied.body).body == tidied.body);
}

void read(std::string_view body)
{
    auto const answer = read_answer(200, body);
    if (auto const *written = std::get_if<ModelCompletion>(&answer)) {
        must(is_utf8(written->subject) && is_utf8(written->body) && is_utf8(written->model_version));
        must(written->tokens.input >= 0 && written->tokens.output >= 0);
        check(written->subject, written->body);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size)
{
    std::string const bytes(data, data + size);
    read(bytes);
    json::Value const part = {{"text", bytes}};
    read(json::dump({{"candidates", json::Value::array({{{"content", {{"parts", json::Value::array({part})}}}}})}}));
    check(bytes, bytes);
    return 0;
}
