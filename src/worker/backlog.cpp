#include "worker/backlog.hpp"

#include <algorithm>

namespace automation::worker {

using namespace std::chrono_literals;

void Backlog::advance(Key key) noexcept
{
    cursor_ = std::max(cursor_, key);
}

void Backlog::rewind(core::Instant moment) noexcept
{
    // Just before the first row of that moment.
    Key const before{moment == core::Instant::min() ? moment : moment - 1us, core::RunId{INT64_MAX}};
    if (moment == core::Instant::min()) {
        cursor_ = Key{};
    } else {
        cursor_ = std::min(cursor_, before);
    }
}

bool Backlog::keep(Key key, core::Instant now)
{
    if (held_.contains(key.id)) {
        return true;
    }
    if (held_.size() >= most_held) {
        lost_from_ = std::min(lost_from_.value_or(key.run_at), key.run_at);
        lost_look_ = lost_look_.value_or(now + 1s);
        return false;
    }
    held_.emplace(key.id, Held{key});
    return true;
}

void Backlog::put_off(Key key, core::Instant now)
{
    if (!keep(key, now)) {
        return;
    }
    int const times = std::min(++held_[key.id].times_put_off, 7);
    waiting_.push({now + std::min<core::Micros>(20ms * (1 << (times - 1)), 1s), key.id});
}

void Backlog::put_off_until(Key key, core::Instant until)
{
    if (keep(key, until)) {
        waiting_.push({until, key.id});
    }
}

void Backlog::queue_for_model(Key key)
{
    if (keep(key, key.run_at)) {
        for_model_.push_back(key.id);
    }
}

void Backlog::hold(Key key)
{
    // Never refused: the model is being asked for it.
    held_.try_emplace(key.id, Held{key});
}

void Backlog::put_back(std::vector<core::RunId> const &ids, core::Instant now)
{
    for (core::RunId const id : ids) {
        waiting_.push({now + 1s, id});
    }
}

void Backlog::ready(core::RunId id)
{
    if (held_.contains(id)) {
        ready_.push_back(id);
    }
}

void Backlog::release(core::RunId id)
{
    held_.erase(id);
}

std::vector<core::RunId> Backlog::take(core::Instant now, std::size_t most, std::size_t model_places)
{
    if (lost_look_ && *lost_look_ <= now) {
        rewind(*lost_from_);
        lost_from_.reset();
        lost_look_.reset();
    }
    std::vector<core::RunId> taken;
    auto const take_one = [&](core::RunId id) {
        // Released meanwhile, or listed twice: then it is not ours to try.
        if (held_.contains(id) && std::find(taken.begin(), taken.end(), id) == taken.end()) {
            taken.push_back(id);
        }
    };
    while (!ready_.empty() && taken.size() < most) {
        take_one(ready_.front());
        ready_.pop_front();
    }
    while (!waiting_.empty() && waiting_.top().until <= now && taken.size() < most) {
        take_one(waiting_.top().id);
        waiting_.pop();
    }
    for (; model_places > 0 && !for_model_.empty() && taken.size() < most; --model_places) {
        take_one(for_model_.front());
        for_model_.pop_front();
    }
    return taken;
}

std::optional<core::Instant> Backlog::next_time() const
{
    std::optional<core::Instant> next = lost_look_;
    if (!waiting_.empty()) {
        next = std::min(next.value_or(waiting_.top().until), waiting_.top().until);
    }
    return next;
}

}  // namespace automation::worker
