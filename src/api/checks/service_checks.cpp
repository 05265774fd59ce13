/* service_checks.cpp — the extension and its tables as a whole, the worker, the model, and the clock. */
#include "api/checks/groups.hpp"
#include "api/service/pause_reasons.hpp"
#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "core/time/time_format.hpp"
#include "engine/model/model_client.hpp"
#include "engine/session/readiness.hpp"

#include "pg/extension/extension_schema.hpp"
#include "pg/extension/settings.hpp"
#include "pg/extension/tables_version.hpp"
#include "pg/sql/owner_session.hpp"
#include "pg/time/clock.hpp"

extern "C" {
#include "commands/dbcommands.h"
#include "mb/pg_wchar.h"
}

namespace automation::api {

namespace {

constexpr std::string_view see_pauses =
    "Correct the cause in the database, which section \"Pauses\" of docs/operations.md lists; processing then resumes "
    "by "
    "itself.";

std::string_view code_of(pg::MissingExtension const &trouble)
{
    if (GetDatabaseEncoding() != PG_UTF8) {
        return "database_encoding";
    }
    if (!trouble.functions_fit) {
        return "extension_outdated";
    }
    if (trouble.misfit) {
        return trouble.mistake == core::ErrorCode::wrong_shape ? "table_misfit" : "row_security_forced";
    }
    return trouble.other_version ? "tables_outdated" : "tables_missing";
}

std::string setting(char const *name)
{
    char const *const value = pg::call([&] { return GetConfigOption(name, true, false); });
    return std::string(name) + " is " + core::quote_value(value == nullptr ? "" : value);
}

std::string quoted_database()
{
    char const *const name = pg::call([] { return get_database_name(MyDatabaseId); });
    return "database " + core::quote_value(name == nullptr ? "" : name);
}

/* Tables that another transaction keeps from being read: the checks would wait for it. */
bool check_locks(FindingList &findings, pg::ExtensionSchema const &extension)
{
    for (Oid const table : extension.tables) {
        if (is_readable(table)) {
            continue;
        }
        pg::OwnerSession const session(extension.owner);
        findings.error("table_locked", locked_tables(0), "End that transaction; what waits for it then continues.");
        return false;
    }
    return true;
}

/* False where nothing is processed for a reason that is not the worker's. */
bool check_ownership(FindingList &findings)
{
    pg::ExtensionSchema const &extension = pg::require_extension();
    try {
        if (auto const hidden = pg::hidden_rows(extension, pg::acting_role(extension))) {
            findings.error("row_security_forced", hidden->why, hidden->hint);
            return false;
        }
    } catch (core::UserError const &error) {
        findings.error("role_missing", std::string(error.what()) + ": " + error.detail(), error.hint());
        return false;
    }
    auto const why = engine::find_not_ready(extension);
    if (why) {
        bool const copied = why->kind == engine::NotReady::Kind::copied;
        findings.error(copied ? "tables_copied" : "queue_subscribed", std::string(why->problem) + ". " + why->detail,
                       why->hint);
    }
    return !why;
}

// The newest rows by the primary key; what an application writes may have any time.
constinit pg::Statement newest(
    "select max(n.created_at) from ((select a.created_at from @home@.activities a order by a.id desc limit 100) "
    "union all (select m.created_at from @home@.messages m where m.origin <> 'manual' order by m.id desc limit 100)) n "
    "where isfinite(n.created_at)");

}  // namespace

bool check_installation(FindingList &findings)
{
    pg::ExtensionSchema const *const extension = pg::find_extension();
    if (extension == nullptr) {
        pg::MissingExtension const trouble = pg::why_no_extension();
        findings.error(code_of(trouble), trouble.why, trouble.hint);
        return false;
    }
    if (std::string const version = pg::older_tables_version(); !version.empty()) {
        findings.error("tables_outdated",
                       "the tables of automation are of version " + version + ", older than the library",
                       "SELECT " + extension->prefix + "automation_install();");
    }
    return check_locks(findings, *extension);
}

bool check_worker(FindingList &findings, WorkerStatus const &status)
{
    bool const ours = check_ownership(findings);
    if (status.state == "not preloaded") {
        findings.error("not_preloaded", setting("shared_preload_libraries"),
                       "Add automation to shared_preload_libraries and restart the server; until then, "
                       "CALL automation_run() processes due runs.");
    } else if (status.state == "stopped") {
        findings.error("worker_stopped", quoted_database() + " is not served: due runs wait",
                       "SELECT automation_start();");
    } else if (status.state == "switched off") {
        findings.error("worker_switched_off", "automation.workers is 0: due runs wait",
                       "Set automation.workers to 1 and reload the configuration.");
    } else if (status.state == "starting" && !status.paused.empty()) {
        findings.error(
            "worker_slots_exhausted", status.paused + "; " + setting("max_worker_processes"),
            "Raise max_worker_processes by three, and by one for each other served database, and restart the "
            "server.");
    } else if (ours && status.state == "paused") {
        findings.error("worker_paused", status.paused, std::string(see_pauses));
    } else if (ours && status.report.runs[0] != '\0') {
        findings.error("runs_wait", status.report.runs, std::string(see_pauses));
    } else {
        return ours && status.pid != 0;
    }
    return false;
}

void check_model(FindingList &findings, WorkerStatus const &status, std::string const &writes)
{
    constexpr std::string_view set_key =
        "Set automation.gemini_api_key or automation.gemini_api_key_file, and reload the configuration.";
    if (!writes.empty() && engine::read_model_settings().key.empty()) {
        findings.warning(
            "model_key_missing",
            writes + " has no message_template, and no API key of the model is set: built-in texts are sent",
            std::string(set_key) + " Or write a message_template.");
    } else if (status.report.model[0] != '\0' && status.report.key_refused) {
        findings.warning("model_key_refused", std::string(status.report.model) + ": built-in texts are sent",
                         std::string(set_key));
    } else if (status.report.model[0] != '\0') {
        findings.warning("model_unavailable", std::string(status.report.model),
                         "Built-in texts are sent until the model replies. Check the model's settings, its quota, and "
                         "whether the server reaches automation.gemini_base_url.");
    }
}

void check_clock(FindingList &findings)
{
    auto const rows = pg::execute(newest);
    auto const at = rows[0].maybe_instant(1);
    core::Instant const now = pg::now();
    core::FixedTimeZone const utc;
    if (at && *at > now + std::chrono::minutes(1)) {
        findings.error("clock_behind",
                       "the newest activity or message was written at " + core::iso_8601(*at, utc) +
                           ", the server's clock shows " + core::iso_8601(now, utc),
                       "Set the server's clock, and let NTP keep it: runs that are due by the right time wait.");
    }
}

}  // namespace automation::api
