/* fuzz_conditions.cpp — any conditions over any lead: hold and look agree, and nothing throws once they are parsed. */
#include "core/conditions/conditions.hpp"
#include "core/base/error.hpp"
#include "fuzz/input.hpp"

#include <algorithm>

namespace {

/** A sentence of bounded length, whatever it is about. */
bool is_shown(std::string const &message)
{
    return !message.empty() && message.size() < 2000;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size)
{
    using namespace automation::core;
    using automation::fuzz::must;
    auto rest = automation::fuzz::text_of(data, size);
    auto const json = automation::fuzz::next_field(rest);
    Lead lead;
    lead.id = LeadId{static_cast<std::int64_t>(size)};
    lead.attributes = automation::fuzz::next_field(rest);
    lead.status = automation::fuzz::next_field(rest);
    FactFieldReader const source({.lead = lead});
    try {
        auto const conditions = Conditions::parse(json);
        auto const seen = conditions.explain(source);
        must(conditions.match(source) ==
             std::all_of(seen.begin(), seen.end(), [](auto const &one) { return one.holds || !one.whole; }));
        must(std::all_of(seen.begin(), seen.end(), [](auto const &one) { return is_shown(one.message); }));
        must(conditions.empty() == seen.empty() && seen.size() <= 200);
    } catch (UserError const &error) {
        must(!error.hint().empty());
    }
    return 0;
}
