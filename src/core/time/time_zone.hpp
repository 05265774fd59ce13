/* time_zone.hpp — wall-clock time in a place, without owning a time zone database.
 *
 * GCC 12 has no std::chrono::tzdb, and PostgreSQL already carries a maintained one: pg/ implements Zone with it, tests
 * with fixed offsets.
 */
#pragma once
#include "core/base/types.hpp"

#include <chrono>
#include <string>

namespace automation::core {

/** A moment as a clock on the wall shows it; has no zone of its own. */
using LocalTime = std::chrono::local_time<Micros>;

class TimeZone {
 public:
    TimeZone() = default;
    TimeZone(TimeZone const &) = delete;
    TimeZone &operator=(TimeZone const &) = delete;
    virtual ~TimeZone() = default;

    /** IANA name, as PostgreSQL spells it. */
    [[nodiscard]] virtual std::string const &name() const noexcept = 0;
    [[nodiscard]] virtual LocalTime to_local(Instant moment) const = 0;
    /** In a spring gap the moment after it; in an autumn overlap the first of the two. */
    [[nodiscard]] virtual Instant to_instant(LocalTime local) const = 0;
};

/** UTC, and the zone of tests. */
class FixedTimeZone final : public TimeZone {
 public:
    explicit FixedTimeZone(std::chrono::minutes offset = std::chrono::minutes(0), std::string name = "UTC")
        : offset_(offset), name_(std::move(name))
    {}
    [[nodiscard]] std::string const &name() const noexcept override { return name_; }
    [[nodiscard]] LocalTime to_local(Instant moment) const override
    {
        return LocalTime(moment.time_since_epoch() + offset_);
    }
    [[nodiscard]] Instant to_instant(LocalTime local) const override
    {
        return Instant(local.time_since_epoch() - offset_);
    }

 private:
    std::chrono::minutes offset_;
    std::string name_;
};

}  // namespace automation::core
