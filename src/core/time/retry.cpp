#include "core/time/retry.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace automation::core {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds first_backoff{1'000};

milliseconds part_of(milliseconds whole, double unit_random) noexcept
{
    double const part = std::isfinite(unit_random) ? std::clamp(unit_random, 0.0, 1.0) : 1.0;
    return milliseconds(std::llround(static_cast<double>(whole.count()) * part));
}

}  // namespace

milliseconds next_wait(Attempt const &attempt, double unit_random) noexcept
{
    milliseconds const cap = std::max(attempt.cap, milliseconds(0));
    if (attempt.asked_wait) {
        milliseconds const asked = std::clamp(*attempt.asked_wait, milliseconds(0), cap);
        milliseconds const jitter = std::clamp(asked / 10, milliseconds(250), milliseconds(30'000));
        return asked + part_of(jitter, unit_random);
    }
    int const doublings = std::clamp(attempt.number - 1, 0, 30);
    return part_of(std::min(cap, first_backoff * (std::int64_t{1} << doublings)), unit_random);
}

Instant next_pacific_midnight(Instant now, TimeZone const &los_angeles)
{
    auto const today = std::chrono::floor<std::chrono::days>(los_angeles.to_local(now));
    return los_angeles.to_instant(LocalTime(today + std::chrono::days(1)));
}

void ModelCircuitBreaker::wait_until(Instant now, Instant moment, std::string why)
{
    State const present = state(now);
    if (present > State::waiting || (present == State::waiting && *until_ >= moment)) return;
    shut(State::waiting, moment, std::move(why));
}

void ModelCircuitBreaker::quota_gone_until(Instant now, Instant moment, std::string why)
{
    if (state(now) != State::paused) shut(State::quota_gone, moment, std::move(why));
}

void ModelCircuitBreaker::pause(std::string why, std::optional<Instant> next_look)
{
    shut(State::paused, next_look, std::move(why));
}

void ModelCircuitBreaker::answered(Instant now) noexcept
{
    if (open(now)) settings_changed();
}

void ModelCircuitBreaker::settings_changed() noexcept
{
    state_ = State::open;
    until_.reset();
    why_.clear();
}

ModelCircuitBreaker::State ModelCircuitBreaker::state(Instant now) const noexcept
{
    return until_ && *until_ <= now ? State::open : state_;
}

bool ModelCircuitBreaker::hopeless(Instant now) const noexcept
{
    return state(now) == State::quota_gone || state(now) == State::paused;
}

std::optional<Instant> ModelCircuitBreaker::opens_at(Instant now) const noexcept
{
    return state(now) == State::open ? std::nullopt : until_;
}

void ModelCircuitBreaker::shut(State state, std::optional<Instant> until, std::string why)
{
    state_ = state;
    until_ = until;
    why_ = std::move(why);
}

}  // namespace automation::core
