#include "pg/extension/table_repairs.hpp"

#include "pg/boundary/boundary.hpp"
#include "pg/extension/extension_schema.hpp"
#include "pg/process/shared.hpp"
#include "pg/process/wake.hpp"

extern "C" {
#include "catalog/objectaccess.h"
#include "catalog/pg_class.h"
#include "catalog/pg_trigger.h"
}

namespace automation::pg {

namespace {

constinit object_access_hook_type previous_hook = nullptr;

/* A trigger is not asked whose it is: they are created rarely enough. */
bool is_of_ours(Oid catalogue, Oid object)
{
    return catalogue == TriggerRelationId ||
           (catalogue == RelationRelationId && call([&] { return get_rel_namespace(object); }) == extension_schema());
}

bool changes_something(ObjectAccessType access) noexcept
{
    return access == OAT_POST_CREATE || access == OAT_POST_ALTER || access == OAT_DROP;
}

}  // namespace

}  // namespace automation::pg

namespace {

using namespace automation::pg;  // NOLINT(google-build-using-namespace)

void on_access(ObjectAccessType access, Oid catalogue, Oid object, int subobject, void *argument)
{
    if (previous_hook != nullptr) {
        previous_hook(access, catalogue, object, subobject, argument);
    }
    DatabaseSlot const *const slot = find_slot(MyDatabaseId);
    if (slot != nullptr && slot->next_start != 0 && changes_something(access)) {
        boundary([&] {
            if (is_of_ours(catalogue, object)) {
                start_anew_at_commit();
            }
        });
    }
}

}  // namespace

void automation::pg::watch_mended_tables()
{
    previous_hook = object_access_hook;
    object_access_hook = on_access;
}
