/* fuzz_actions.cpp — any actions on any lead: applying never throws, tells what was and what is of the same keys, and
 * leaves attributes that are an object of the same notation.
 */
#include "core/automations/actions.hpp"
#include "core/base/error.hpp"
#include "fuzz/input.hpp"

#include <algorithm>

namespace {

using namespace automation::core;
using automation::fuzz::must;

json::Node object_of(std::string const &text)
{
    auto node = json::parse_exact(text);
    must(node && node->kind == json::Kind::object);
    return *std::move(node);
}

void check_activity(LeadChange const &change)
{
    auto const before = object_of(change.before);
    auto const after = object_of(change.after);
    must(before.children.size() == after.children.size());
    for (std::size_t i = 0; i < before.children.size(); ++i)
        must(before.children[i].key == after.children[i].key);
    must(change.any() == !after.children.empty());
    must(change.columns.size() <= after.children.size());
    if (change.attributes) (void)object_of(*change.attributes);
}

/** What has been done once is not done again, but for numbers that are added. */
void check_again(Actions const &actions, Lead lead, LeadChange const &change, Instant now)
{
    apply_to(lead, change);
    auto const again = actions.apply(lead, now);
    check_activity(again);
    must(!again.last_contacted);
    auto const status = actions.status_set();
    must(!status || lead.status == *status);
    for (auto const &[column, value] : change.columns)
        must(column != "status" || status.has_value());
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size)
{
    auto rest = automation::fuzz::text_of(data, size);
    auto const source = automation::fuzz::next_field(rest);
    Lead lead;
    lead.id = LeadId{7};
    lead.attributes = automation::fuzz::next_field(rest);
    lead.status = automation::fuzz::next_field(rest);
    Instant const now{std::chrono::hours(size)};
    try {
        auto const actions = Actions::parse(source);
        auto const change = actions.apply(lead, now);
        check_activity(change);
        check_again(actions, lead, change, now);
    } catch (UserError const &error) {
        must(!error.hint().empty());
        must(std::string_view(error.what()).size() < 1000);
    }
    return 0;
}
