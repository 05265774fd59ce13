/* booking_removal.cpp — a booking was deleted: leads leave the sequences that they were in because of it. */
#include "enqueue/events/sequence_wakes.hpp"
#include "triggers/guarded_write.hpp"
#include "triggers/trigger_context.hpp"

#include "pg/time/clock.hpp"

using namespace automation;            // NOLINT(google-build-using-namespace): the body below stands outside
using namespace automation::triggers;  // NOLINT(google-build-using-namespace)

/* After the deletion of a booking. */
AUTOMATION_TRIGGER(automation_on_booking_delete,
                   {.trigger = "automation_booking_removed", .events = by_delete, .table = "bookings"})
{
    using enum pg::TableName;
    if (enqueue::importing()) {
        return PointerGetDatum(nullptr);
    }
    set_off(trigger, bookings, {messages, activities, automation_enrollments, automation_queue}, [&] {
        RowValues<pg::TableName::bookings> const row(trigger, trigger.old_row());
        enqueue::follow_unclaimed({core::LeadId{row.integer("lead_id")}, row.text("tenant_id").value_or("")},
                                  pg::now());
    });
    return PointerGetDatum(nullptr);
}
