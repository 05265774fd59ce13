#include "enqueue/write_context/bulk_load.hpp"
#include "enqueue/write_context/write_context.hpp"

#include <string>

#include "pg/boundary/boundary.hpp"
#include "pg/process/process.hpp"
#include "pg/extension/settings.hpp"
#include "pg/sql/statement_form.hpp"

namespace automation::enqueue {
namespace {

bool in_dump_script() noexcept
{
    return !check_function_bodies && (namespace_search_path == nullptr || namespace_search_path[0] == '\0');
}

}  // namespace

bool loading() noexcept
{
    return write_context().untriggered || pg::settings::restoring || in_dump_script() ||
           SessionReplicationRole == SESSION_REPLICATION_ROLE_REPLICA;
}

bool importing() noexcept
{
    return !write_context().untriggered && pg::settings::restoring && !in_dump_script() &&
           SessionReplicationRole != SESSION_REPLICATION_ROLE_REPLICA;
}

void warn_of_untriggered_write()
{
    static constinit bool warned = false;
    bool const meant =
        pg::settings::restoring && pg::settings::restoring_since == GetCurrentTransactionStartTimestamp();
    if (warned || meant || write_context().untriggered || SessionReplicationRole == SESSION_REPLICATION_ROLE_REPLICA ||
        pg::is_form_of_dump()) {
        return;
    }
    warned = true;
    pg::warn(std::string("writes of this session trigger no automations: ") +
                 (pg::settings::restoring
                      ? "automation.restoring is on"
                      : "search_path is empty and check_function_bodies is off, as in a script of pg_dump"),
             "If an import or a dump left this setting in a pooled session, call RESET ALL; "
             "import with SET LOCAL, or set server_reset_query_always in PgBouncer.");
}

}  // namespace automation::enqueue
