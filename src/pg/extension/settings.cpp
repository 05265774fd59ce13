#include "pg/extension/settings.hpp"

#include <climits>
#include <cstdlib>
#include <cstring>

#include "core/settings/retention.hpp"

#include "pg/boundary/boundary.hpp"
#include "pg/extension/tenancy.hpp"
#include "pg/boundary/versions.hpp"

namespace automation::pg::settings {

constinit char *tenant_id = nullptr;
constinit bool restoring = false;
constinit std::int64_t restoring_since = 0;
constinit char *enabled = nullptr;
constinit bool assume_large_tables = false;
constinit char const *gemini_api_key = nullptr;
constinit char *gemini_api_key_file = nullptr;
constinit char *gemini_base_url = nullptr;
constinit char *gemini_api_version = nullptr;
constinit char *gemini_model = nullptr;
constinit char *gemini_ca_file = nullptr;
constinit int gemini_timeout_ms = 60000;
constinit int gemini_daily_tokens = 0;
constinit int max_in_flight = 64;
constinit int workers = 1;
constinit int batch_size = 500;
constinit int max_attempts = 6;
constinit int max_runs_per_minute = 60;
constinit int burst_limit = 1000;
constinit char *role = nullptr;
constinit char *secrets_dir = nullptr;
constinit bool allow_private_addresses = false;
constinit int retention_days = 0;

namespace {

/* What PostgreSQL knows of the key is always empty: pg_settings would show reset_val, and a reload logs every value
 * that changed. The key itself travels beside it, in memory that belongs to the setting. */
constinit char *key_shown_to_postgres = nullptr;

bool take_key(char **value, void **extra, GucSource)
{
    if (*value == nullptr || (*value)[0] == '\0') {
        return true;
    }
    *extra = copy_for_setting(*value);
    explicit_bzero(*value, strlen(*value));
    return *extra != nullptr;
}

void use_key(char const *, void *extra)
{
    gemini_api_key = static_cast<char const *>(extra);
}

constexpr int default_max_wait_s = 600;
constinit int max_wait_s = default_max_wait_s;
constinit bool max_wait_is_set = false;
/* What the former name of the setting shows: always the value in force. Whenever one of the two settings changes, this
 * follows; a reload resets what was removed from the files before it applies what they contain. */
constinit int former_max_wait_s = default_max_wait_s;
constinit bool former_is_defined = false;

bool note_source(int *, void **extra, GucSource source)
{
    *extra = source > PGC_S_DEFAULT ? copy_for_setting("set") : nullptr;
    return source <= PGC_S_DEFAULT || *extra != nullptr;
}

void use_max_wait(int value, void *extra)
{
    max_wait_is_set = extra != nullptr;
    if (former_is_defined) {
        former_max_wait_s = max_wait_is_set ? value : default_max_wait_s;
    }
}

/* The WARNING is for the server's log, and for whoever runs ALTER SYSTEM; other sessions that reload are not told. */
bool yield_to_max_wait(int *value, void **, GucSource source)
{
    if (source > PGC_S_DEFAULT && (!IsUnderPostmaster || (former_is_defined && IsTransactionState()))) {
        ereport(WARNING, (errcode(ERRCODE_WARNING_DEPRECATED_FEATURE),
                          errmsg("setting \"automation.gemini_patience\" is deprecated"),
                          errhint("Set \"automation.gemini_max_wait\" instead.")));
    }
    if (max_wait_is_set) {
        *value = max_wait_s;
    }
    return true;
}

/* SHOW tells that there is a key, never which. */
char const *hidden()
{
    return gemini_api_key != nullptr ? "********" : "";
}

void text(char const *name, char const *what, char **variable, char const *value, GucContext context, int flags = 0)
{
    DefineCustomStringVariable(name, what, nullptr, variable, value, context, flags, nullptr, nullptr, nullptr);
}

void number(char const *name, char const *what, int *variable, int least, int most, GucContext context, int flags = 0)
{
    DefineCustomIntVariable(name, what, nullptr, variable, *variable, least, most, context, flags, nullptr, nullptr,
                            nullptr);
}

bool is_retention(int *days, void **, GucSource)  // NOLINT(readability-non-const-parameter): as PostgreSQL calls it
{
    if (*days == 0 || *days >= core::least_retention_days) {
        return true;
    }
    GUC_check_errdetail("What came of a message is counted for %d days.", core::least_retention_days);
    GUC_check_errhint("Set at least %d days, or 0 to keep everything.", core::least_retention_days);
    return false;
}

void note_restoring(bool on, void *)
{
    if (on) {
        restoring_since = GetCurrentTransactionStartTimestamp();
    }
}

void define_for_users()
{
    DefineCustomStringVariable("automation.tenant_id",
                               "The tenant whose rows this session writes and whose automations it manages.", nullptr,
                               &tenant_id, "", PGC_USERSET, 0, nullptr, nullptr, shown_tenant);
    DefineCustomBoolVariable("automation.restoring",
                             "While on, this session's own writes trigger no automations; for imports and restores.",
                             nullptr, &restoring, false, PGC_USERSET, 0, nullptr, note_restoring, nullptr);
    text("automation.enabled",
         "The database that the worker serves, as system identifier/database OID; written by automation_start().",
         &enabled, "", PGC_SUSET, GUC_NOT_IN_SAMPLE);
    DefineCustomBoolVariable(
        "automation.assume_large_tables", "Internal: makes plans independent of the size and the statistics of tables.",
        nullptr, &assume_large_tables, false, PGC_USERSET,
        GUC_NO_SHOW_ALL | GUC_NO_RESET_ALL | GUC_NOT_IN_SAMPLE | GUC_DISALLOW_IN_FILE, nullptr, nullptr, nullptr);
}

/* The former name comes second: it takes the value of the new one, if that is set. */
void define_max_wait()
{
    DefineCustomIntVariable(
        "automation.gemini_max_wait", "Longest time that a run waits for the model before it uses the built-in text.",
        nullptr, &max_wait_s, default_max_wait_s, 1, 86400, PGC_SIGHUP, GUC_UNIT_S, note_source, use_max_wait, nullptr);
    DefineCustomIntVariable("automation.gemini_patience", "Deprecated: the former name of automation.gemini_max_wait.",
                            nullptr, &former_max_wait_s, default_max_wait_s, 1, 86400, PGC_SIGHUP,
                            GUC_UNIT_S | GUC_NOT_IN_SAMPLE, yield_to_max_wait, nullptr, nullptr);
    former_is_defined = true;
}

void define_for_the_model()
{
    DefineCustomStringVariable("automation.gemini_api_key", "API key of Google's Gemini API.", nullptr,
                               &key_shown_to_postgres, "", PGC_SIGHUP, GUC_SUPERUSER_ONLY | GUC_NOT_IN_SAMPLE, take_key,
                               use_key, hidden);
    text("automation.gemini_api_key_file", "File on the server that contains the API key of the Gemini API.",
         &gemini_api_key_file, "", PGC_SIGHUP, GUC_SUPERUSER_ONLY);
    text("automation.gemini_base_url", "Where the Gemini API is reached; the key travels there.", &gemini_base_url,
         "https://generativelanguage.googleapis.com", PGC_SIGHUP, GUC_SUPERUSER_ONLY);
    text("automation.gemini_api_version", "The version of the Gemini API.", &gemini_api_version, "v1beta", PGC_SIGHUP);
    text("automation.gemini_model", "Model that writes the messages of automations without a template.", &gemini_model,
         "gemini-3.5-flash-lite", PGC_SUSET);
    text("automation.gemini_ca_file", "File of trusted certificates for the Gemini API, instead of the system's.",
         &gemini_ca_file, "", PGC_SIGHUP, GUC_SUPERUSER_ONLY);
    number("automation.gemini_timeout", "Timeout of one call of the model.", &gemini_timeout_ms, 100, 600000, PGC_SUSET,
           GUC_UNIT_MS);
    define_max_wait();
    number("automation.gemini_daily_tokens", "Maximum number of model tokens used in a day (UTC); 0 means no limit.",
           &gemini_daily_tokens, 0, INT_MAX, PGC_SIGHUP);
}

void define_for_the_worker()
{
    number("automation.max_in_flight", "Maximum number of concurrent calls of the model.", &max_in_flight, 1, 1024,
           PGC_SIGHUP);
    number("automation.workers", "Number of dispatchers for a served database; 0 serves no database.", &workers, 0, 1,
           PGC_SIGHUP);
    number("automation.batch_size", "Number of runs completed in one transaction.", &batch_size, 1, 5000, PGC_SUSET);
    number("automation.max_attempts", "Number of attempts before a run fails permanently.", &max_attempts, 1, 100,
           PGC_SUSET);
    number("automation.max_runs_per_minute",
           "Maximum number of runs for silent leads, and of overdue steps of a sequence that is enabled, that an "
           "automation starts in a minute.",
           &max_runs_per_minute, 1, INT_MAX, PGC_SIGHUP);
    number("automation.burst_limit",
           "Maximum number of messages of one automation in a minute to a configured channel; 0: no limit.",
           &burst_limit, 0, INT_MAX, PGC_SIGHUP);
    text("automation.role", "Role that the worker acts as; if empty, the owner of leads.", &role, "", PGC_SIGHUP);
    text("automation.secrets_dir",
         "Folder of the files that channels and booking sources may name as secrets; if empty, none.", &secrets_dir, "",
         PGC_SIGHUP, GUC_SUPERUSER_ONLY);
    DefineCustomBoolVariable(
        "automation.allow_private_addresses",
        "Allows webhooks to connect to private addresses, such as those of the server's own network.", nullptr,
        &allow_private_addresses, false, PGC_SUSET, 0, nullptr, nullptr, nullptr);
    DefineCustomIntVariable(
        "automation.retention", "Days after which the worker removes messages and activities; 0 keeps them.", nullptr,
        &retention_days, 0, 0, core::most_retention_days, PGC_SIGHUP, 0, is_retention, nullptr, nullptr);
}

}  // namespace

int gemini_max_wait_s() noexcept
{
    return former_max_wait_s;
}

void define()
{
    define_for_users();
    define_for_the_model();
    define_for_the_worker();
    MarkGUCPrefixReserved("automation");
}

}  // namespace automation::pg::settings
