/* settings.hpp — the extension's settings (GUCs), as PostgreSQL keeps them. */
#pragma once
#include <cstdint>

namespace automation::pg::settings {

extern char *tenant_id;
extern bool restoring;
extern std::int64_t restoring_since;  ///< when the transaction began that turned it on
extern char *enabled;
extern bool assume_large_tables;  ///< internal: pinned while our statements are planned

extern char const *gemini_api_key;  ///< null or empty: none
extern char *gemini_api_key_file;
extern char *gemini_base_url;
extern char *gemini_api_version;
extern char *gemini_model;
extern char *gemini_ca_file;
extern int gemini_timeout_ms;
extern int gemini_daily_tokens;

/** automation.gemini_max_wait, else its former name automation.gemini_patience. */
[[nodiscard]] int gemini_max_wait_s() noexcept;

extern int max_in_flight;
extern int workers;
extern int batch_size;
extern int max_attempts;
extern int max_runs_per_minute;
extern int burst_limit;  ///< 0: none
extern char *role;
extern char *secrets_dir;
extern bool allow_private_addresses;
extern int retention_days;

/** Defines all of them. Once per process, from _PG_init. */
void define();

}  // namespace automation::pg::settings
