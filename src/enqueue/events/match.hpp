/* match.hpp — which automations an event sets off, and when their runs are due. */
#pragma once
#include "enqueue/events/enqueue.hpp"
#include "enqueue/write_context/bulk_load.hpp"
#include "enqueue/events/automation_index.hpp"

#include <optional>
#include <string_view>

namespace automation::enqueue {

struct TriggerEvent {
    core::Trigger trigger{};
    core::Instant at;
    core::LeadId lead{};
    std::string_view tenant;
    std::optional<core::BookingId> booking = std::nullopt;
    std::optional<core::MessageId> message = std::nullopt;
    std::string_view context = {};  ///< JSON text, empty for none
    bool due_at_once = false;       ///< the delay belongs to the trigger and has passed
};

/** Opens the queue at the first match, so that a statement that sets off nothing touches nothing. */
class Matcher {
 public:
    /** Adds a run for every automation of the book whose conditions hold; how many. */
    int match(AutomationIndex const &index, core::FieldReader const &facts, TriggerEvent const &event);
    /** Adds a run as it is. */
    void add(NewRun const &run);
    /** Writes the runs. */
    void finish();

 private:
    std::optional<Enqueuer> queue_;
};

}  // namespace automation::enqueue
