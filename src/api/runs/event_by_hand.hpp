/* event_by_hand.hpp — an event that somebody triggers by a function, for every automation of its trigger or for one. */
#pragma once
#include "core/automations/automation.hpp"

#include <optional>
#include <string>

namespace automation::api {

/** What the caller says of the event, checked. */
struct EventContext {
    std::optional<core::BookingId> booking = {};
    std::optional<core::MessageId> message = {};
    std::string stored = R"({"by_hand":true})";  ///< the context of the run, JSON text
    std::string before = {};                     ///< the lead as it was, as far as it is named: a JSON object, or empty
};

/** The context argument of automation_trigger(). Throws UserError: an unknown key or column, a value that does not fit.
 */
[[nodiscard]] EventContext read_event_context(std::string const &text);

/** Adds the runs of a lead; how many. The delay counts from now, and a moment that a timed trigger waits for counts as
 *  reached. `only`: of this automation. */
int fire_by_hand(core::Trigger trigger, core::LeadKey const &key, EventContext const &context,
                 std::optional<core::AutomationId> only = std::nullopt);

}  // namespace automation::api
