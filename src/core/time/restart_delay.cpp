#include "core/time/restart_delay.hpp"

#include <algorithm>

namespace automation::core {

namespace {

/* 1 s, doubled with each time after the first. */
std::chrono::milliseconds doubled(int times) noexcept
{
    std::chrono::milliseconds wait = shortest_restart_delay;
    for (int i = 1; i < times && wait < longest_restart_delay; ++i) {
        wait *= 2;
    }
    return std::min<std::chrono::milliseconds>(wait, longest_restart_delay);
}

}  // namespace

Restart after_start(StartRecord const &last, Instant now) noexcept
{
    Restart next{.record = last};
    StartRecord &record = next.record;
    record.ending = StartRecord::Ending::none;
    record.completed = false;
    if (now - last.resumed_at >= restarts_forgotten_after) {
        record.crashes = 0;
    }
    if (last.ending == StartRecord::Ending::crashed) {
        ++record.crashes;
        record.resumed_at = {};  // the start to come
        record.fruitless = 0;
        next.wait = doubled(record.crashes);
    } else if (last.ending == StartRecord::Ending::none) {
        bool const fruitful = last.completed || now - last.started_at >= restarts_forgotten_after;
        record.fruitless = fruitful ? 0 : record.fruitless + 1;
        next.wait = doubled(std::max(record.fruitless - 1, 1));
    } else {
        record.fruitless = 0;
    }
    return next;
}

}  // namespace automation::core
