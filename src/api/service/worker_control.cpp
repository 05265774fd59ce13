/* worker_control.cpp — automation_start, stop and status: whether and how the worker serves this database. */
#include "api/service/pause_reasons.hpp"
#include "api/session.hpp"
#include "api/service/worker_status.hpp"

#include <string>
#include <vector>

#include "pg/boundary/args.hpp"
#include "pg/time/clock.hpp"
#include "pg/extension/database_identity.hpp"
#include "pg/sql/result_set.hpp"
#include "pg/extension/database_enabled.hpp"
#include "pg/extension/settings.hpp"
#include "pg/process/shared.hpp"
#include "pg/sql/trigger_rights.hpp"
#include "pg/process/wait.hpp"
#include "pg/process/wake.hpp"

extern "C" {
#include "commands/dbcommands.h"
}

namespace automation::api {
namespace {

// How a dispatcher ended elsewhere says nothing about here.
constinit pg::Statement own_tables(
    "insert into @home@.automation_instance as i (tenant_id, identity, queue) values ('', $1, $2) "
    "on conflict (tenant_id) do update set identity = excluded.identity, queue = excluded.queue, "
    "secret = coalesce(nullif(i.secret, ''), excluded.secret), updated_at = now(), "
    "running = i.running and (i.identity, i.queue) is not distinct from (excluded.identity, excluded.queue) "
    "where (i.identity, i.queue) is distinct from (excluded.identity, excluded.queue) or coalesce(i.secret, '') = ''",
    TEXTOID, OIDOID);
// All of a small table.
constinit pg::Statement disabled_automations(
    "select a.id, a.tenant_id from @home@.automations a where not a.enabled and ($1 is null or a.tenant_id = $1)",
    TEXTOID);
// The whole queue. Runs and messages of disabled automations ($3, $4) wait until those are enabled.
constinit pg::Statement queue_now(
    "select count(*), count(*) filter (where q.run_at <= $1 and d.id is null), "
    "$1 - min(q.run_at) filter (where d.id is null and isfinite(q.run_at)) from @home@.automation_queue q "
    "left join unnest($3, $4) as d (id, tenant_id) on d.id = q.automation_id and d.tenant_id = q.tenant_id "
    "where q.kind <> 'contact' and ($2 is null or q.tenant_id = $2)",
    TIMESTAMPTZOID, TEXTOID, INT8ARRAYOID, TEXTARRAYOID);
// All of a small table.
constinit pg::Statement troubled_sources(
    "select pg_catalog.array_agg(s.name || case when s.tenant_id <> '' then ' of ' || s.tenant_id else '' end || "
    "case when s.paused_reason is not null then ' is paused: ' || s.paused_reason "
    "when s.failures > 0 then ' is tried again later: ' || s.last_error else ': ' || s.last_error end order by s.id) "
    "from @home@.automation_booking_sources s where s.enabled and ($1 is null or s.tenant_id = $1) "
    "and (s.paused_reason is not null or s.last_error is not null)",
    TEXTOID);

void require_owner(char const *what)
{
    Session const session;
    if (!session.owner_calls()) {
        throw core::UserError(core::ErrorCode::not_permitted, std::string("permission denied to ") + what,
                              "Only a superuser and the owner of the tables may start or stop the worker.", "");
    }
}

/* Brings the tables up to date, in the caller's own name. */
void install()
{
    std::string const call = "select " + pg::schema_of_extension() + "automation_install()";
    pg::Spi const session;
    (void)pg::execute_plain(call);
}

std::string database_name()
{
    char const *const name = pg::call([] { return get_database_name(MyDatabaseId); });
    return name == nullptr ? "" : name;
}

/* The worker cannot say it itself: it is in the middle of a commit. */
constexpr auto standby_is_late = 20;  // looks, 50 ms each, at the same wait

bool waits_for_standby(int process)
{
    if (process < 0) {
        return false;
    }
    PGPROC const *const proc = &ProcGlobal->allProcs[process];
    XLogRecPtr const where = proc->waitLSN;
    for (int attempt = 0; attempt < standby_is_late; ++attempt) {
        if (proc->wait_event_info != WAIT_EVENT_SYNC_REP || proc->waitLSN != where) {
            return false;
        }
        (void)pg::wait(-1, std::chrono::milliseconds(50));
        pg::interrupts();
    }
    return true;
}

/* What the worker cannot say: that it waits, or is in the middle of a statement. */
void add_reasons(WorkerStatus &status)
{
    auto const add = [&](std::string const &reason) {
        status.paused += (status.paused.empty() || reason.empty() ? "" : "; ") + reason;
    };
    if (status.pid == 0) {
        return;
    }
    if (status.paused.empty()) {
        add(locked_tables(status.pid));
    }
    if (status.paused.empty()) {
        add(long_transaction(status.pid));
    }
    if (is_readable(pg::require_extension().table(pg::TableName::automation_queue)) &&
        is_readable(pg::require_extension().table(pg::TableName::automation_channels))) {
        add(missing_channels());
    }
}

/* What waits, what of it is due, and for how long. */
pg::Row count_queue(pg::Param const &tenant)
{
    std::vector<std::int64_t> ids;
    std::vector<std::string> tenants;
    if (is_readable(pg::require_extension().table(pg::TableName::automations))) {
        for (pg::Row const row : pg::execute(disabled_automations, {tenant})) {
            ids.push_back(row.int8(1));
            tenants.push_back(row.text(2));
        }
    }
    return pg::execute(queue_now, {pg::Param::of(pg::now()), tenant, pg::int8_array(ids), pg::text_array(tenants)})[0];
}

pg::Param text_or_null(std::string_view text)
{
    return text.empty() ? pg::Param(std::nullopt) : pg::Param::of(text);
}

pg::Param database_as_name()
{
    return pg::Param(
        pg::call([] { return DirectFunctionCall1(namein, CStringGetDatum(get_database_name(MyDatabaseId))); }));
}

/* The status where the tables are missing or of another version: that is what troubles it, and nothing can be counted.
 */
void add_without_tables(pg::ResultSet &result)
{
    pg::MissingExtension const trouble = pg::why_no_extension();
    if (!trouble.functions_fit) {
        throw core::UserError(core::ErrorCode::wrong_state, trouble.why, "", trouble.hint);
    }
    pg::Param const none(std::nullopt);
    std::string const paused = trouble.why + ". " + trouble.hint;
    result.add({database_as_name(), pg::Param::of(std::string_view("paused")), none, none, none, none, none, none, none,
                pg::Param::of(std::string_view(paused)), none, none, none});
}

}  // namespace
}  // namespace automation::api

using namespace automation;       // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::api;  // NOLINT(google-build-using-namespace)

PG_CPP_FUNCTION(automation_start)
{
    install();
    require_owner("start the worker");
    {
        Session const session;
        pg::execute(own_tables,
                    {pg::Param::of(std::string_view(pg::identity_of(MyDatabaseId))),
                     pg::Param(ObjectIdGetDatum(pg::require_extension().table(pg::TableName::automation_queue)))});
    }
    pg::set_database_enabled(true);
    pg::rescan_at_commit();
    pg::start_anew_at_commit();
    pg::wake_at_commit();  // a dispatcher that pauses looks again
    std::string const name = database_name();
    return pg::text_datum(
        pg::shared() == nullptr
            ? "database \"" + name +
                  "\" will be served after automation has been added to shared_preload_libraries and the server "
                  "has been restarted"
            : "database \"" + name + "\" is served");
}

/* Only automation_install() calls it; the owners of the tables may have what it grants, for any caller. */
PG_CPP_FUNCTION(automation_install_execute)
{
    pg::grant_installation();
    return Datum{0};
}

PG_CPP_FUNCTION(automation_stop)
{
    require_owner("stop the worker");
    pg::set_database_enabled(false);
    pg::rescan_at_commit();
    return pg::text_datum("database \"" + database_name() + "\" is no longer served; due runs wait");
}

PG_CPP_FUNCTION(automation_status)
{
    pg::ResultSet result(args);
    if (pg::find_extension() == nullptr) {
        add_without_tables(result);
        return result.done();
    }
    bool const limited = pg::limits().limited;
    Session const session;
    WorkerStatus status = worker_status();
    if (waits_for_standby(status.process)) {
        status.state = "paused";
        status.paused = "a commit waits for a synchronous standby";
    }
    add_reasons(status);
    if (limited) {
        // What the worker does for others is not this role's business, nor what troubles it there.
        status.pid = 0;
        status.paused.clear();
        status.report = {};
    }
    // Whoever has locked them keeps us from counting, not from saying what else is the case.
    pg::Param queued(std::nullopt);
    pg::Param overdue(std::nullopt);
    pg::Param oldest(std::nullopt);
    if (is_readable(pg::require_extension().table(pg::TableName::automation_queue))) {
        auto const queue =
            count_queue(limited ? pg::Param::of(std::string_view(session.tenant())) : pg::Param(std::nullopt));
        queued = queue.param(1);
        overdue = queue.param(2);
        oldest = queue.int8(2) > 0 ? queue.param(3) : oldest;
        if (!limited && status.state == "idle" && status.paused.empty() &&
            (queue.int8(2) > 0 || status.report.last_error[0] != '\0')) {
            status.paused = row_lockers(status.pid);
        }
    }
    pg::Param sources(std::nullopt);
    if (is_readable(pg::require_extension().table(pg::TableName::automation_booking_sources))) {
        sources = pg::execute(troubled_sources, {pg::Param::of(session.only_tenant())})[0].param(1);
    }
    pg::WorkerReport const &report = status.report;
    result.add(
        {database_as_name(), pg::Param::of(std::string_view(status.state)),
         status.pid == 0 ? pg::Param(std::nullopt) : pg::Param(Int32GetDatum(status.pid)),
         pg::Param::of(report.in_flight), queued, overdue, oldest, pg::Param::of(report.processed),
         pg::Param::of(report.failed), text_or_null(status.paused), text_or_null(report.last_error),
         report.last_error_at == 0 ? pg::Param(std::nullopt) : pg::Param(TimestampTzGetDatum(report.last_error_at)),
         sources});
    return result.done();
}
