/* sequence_entry.hpp — whether a lead would enter a sequence, and where one that is inside stands: for rehearse,
 * preview, upcoming, simulate, explain and why.
 *
 * Nothing is locked and nothing is written here.
 */
#pragma once
#include "engine/facts/automation_cache.hpp"
#include "engine/facts/subjects.hpp"
#include "engine/sequences/rehearsal.hpp"

#include <optional>

#include "store/sequence_exits.hpp"

namespace automation::api {

/** Why an event of a sequence does not let the lead in; none: it enters. `decided`: what decide() says of the run. */
[[nodiscard]] core::ReasonCode why_not_enter(core::ReasonCode const &decided, core::Run const &run,
                                             core::Automation const &sequence, engine::Subjects const &subjects,
                                             core::Instant at);

/** A lead that is inside: its entry, and the row of the queue that it waits with, or one as it would be. */
struct InsideLead {
    store::StoredEntry stored;
    core::Run run;
};
/** Its entries; several where each is about a booking. */
[[nodiscard]] std::vector<InsideLead> entries_of(core::AutomationKey const &sequence, core::LeadKey const &lead,
                                                 std::optional<core::BookingId> booking);
/** Of the row of a step; nothing: the lead has left. */
[[nodiscard]] std::optional<InsideLead> find_inside(core::Run const &run);

/** The remaining steps of a lead that is inside, as if the message of its current step were sent when it is due. */
[[nodiscard]] std::vector<engine::RehearsedStep> rehearse_inside(InsideLead const &inside,
                                                                 engine::AutomationCache const &automations,
                                                                 core::Instant now);
/** The current step, with its due time and its outcome. */
[[nodiscard]] engine::RehearsedStep rehearse_step(InsideLead const &inside, engine::AutomationCache const &automations,
                                                  core::Instant now);

/** The steps of a lead that enters by the event at that time. */
[[nodiscard]] std::vector<engine::RehearsedStep> rehearse_entry(core::Run const &event, core::Lead lead,
                                                                std::optional<core::Booking> booking,
                                                                engine::AutomationCache const &automations,
                                                                core::Instant at);

}  // namespace automation::api
