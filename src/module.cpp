/* module.cpp — what the library brings into a server. Reads like a table of contents. */
#include "core/time/timezone_lookup.hpp"

#include "pg/sql/assumed_sizes.hpp"
#include "pg/sql/constraint_hints.hpp"
#include "pg/extension/extension_schema.hpp"
#include "pg/extension/table_repairs.hpp"
#include "pg/extension/settings.hpp"
#include "pg/process/shared.hpp"
#include "pg/tables/table_shape.hpp"
#include "pg/extension/tenancy.hpp"
#include "pg/sql/trigger_rights.hpp"
#include "pg/sql/owner_code.hpp"
#include "pg/sql/statement_end.hpp"
#include "pg/process/wake.hpp"
#include "pg/time/time_zone.hpp"
#include "enqueue/timed/loaded_rows.hpp"
#include "enqueue/events/automation_index.hpp"
#include "enqueue/events/burst_notice.hpp"
#include "worker/database_ddl.hpp"
#include "worker/launcher.hpp"
#include "engine/session/readiness.hpp"

#include "pg/boundary/versions.hpp"

#pragma GCC visibility push(default)
extern "C" {
AUTOMATION_MODULE_MAGIC;
void _PG_init();
}

void _PG_init()
{
    using namespace automation;  // NOLINT(google-build-using-namespace)
    pg::settings::define();
    core::set_timezone_lookup(pg::find_zone);
    pg::assume_sizes();
    pg::watch_extension();
    pg::watch_users_code();
    pg::watch_shapes();
    pg::watch_grants();
    pg::watch_partitions();
    pg::watch_statement_ends();
    pg::watch_constraints();
    pg::watch_commits();
    enqueue::watch_rules();
    enqueue::watch_bursts();
    enqueue::watch_loaded_rows();
    engine::watch_subscriptions();
    if (process_shared_preload_libraries_in_progress) {
        pg::request_shared();
        pg::watch_mended_tables();
        worker::install_utility_hook();
        worker::register_launcher();
    }
}
#pragma GCC visibility pop
