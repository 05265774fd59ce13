/* check_result.hpp — what speaks against a run: the answer of one check of decide(). */
#pragma once
#include "core/decisions/decide.hpp"
#include "core/time/time_format.hpp"

#include <optional>
#include <string>
#include <utility>

namespace automation::core {

struct CheckFailure {
    Verdict verdict = Verdict::skip;
    ReasonCode reason = {};
    std::string detail = {};
    std::optional<Instant> until = {};  ///< of defer and park
    bool event_moves = false;           ///< of defer: its moment is another one, and has not come yet
};

/** Nothing, when the check holds. */
using CheckResult = std::optional<CheckFailure>;

[[nodiscard]] inline CheckFailure skip(ReasonCode reason, std::string detail)
{
    return {.verdict = Verdict::skip, .reason = std::move(reason), .detail = std::move(detail)};
}

[[nodiscard]] inline CheckFailure block(ReasonCode reason, std::string detail)
{
    return {.verdict = Verdict::block, .reason = std::move(reason), .detail = std::move(detail)};
}

[[nodiscard]] inline CheckFailure drop(ReasonCode reason, std::string detail)
{
    return {.verdict = Verdict::discard, .reason = std::move(reason), .detail = std::move(detail)};
}

/** A moment as the lead's wall clock shows it. */
[[nodiscard]] inline std::string when(Instant moment, DecisionInput const &s)
{
    return iso_8601(moment, s.zone);
}

}  // namespace automation::core
