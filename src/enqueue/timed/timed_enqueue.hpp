/* timed_enqueue.hpp — runs of timed triggers whose moment is so near that the round before it may not see them.
 *
 * What lies beyond the horizon is found by a round of the dispatcher (timed_scan.hpp), however late its transaction
 * commits. What a write brings inside it, the write's own trigger enqueues. docs/time.md has the argument.
 */
#pragma once
#include "core/decisions/timing.hpp"
#include "enqueue/events/match.hpp"

#include <string_view>

namespace automation::enqueue {

/** What silence asks of a lead. Refers to what outlives it. */
struct SilentLead {
    core::FieldReader const &fields;
    core::ContactTimes contacts;
    core::LeadId id{};
    std::string_view tenant;
};

/** For a new lead, or for one that a write may have made due: one whose last contact moved (but not to the present),
 *  whose stretch is a new one, whose zone changed or for whom the conditions did not hold `before`. */
void enqueue_silence(Matcher &matcher, AutomationIndex const &index, SilentLead const &lead, SilentLead const *before,
                     core::Instant now);

enum class BookingWrite { made, changed };

/** For a booking that is on. One made after its moment is told of (inside_window), one moved into it is due at once.
 *  `zone_before`: only the lead's zone has changed; what was past already stays past. */
void enqueue_reminders(Matcher &matcher, AutomationIndex const &index, core::Lead const &lead,
                       core::Booking const &booking, BookingWrite write, core::Instant now,
                       core::TimeZone const *zone_before = nullptr);

/** For a booking that is on and ends within the horizon. */
void enqueue_session_end(Matcher &matcher, AutomationIndex const &index, core::Lead const &lead,
                         core::Booking const &booking, core::Instant now);

/** True when both name the same zone, or none. */
[[nodiscard]] bool same_zone(core::FieldReader const &a, core::FieldReader const &b);

/** The context of a run that was made for this starts_at or ends_at, JSON text; `mark` is set where there is one. */
[[nodiscard]] std::string context_of(core::Instant anchor, std::string_view mark = {});

}  // namespace automation::enqueue
