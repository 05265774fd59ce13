#include "core/base/latency_histogram.hpp"

#include <cmath>

namespace automation::core {

int bucket_of(Micros wait) noexcept
{
    if (wait.count() <= 1) return 0;
    return static_cast<int>(std::floor(16.0 * std::log2(static_cast<double>(wait.count()))));
}

}  // namespace automation::core
