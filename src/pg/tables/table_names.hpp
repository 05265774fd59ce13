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
    automation_booking_sources,
    automation_lead_dates
};
inline constexpr std::size_t table_count = 17;
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
    "automation_lead_dates",
};

/** False for a table that version 1.0 lacks until it is upgraded; what needs it cannot be saved there. */
[[nodiscard]] constexpr bool is_in_first_version(TableName table) noexcept
{
    return table != TableName::automation_lead_dates;
}

[[nodiscard]] constexpr char const *name_of(TableName table) noexcept
{
    return table_names[static_cast<std::size_t>(table)];
}

}  // namespace automation::pg
