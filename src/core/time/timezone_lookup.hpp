/* timezone_lookup.hpp — a time zone by its name, for what names one when it is saved:
 * {booking_time|tz:"Europe/Berlin"}.
 *
 * core/ owns no time zone database: the code that loads one sets the lookup once.
 */
#pragma once
#include "core/time/time_zone.hpp"

#include <string_view>

namespace automation::core {

/** The zone of an IANA name, which lives as long as the process; null: there is none. */
using TimeZoneLookup = TimeZone const *(*)(std::string_view name);

void set_timezone_lookup(TimeZoneLookup finder) noexcept;

/** As the finder says; null where none was set. */
[[nodiscard]] TimeZone const *zone_named(std::string_view name);

}  // namespace automation::core
