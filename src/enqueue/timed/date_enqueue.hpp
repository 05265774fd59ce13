/* date_enqueue.hpp — runs of lead_date whose moment is so near that the round before it may not see them: what
 * timed_enqueue.hpp is for the other timed triggers.
 */
#pragma once
#include "core/decisions/lead_date.hpp"
#include "enqueue/events/match.hpp"
#include "enqueue/timed/anchor_changes.hpp"

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

/** What an update found: the date and the wall clock it stood on. Refers to what outlives it. */
struct DateBefore {
    core::ParsedDateTime const &date;
    core::TimeZone const &zone;
};

/** For the automations of the book that go by the field. */
void enqueue_date(Matcher &matcher, AutomationIndex const &index, core::DateField const &field,
                  core::ParsedDateTime const &date, DatedLead const &lead, DateWrite write, core::Instant now,
                  std::optional<DateBefore> const &before = std::nullopt);
/** The moments of the field that an update has written in another form. */
void note_anchors(AnchorChanges &changes, AutomationIndex const &index, core::DateField const &field,
                  core::ParsedDateTime const &date, core::TimeZone const &zone, DateBefore const &before,
                  core::Instant now);

/** Forgets the runs of a lead that were found for these fields and nobody has looked at: of moments later than `now`.
 */
void forget_dates(AutomationIndex const &index, std::vector<core::DateField> const &fields, core::LeadKey const &lead,
                  core::Instant now);

/** Writes the dates of a lead as its row has them, for a write that fired no triggers; `gone`: another that it took the
 *  place of. */
void reload_dates(core::LeadKey const &key, core::LeadId gone, core::Instant now);

}  // namespace automation::enqueue
