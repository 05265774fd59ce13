#include "engine/runs/burst_limiter.hpp"

#include <algorithm>
#include <chrono>

namespace automation::engine {

using namespace std::chrono_literals;

std::optional<core::Instant> BurstLimiter::take_slot(core::AutomationKey const &automation, core::RunKey const &run,
                                                     std::size_t most, core::Instant now)
{
    if (slots_.size() >= prune_at_) {
        prune(now);
    }
    Minute &minute = minutes_[automation];
    auto const [entry, is_new] = slots_.try_emplace(run);
    Slot &slot = entry->second;
    if (slot.gone) {
        return std::nullopt;
    }
    if (is_new) {
        slot.at = free_after(minute.slots, most, now);
        add(minute.slots, most, slot.at);
    }
    if (slot.at > now) {
        return slot.at;
    }
    // Others may have gone later than their slots said: then this one goes a minute after them.
    core::Instant const free = free_after(minute.gone, most, now);
    if (free > now) {
        slot.at = free_after(minute.again, most, free);
        add(minute.again, most, slot.at);
        return slot.at;
    }
    slot.gone = true;
    add(minute.gone, most, now);
    return std::nullopt;
}

core::Instant BurstLimiter::free_after(std::deque<core::Instant> const &taken, std::size_t most, core::Instant now)
{
    return taken.size() < most ? now : std::max(now, taken[taken.size() - most] + 1min);
}

void BurstLimiter::add(std::deque<core::Instant> &taken, std::size_t most, core::Instant at)
{
    taken.push_back(at);
    while (taken.size() > most) {
        taken.pop_front();
    }
}

/* Runs that were cancelled never come back for their slot. */
void BurstLimiter::prune(core::Instant now)
{
    std::erase_if(slots_, [&](auto const &entry) { return entry.second.at < now - 10min; });
    std::erase_if(minutes_, [&](auto const &entry) {
        auto const over = [&](auto const &taken) { return taken.empty() || taken.back() < now - 1min; };
        return over(entry.second.slots) && over(entry.second.again) && over(entry.second.gone);
    });
    prune_at_ = std::max<std::size_t>(10'000, 2 * slots_.size());
}

}  // namespace automation::engine
