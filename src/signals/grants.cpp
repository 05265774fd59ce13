/* grants.cpp — after automation_grants has changed: every session looks anew at what its role is limited to. */
#include "signals/trigger_call.hpp"

#include "pg/tenancy.hpp"

using namespace automation;           // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::signals;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_grants_changed)
{
    TriggerCall const trigger(args);
    pg::grants_changed(RelationGetRelid(trigger.data().tg_relation));
    return PointerGetDatum(nullptr);
}
