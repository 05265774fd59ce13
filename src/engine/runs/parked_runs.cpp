#include "engine/runs/parked_runs.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace automation::engine {

void ParkedRuns::add(core::Instant run_at, std::optional<core::Instant> until)
{
    first_ = std::min(first_.value_or(run_at), run_at);
    if (until) {
        auto const [entry, added] = expiries_.try_emplace(std::chrono::ceil<std::chrono::seconds>(*until), run_at);
        entry->second = std::min(entry->second, run_at);
    }
}

std::optional<core::Instant> ParkedRuns::take_all()
{
    expiries_.clear();
    return std::exchange(first_, std::nullopt);
}

std::optional<core::Instant> ParkedRuns::take_expired(core::Instant now)
{
    std::optional<core::Instant> earliest;
    while (!expiries_.empty() && expiries_.begin()->first <= now) {
        core::Instant const run_at = expiries_.begin()->second;
        earliest = std::min(earliest.value_or(run_at), run_at);
        expiries_.erase(expiries_.begin());
    }
    return earliest;
}

std::optional<core::Instant> ParkedRuns::next_expiry() const
{
    return expiries_.empty() ? std::nullopt : std::optional(expiries_.begin()->first);
}

}  // namespace automation::engine
