#include "engine/queue/claim_set.hpp"

#include <algorithm>

namespace automation::engine {

using namespace std::chrono_literals;

void ClaimSet::advance(Cursor cursor) noexcept
{
    cursor_ = std::max(cursor_, cursor);
}

void ClaimSet::rewind(core::Instant moment) noexcept
{
    // Just before the first row of that moment.
    Cursor const before{moment == core::Instant::min() ? moment : moment - 1us, core::RunId{INT64_MAX}};
    if (moment == core::Instant::min()) {
        cursor_ = Cursor{};
    } else {
        cursor_ = std::min(cursor_, before);
    }
}

bool ClaimSet::keep(ClaimKey const &key, core::Instant now)
{
    if (claimed_.contains(key.run)) {
        return true;
    }
    if (claimed_.size() >= most_held) {
        note_lost(key, now);
        return false;
    }
    claimed_.emplace(key.run, ClaimedRow{key});
    return true;
}

void ClaimSet::note_lost(ClaimKey const &key, core::Instant now)
{
    lost_from_ = std::min(lost_from_.value_or(key.run_at), key.run_at);
    lost_retry_ = lost_retry_.value_or(now + 1s);
}

void ClaimSet::delay(ClaimKey const &key, core::Instant now)
{
    if (!keep(key, now)) {
        return;
    }
    int const times = std::min(++claimed_[key.run].times_put_off, 7);
    waiting_.push({now + std::min<core::Micros>(20ms * (1 << (times - 1)), 1s), key.run});
}

void ClaimSet::delay_until(ClaimKey const &key, core::Instant until)
{
    if (keep(key, until)) {
        waiting_.push({until, key.run});
    }
}

void ClaimSet::queue_for_model(ClaimKey const &key, core::Instant now)
{
    if (for_model_.size_of(key.run.tenant) >= most_for_model && !claimed_.contains(key.run)) {
        note_lost(key, now);
    } else if (keep(key, now)) {
        for_model_.push(key.run);
    }
}

void ClaimSet::claim(ClaimKey const &key)
{
    // Never refused: the model is being asked for it.
    claimed_.try_emplace(key.run, ClaimedRow{key});
}

void ClaimSet::requeue(std::vector<core::RunKey> const &runs, core::Instant now)
{
    for (core::RunKey const &run : runs) {
        waiting_.push({now + 1s, run});
    }
}

void ClaimSet::mark_ready(core::RunKey const &run)
{
    if (claimed_.contains(run)) {
        ready_.push_back(run);
    }
}

void ClaimSet::release(core::RunKey const &run)
{
    claimed_.erase(run);
}

std::vector<core::RunKey> ClaimSet::take_ready(core::Instant now, std::size_t most, std::size_t model_places)
{
    if (lost_retry_ && *lost_retry_ <= now) {
        rewind(*lost_from_);
        lost_from_.reset();
        lost_retry_.reset();
    }
    std::vector<core::RunKey> taken;
    auto const take_one = [&](core::RunKey const &run) {
        // Released meanwhile, or listed twice: then it is not ours to try.
        if (claimed_.contains(run) && std::find(taken.begin(), taken.end(), run) == taken.end()) {
            taken.push_back(run);
        }
    };
    while (!ready_.empty() && taken.size() < most) {
        take_one(ready_.front());
        ready_.pop_front();
    }
    while (!waiting_.empty() && waiting_.top().until <= now && taken.size() < most) {
        take_one(waiting_.top().run);
        waiting_.pop();
    }
    for (; model_places > 0 && !for_model_.empty() && taken.size() < most; --model_places) {
        take_one(*for_model_.pop());
    }
    return taken;
}

std::optional<core::Instant> ClaimSet::next_time() const
{
    std::optional<core::Instant> next = lost_retry_;
    if (!waiting_.empty()) {
        next = std::min(next.value_or(waiting_.top().until), waiting_.top().until);
    }
    return next;
}

}  // namespace automation::engine
