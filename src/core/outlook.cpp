#include "core/outlook.hpp"

#include <algorithm>

namespace automation::core {

namespace {

constexpr int most_delays = 8;  // quiet hours, a cap, quiet hours again…

}  // namespace

Outlook outlook(Situation situation, Run &run)
{
    Outlook seen{.due = std::max(situation.now, run.run_at), .decision = {}};
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
    return seen;
}

}  // namespace automation::core
