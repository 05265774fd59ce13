/* enqueue.hpp — puts runs into automation_queue, in the transaction of the event that asks for them. */
#pragma once
#include "core/automations/automation.hpp"

#include <optional>
#include <string>
#include <string_view>

#include "pg/sql/scopes.hpp"
#include "pg/sql/table_writer.hpp"

namespace automation::enqueue {

struct NewRun {
    core::AutomationId automation{};
    core::LeadId lead{};
    std::optional<core::BookingId> booking;
    std::optional<core::MessageId> message;
    core::Instant event_at;
    core::Instant run_at;
    core::Trigger event{};
    std::string_view tenant;
    std::string_view context;  ///< JSON text, empty for none
};

/** Writes as the owner of the tables; wakes the dispatcher when the transaction commits. */
class Enqueuer {
 public:
    Enqueuer();
    void add(NewRun const &run);
    /** Writes what was added. */
    void finish();

 private:
    pg::ScopedRole owner_;
    pg::TableWriter writer_;
    // Runs of one statement mostly share these: their datums are built once.
    std::string tenant_text_;
    Datum tenant_;
    Datum kind_;
    core::Trigger event_kind_{};
    Datum event_{};
};

}  // namespace automation::enqueue
