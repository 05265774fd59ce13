/* fuzz_model_text.cpp — what a model may answer, about facts that strangers wrote: any bytes, and their checks.
 *
 * Input: fields parted by 0xFF: the text, what the business wrote, the lead's name, the lead's message.
 */
#include "core/claims/claims.hpp"
#include "core/llm/output_checks.hpp"
#include "core/base/strings.hpp"
#include "fuzz/input.hpp"

#include <algorithm>
#include <chrono>
#include <string>

using namespace automation::core;
using automation::fuzz::must;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size)
{
    auto rest = automation::fuzz::text_of(data, size);
    std::string const text(automation::fuzz::next_field(rest));
    Automation automation;
    automation.ai_instructions = std::string(automation::fuzz::next_field(rest));
    Lead lead;
    lead.name = std::string(automation::fuzz::next_field(rest));
    PromptContext context;
    context.inbound = std::string(automation::fuzz::next_field(rest));
    context.now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22);
    Booking booking;
    booking.title = automation.ai_instructions;
    booking.starts_at = context.now + std::chrono::hours(30);
    TenantSettings const tenant;
    FixedTimeZone const zone;
    Subject const about{lead, &booking, tenant, zone};
    auto const prompt = make_prompt(automation, Trigger::message_received, about, context, "7f3a9c01");
    auto const violations = find_violations(text, text, about, prompt);
    for (auto const &violation : violations) {
        must(describe_violation(violation) != violation);
        must(std::ranges::count(violations, violation) == 1);
    }
    must(violations == find_violations(text, text, about, prompt));
    // What is removed is gone, and nothing is added to what stays.
    auto const bare = without_contacts(text);
    must(is_utf8(bare));
    for (auto const &claim : claims_in(text))
        must(claim.value.size() <= text.size() * 4 + 64);
    return 0;
}
