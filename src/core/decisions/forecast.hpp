/* forecast.hpp — what will come of a run, by the facts as they stand.
 *
 * decide() answers for one moment; this goes on to the moment that it puts the run off to, as the clock will.
 */
#pragma once
#include "core/decisions/decide.hpp"

namespace automation::core {

struct RunForecast {
    Instant due;        ///< when it will be done or come to nothing
    Decision decision;  ///< then; never defer, but where it is put off again and again
};

/** What decide() does not ask, for it costs: whether the template's text can be written. Verdict run: it can, or a
 * model writes it. */
[[nodiscard]] Decision decide_text(DecisionInput const &decision_input);

/** From `decision_input.now` on, or from the run's own time where that is later. `run` is what the input refers to. */
[[nodiscard]] RunForecast forecast(DecisionInput decision_input, Run &run);

}  // namespace automation::core
