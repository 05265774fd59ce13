/* zone_finder.hpp — a time zone by its name, for what names one when it is saved: {booking_time|tz:"Europe/Berlin"}.
 *
 * core/ owns no time zone database: whoever loads it says once where zones are found.
 */
#pragma once
#include "core/zone.hpp"

#include <string_view>

namespace automation::core {

/** The zone of an IANA name, which lives as long as the process; null: there is none. */
using ZoneFinder = Zone const *(*)(std::string_view name);

void set_zone_finder(ZoneFinder finder) noexcept;

/** As the finder says; null where none was set. */
[[nodiscard]] Zone const *zone_named(std::string_view name);

}  // namespace automation::core
