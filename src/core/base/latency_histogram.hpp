/* latency_histogram.hpp — the time from event to message, in buckets that can be added up.
 *
 * Medians of days cannot be put together, counts of buckets can. Sixteen buckets for each doubling: what is read from
 * them is within 2.2 per cent. automation_stats turns a bucket back: 2 ^ ((bucket + 0.5) / 16) microseconds.
 */
#pragma once
#include "core/base/types.hpp"

namespace automation::core {

/** 0 for a microsecond or less, at most 1008. */
[[nodiscard]] int bucket_of(Micros wait) noexcept;

}  // namespace automation::core
