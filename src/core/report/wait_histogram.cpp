#include "core/report/wait_histogram.hpp"

#include <algorithm>
#include <cmath>

namespace automation::core {
namespace {

double seconds_of(int bucket) noexcept
{
    return std::exp2((bucket + 0.5) / 16) / 1'000'000;
}

}  // namespace

std::int64_t WaitHistogram::total() const noexcept
{
    std::int64_t sum = 0;
    for (auto const &[bucket, count] : counts_) {
        sum += count;
    }
    return sum;
}

std::optional<double> WaitHistogram::quantile(int percent) const noexcept
{
    std::int64_t const all = total();
    std::int64_t upto = 0;
    for (auto const &[bucket, count] : counts_) {
        upto += count;
        if (all > 0 && upto * 100 >= all * percent) {
            return seconds_of(bucket);
        }
    }
    return std::nullopt;
}

std::array<std::int64_t, wait_limits.size() + 1> WaitHistogram::classes() const noexcept
{
    std::array<std::int64_t, wait_limits.size() + 1> counts{};
    for (auto const &[bucket, count] : counts_) {
        auto const *const limit = std::ranges::lower_bound(wait_limits, seconds_of(bucket));
        counts.at(static_cast<std::size_t>(limit - wait_limits.begin())) += count;
    }
    return counts;
}

}  // namespace automation::core
