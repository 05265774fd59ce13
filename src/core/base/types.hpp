/* types.hpp — identifiers and moments, as types of their own.
 *
 * An id of one table cannot be passed where another's is meant, and every time says its unit.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <chrono>
#include <cstdint>

namespace automation::core {

enum class AutomationId : std::int64_t {};
enum class LeadId : std::int64_t {};
enum class BookingId : std::int64_t {};
enum class MessageId : std::int64_t {};
enum class RunId : std::int64_t {};      ///< automation_queue.id
enum class ChannelId : std::int64_t {};  ///< automation_channels.id
enum class SourceId : std::int64_t {};   ///< automation_booking_sources.id

/** The number behind an id, for SQL and text. */
template <class Id>
[[nodiscard]] constexpr std::int64_t number(Id id) noexcept
{
    return static_cast<std::int64_t>(id);
}

using Micros = std::chrono::microseconds;  ///< PostgreSQL's resolution

/** A moment in UTC, as timestamptz stores it. */
using Instant = std::chrono::sys_time<Micros>;

}  // namespace automation::core
