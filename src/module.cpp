/* module.cpp — what the library brings into a server. Reads like a table of contents. */
#include "core/zone_finder.hpp"

#include "pg/assumed_sizes.hpp"
#include "pg/home.hpp"
#include "pg/mended_tables.hpp"
#include "pg/settings.hpp"
#include "pg/shared.hpp"
#include "pg/table_shape.hpp"
#include "pg/tenancy.hpp"
#include "pg/trigger_rights.hpp"
#include "pg/users_code.hpp"
#include "pg/wake.hpp"
#include "pg/zone.hpp"
#include "signals/loaded_rows.hpp"
#include "signals/rule_book.hpp"
#include "worker/database_ddl.hpp"
#include "worker/launcher.hpp"
#include "worker/readiness.hpp"

#include "pg/versions.hpp"

#pragma GCC visibility push(default)
extern "C" {
AUTOMATION_MODULE_MAGIC;
void _PG_init();
}

void _PG_init()
{
    using namespace automation;  // NOLINT(google-build-using-namespace)
    pg::settings::define();
    core::set_zone_finder(pg::find_zone);
    pg::assume_sizes();
    pg::watch_home();
    pg::watch_users_code();
    pg::watch_shapes();
    pg::watch_grants();
    pg::watch_partitions();
    pg::watch_commits();
    signals::watch_rules();
    signals::watch_loaded_rows();
    worker::watch_subscriptions();
    if (process_shared_preload_libraries_in_progress) {
        pg::request_shared();
        pg::watch_mended_tables();
        worker::make_way_for_database_ddl();
        worker::register_launcher();
    }
}
#pragma GCC visibility pop
