#include "channels/common/circuit_breaker.hpp"

#include "core/time/retry.hpp"

#include <algorithm>
#include <limits>

namespace automation::channels {

using namespace std::chrono_literals;

namespace {

constexpr core::Micros minute = 1min;

std::string words(SendOutcome const &outcome)
{
    return outcome.code.empty() ? outcome.detail : outcome.detail + " (" + outcome.code + ")";
}

}  // namespace

std::size_t ChannelCircuitBreaker::capacity(core::Instant now, std::size_t under_way) const
{
    if (broken_ || (shut_until_ && now < *shut_until_)) {
        return 0;
    }
    // After that one tries; its answer decides for the others.
    std::size_t const most = !shut_until_ ? std::numeric_limits<std::size_t>::max() : under_way == 0 ? 1 : 0;
    if (!rate_) {
        return most;
    }
    auto const counted = static_cast<std::size_t>(
        std::count_if(recent_.begin(), recent_.end(), [&](core::Instant left) { return left > now - minute; }));
    auto const rate = static_cast<std::size_t>(*rate_);
    return counted >= rate ? 0 : std::min(most, rate - counted);
}

std::optional<core::Instant> ChannelCircuitBreaker::opens_at(core::Instant now) const
{
    if (broken_) {
        return std::nullopt;
    }
    if (shut_until_ && now < *shut_until_) {
        return shut_until_;
    }
    bool const full = rate_ && recent_.size() >= static_cast<std::size_t>(*rate_) && recent_.front() > now - minute;
    return full ? std::optional(recent_.front() + minute) : std::nullopt;
}

void ChannelCircuitBreaker::on_sent(core::Instant now)
{
    if (!rate_) {
        return;
    }
    recent_.push_back(now);
    if (recent_.size() > static_cast<std::size_t>(*rate_)) {
        recent_.pop_front();
    }
}

void ChannelCircuitBreaker::on_result(SendOutcome const &outcome, core::Instant now, double unit_random)
{
    using Kind = SendOutcome::Kind;
    bool const shut_already = shut_until_ && now < *shut_until_;
    switch (outcome.kind) {
        case Kind::accepted:
        case Kind::refused:
            // It left before the provider asked us to wait.
            if (shut_already) {
                return;
            }
            // The provider answers, and only that message is not wanted.
            troubles_ = times_shut_ = 0;
            shut_until_.reset();
            why_.clear();
            return;
        case Kind::channel_broken:
            broken_ = true;
            why_ = words(outcome);
            return;
        case Kind::channel_waits:
            why_ = words(outcome);
            shut(now, outcome.wait, unit_random);
            return;
        case Kind::try_again:
        case Kind::unknown:
            why_ = words(outcome);
            ++troubles_;
            if (troubles_ >= trouble_enough || shut_until_) {
                shut(now, outcome.wait, unit_random);
            }
            return;
    }
}

void ChannelCircuitBreaker::shut(core::Instant now, std::optional<std::chrono::milliseconds> asked, double unit_random)
{
    // Those that were under way together are one occasion.
    if (!shut_until_ || now >= *shut_until_) {
        ++times_shut_;
    }
    // Not sooner than a second: those that are under way will say the same.
    core::Attempt const attempt{.number = times_shut_, .asked_wait = asked, .cap = asked ? 24h : 10min};
    auto const wait = std::max<std::chrono::milliseconds>(1s, core::next_wait(attempt, unit_random));
    shut_until_ = std::max(shut_until_.value_or(now), now + wait);
}

}  // namespace automation::channels
