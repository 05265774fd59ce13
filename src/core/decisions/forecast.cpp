#include "core/decisions/forecast.hpp"

#include "core/messages/compose.hpp"

#include <algorithm>

namespace automation::core {

namespace {

constexpr int most_delays = 8;  // quiet hours, a cap, quiet hours again…

}  // namespace

Decision decide_text(DecisionInput const &situation)
{
    Decision decision;
    if (situation.lead == nullptr || !situation.automation->writes_message()) {
        return decision;
    }
    Subject const subject{*situation.lead, situation.booking, situation.tenant, situation.zone};
    Composed const composed = compose(*situation.automation, subject, std::monostate{});
    if (auto const *missing = std::get_if<MissingValue>(&composed)) {
        decision = {.verdict = Verdict::skip,
                    .reason = ReasonCode::missing(missing->variable),
                    .detail = missing->why.empty() ? "the lead has no value for {" + missing->variable + "}"
                                                   : "{" + missing->variable + "} is " + missing->why,
                    .until = {}};
    } else if (auto const *long_one = std::get_if<TooLong>(&composed)) {
        decision = {.verdict = Verdict::skip, .reason = Reason::error, .detail = long_one->detail, .until = {}};
    }
    return decision;
}

RunForecast forecast(DecisionInput situation, Run &run)
{
    RunForecast seen{.due = std::max(situation.now, run.run_at), .decision = {}};
    for (int i = 0; i < most_delays; ++i) {
        // Messages of today do not count tomorrow.
        bool const another_day = start_of_day(seen.due, situation.zone) != start_of_day(situation.now, situation.zone);
        situation.messages_today = another_day ? 0 : situation.messages_today;
        situation.now = seen.due;
        seen.decision = decide(situation);
        if (seen.decision.verdict != Verdict::defer) {
            break;
        }
        seen.due = run.run_at = *seen.decision.until;
        run.event_at = seen.decision.event_moves ? seen.due : run.event_at;
    }
    if (seen.decision.verdict == Verdict::run) {
        seen.decision = decide_text(situation);
    }
    return seen;
}

}  // namespace automation::core
