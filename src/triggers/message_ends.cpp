/* message_ends.cpp — a message of a sequence has been sent or recorded, has failed, was cancelled or deleted: the
 * lead that waited for it goes on. */
#include "enqueue/events/sequence_wakes.hpp"
#include "triggers/guarded_write.hpp"
#include "triggers/trigger_context.hpp"

#include "pg/time/clock.hpp"

namespace automation::triggers {
namespace {

void end_message(TriggerContext const &trigger)
{
    set_off(trigger, pg::TableName::messages, {pg::TableName::automation_queue}, [&] {
        RowValues<pg::TableName::messages> const row(trigger, trigger.old_row());
        enqueue::end_message(core::AutomationId{row.integer("automation_id")},
                             {core::LeadId{row.integer("lead_id")}, row.text("tenant_id").value_or("")},
                             core::MessageId{row.integer("id")}, pg::now());
    });
}

}  // namespace
}  // namespace automation::triggers

using namespace automation;            // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::triggers;  // NOLINT(google-build-using-namespace)

/* After an update that ended a message of an automation. */
AUTOMATION_TRIGGER(automation_on_message_end,
                   {.trigger = "automation_message_ended", .events = by_update, .table = "messages"})
{
    end_message(trigger);
    return PointerGetDatum(nullptr);
}

/* After the deletion of one that had not ended. */
AUTOMATION_TRIGGER(automation_on_message_delete,
                   {.trigger = "automation_message_deleted", .events = by_delete, .table = "messages"})
{
    end_message(trigger);
    return PointerGetDatum(nullptr);
}
