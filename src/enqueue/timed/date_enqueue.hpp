/* date_enqueue.hpp — runs of lead_date whose moment is so near that the round before it may not see them: what
 * timed_enqueue.hpp is for the other timed triggers.
 */
#pragma once
#include "core/decisions/lead_date.hpp"
#include "enqueue/events/match.hpp"

#include <string_view>

namespace automation::enqueue {

/** A lead whose date has been written. Refers to what outlives it. */
struct DatedLead {
    core::FieldReader const &fields;
    core::LeadId id{};
    std::string_view tenant;
};

/** How the lead has come to a date. */
enum class DateWrite {
    made,        ///< it had none: what was due before is told of (inside_window)
    changed,     ///< it had another one: what was due before is due at once, while the date is ahead
    other_zone,  ///< the same one on another wall clock: what was past stays past
    loaded       ///< without an event: the scans find what is ahead
};

/** For the automations of the book that go by the field. `zone_before` is asked where the zone is another one. */
void enqueue_date(Matcher &matcher, AutomationIndex const &index, core::DateField const &field,
                  core::ParsedDateTime const &date, DatedLead const &lead, DateWrite write, core::Instant now,
                  core::TimeZone const *zone_before = nullptr);

/** Forgets the runs of a lead that were found for these fields and nobody has looked at: of moments later than `now`.
 */
void forget_dates(AutomationIndex const &index, std::vector<core::DateField> const &fields, core::LeadKey const &lead,
                  core::Instant now);

/** Writes the dates of a lead as its row has them, for a write that fired no triggers; `gone`: another that it took the
 *  place of. */
void reload_dates(core::LeadKey const &key, core::LeadId gone, core::Instant now);

}  // namespace automation::enqueue
