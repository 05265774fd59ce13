/* objection.hpp — what speaks against a run: the answer of one check of decide(). */
#pragma once
#include "core/decide.hpp"
#include "core/moment.hpp"

#include <optional>
#include <string>
#include <utility>

namespace automation::core {

struct Objection {
    Verdict verdict = Verdict::skip;
    std::string reason = {};
    std::string detail = {};
    std::optional<Instant> until = {};  ///< of defer
    bool event_moves = false;           ///< of defer: its moment is another one, and has not come yet
};

/** Nothing, when the check holds. */
using Answer = std::optional<Objection>;

[[nodiscard]] inline Objection skip(std::string reason, std::string detail)
{
    return {.verdict = Verdict::skip, .reason = std::move(reason), .detail = std::move(detail)};
}

[[nodiscard]] inline Objection block(std::string reason, std::string detail)
{
    return {.verdict = Verdict::block, .reason = std::move(reason), .detail = std::move(detail)};
}

[[nodiscard]] inline Objection drop(std::string reason, std::string detail)
{
    return {.verdict = Verdict::drop, .reason = std::move(reason), .detail = std::move(detail)};
}

/** A moment as the lead's wall clock shows it. */
[[nodiscard]] inline std::string when(Instant moment, Situation const &s)
{
    return iso_8601(moment, s.zone);
}

}  // namespace automation::core
