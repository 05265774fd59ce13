/* time_zone.hpp — time zones from PostgreSQL's own database, as core::Zone. */
#pragma once
#include "core/time/time_zone.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace automation::pg {

/** The zone of an IANA name, or null when there is none by that name. Lives as long as the process. */
[[nodiscard]] core::TimeZone const *find_zone(std::string_view name);

/** The zone of that name, else UTC. */
[[nodiscard]] core::TimeZone const &zone_or_utc(std::optional<std::string> const &name);

/** The first of the two that names a zone, else UTC. */
[[nodiscard]] core::TimeZone const &zone_or_utc(std::optional<std::string> const &first,
                                                std::optional<std::string> const &second);

}  // namespace automation::pg
