/* grants.cpp — after automation_grants has changed: every session looks anew at what its role is limited to. */
#include "triggers/trigger_context.hpp"

#include "pg/extension/tenancy.hpp"

using namespace automation;            // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::triggers;  // NOLINT(google-build-using-namespace)

AUTOMATION_TRIGGER(automation_grants_changed, {.trigger = "automation_grants_changed",
                                               .row = false,
                                               .events = by_insert | by_update | by_delete | by_truncate,
                                               .table = "automation_grants"})
{
    pg::grants_changed(RelationGetRelid(trigger.data().tg_relation));
    return PointerGetDatum(nullptr);
}
