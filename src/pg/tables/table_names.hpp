/* table_names.hpp — the tables that the install script creates. */
#pragma once
#include <array>
#include <cstddef>

namespace automation::pg {

enum class TableName {
    leads,
    automations,
    bookings,
    messages,
    activities,
    automation_queue,
    automation_enrollments,
    automation_channels,
    automation_settings,
    automation_instance,
    automation_stat_deltas,
    automation_daily_stats,
    automation_watches,
    automation_suppressions,
    automation_grants,
    automation_booking_sources
};
inline constexpr std::size_t table_count = 16;
inline constexpr std::array<char const *, table_count> table_names{
    "leads",
    "automations",
    "bookings",
    "messages",
    "activities",
    "automation_queue",
    "automation_enrollments",
    "automation_channels",
    "automation_settings",
    "automation_instance",
    "automation_stat_deltas",
    "automation_daily_stats",
    "automation_watches",
    "automation_suppressions",
    "automation_grants",
    "automation_booking_sources",
};

[[nodiscard]] constexpr char const *name_of(TableName table) noexcept
{
    return table_names[static_cast<std::size_t>(table)];
}

}  // namespace automation::pg
