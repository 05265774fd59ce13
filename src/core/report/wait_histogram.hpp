/* wait_histogram.hpp — the times from event to message of many messages: quantiles, and counts by length.
 *
 * Buckets are those of latency_histogram.hpp; quantiles are computed as automation_stats does.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>

namespace automation::core {

/** Seconds up to which a class of waits reaches; the last class has no end. */
inline constexpr std::array<double, 7> wait_limits{1, 10, 60, 600, 3600, 86400, 604800};

class WaitHistogram {
 public:
    void add(int bucket, std::int64_t count) { counts_[bucket] += count; }

    [[nodiscard]] std::int64_t total() const noexcept;
    /** The time in seconds that at least `percent` of the messages took at most; none without messages. */
    [[nodiscard]] std::optional<double> quantile(int percent) const noexcept;
    /** Messages by length of the wait. A bucket belongs to the class of its middle. */
    [[nodiscard]] std::array<std::int64_t, wait_limits.size() + 1> classes() const noexcept;

 private:
    std::map<int, std::int64_t> counts_;
};

}  // namespace automation::core
