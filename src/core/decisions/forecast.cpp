#include "core/decisions/forecast.hpp"

#include "core/messages/compose.hpp"

#include <algorithm>

namespace automation::core {

namespace {

constexpr int most_delays = 8;  // quiet hours, a cap, quiet hours again…

}  // namespace

Decision decide_text(DecisionInput const &decision_input)
{
    Decision decision;
    if (decision_input.lead == nullptr || !decision_input.automation->writes_message()) {
        return decision;
    }
    Composed const composed = compose(*decision_input.automation, subject_of(decision_input), std::monostate{});
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

RunForecast forecast(DecisionInput decision_input, Run &run)
{
    RunForecast seen{.due = std::max(decision_input.now, run.run_at), .decision = {}};
    for (int i = 0; i < most_delays; ++i) {
        // Messages of today do not count tomorrow.
        bool const another_day =
            start_of_day(seen.due, decision_input.zone) != start_of_day(decision_input.now, decision_input.zone);
        decision_input.messages_today = another_day ? 0 : decision_input.messages_today;
        decision_input.now = seen.due;
        seen.decision = decide(decision_input);
        // What it needs is not there, and nobody brings it: until it is too late.
        if (seen.decision.verdict == Verdict::park && seen.decision.until) {
            seen.due = std::max(seen.due, *seen.decision.until);
            continue;
        }
        if (seen.decision.verdict != Verdict::defer) {
            break;
        }
        // A session has ended and its delay is over: it is decided now, not as it would have been then.
        run.run_at = *seen.decision.until;
        seen.due = std::max(seen.due, run.run_at);
        run.event_at = seen.decision.event_moves ? run.run_at : run.event_at;
    }
    if (seen.decision.verdict == Verdict::run) {
        seen.decision = decide_text(decision_input);
    }
    return seen;
}

}  // namespace automation::core
