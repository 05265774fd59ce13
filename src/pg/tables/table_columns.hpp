/* table_columns.hpp — the columns of the extension's tables as the engine reads and writes them.
 *
 * The one description of what the code assumes of a table; test/sql/shape.sql compares it with what the install script
 * makes. Columns are found by name when the program is compiled, so a name that is not here is a compile error.
 */
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "pg/tables/table_names.hpp"

namespace automation::pg {

/** What a column is read as. */
enum class Kind : std::uint8_t {
    tenant,    ///< text with collation "C": compared with equality, part of every key
    text,      ///< text; of any type that is converted to text
    word,      ///< text; of a string type, because the engine writes it
    whole,     ///< bigint
    small,     ///< integer
    boolean,   ///< boolean
    moment,    ///< timestamptz
    document,  ///< jsonb
    words,     ///< text[]
    span,      ///< interval
    clock,     ///< time
    day,       ///< date
    days,      ///< date[]
    bytes,     ///< bytea
    object,    ///< oid
    name,      ///< name
    shorts,    ///< smallint[]
    smalls,    ///< integer[]
};

/** What else the engine relies on. */
enum Mark : std::uint8_t {
    plain = 0,
    required = 1,   ///< NOT NULL
    filled = 2,     ///< an insert may leave it out: it has a default or is an identity column
    identity = 4,   ///< the engine takes values from its sequence
    written = 8,    ///< the engine writes it: it is no generated column
    nullable = 16,  ///< the engine writes nulls: it is not NOT NULL
    added = 32,     ///< tables of version 1.0 lack it until they are upgraded: its values are null there
};

struct TableColumn {
    std::string_view name;
    Kind kind{};
    unsigned marks = plain;
};

struct TableColumns {
    std::span<TableColumn const> columns;
    bool exact = false;     ///< types are those of the install script: rows are written inside users' statements
    bool inserted = false;  ///< the engine inserts rows: another column that is NOT NULL has a default
};

inline constexpr std::size_t most_columns = 40;

/** The columns of a table, in the order of the install script. */
[[nodiscard]] constexpr TableColumns columns_of(TableName table) noexcept;

/** The place of a column in columns_of(table); a compile error where there is none. */
[[nodiscard]] consteval std::size_t column_index(TableName table, std::string_view name);

/** The same for a name that is known when the program runs; most_columns where there is none. */
[[nodiscard]] constexpr std::size_t find_column(TableName table, std::string_view name) noexcept;

namespace columns {

inline constexpr TableColumn leads[] = {
    {"id", Kind::whole, required},
    {"tenant_id", Kind::tenant, required},
    {"name", Kind::text},
    {"email", Kind::text},
    {"phone", Kind::text},
    {"status", Kind::text, written},
    {"source", Kind::text},
    {"last_contacted", Kind::moment, written},
    {"silent_since", Kind::moment, written},
    {"last_inbound_at", Kind::moment, written},
    {"status_since", Kind::moment, written},
    {"timezone", Kind::text},
    {"language", Kind::text},
    {"opted_out", Kind::words, written},
    {"ai_allowed", Kind::boolean},
    {"attributes", Kind::document, written},
    {"external_ids", Kind::document},
    {"created_at", Kind::moment},
    {"updated_at", Kind::moment, written},
};

inline constexpr TableColumn automations[] = {
    {"id", Kind::whole, required | filled},
    {"tenant_id", Kind::tenant, required | written},
    {"name", Kind::word, required | written},
    {"type", Kind::word, required | written},
    {"trigger", Kind::word, required | written},
    {"delay_days", Kind::small, required | written},
    {"delay_hours", Kind::small, required | written},
    {"delay_minutes", Kind::small, required | filled | written | added},
    {"channel", Kind::word, required | written},
    {"subject_template", Kind::word, written | nullable},
    {"message_template", Kind::word, written | nullable},
    {"ai_instructions", Kind::word, written | nullable},
    {"conditions", Kind::document, required | written},
    {"actions", Kind::document, required | written},
    {"review", Kind::word, required | written},
    {"stop_on_reply", Kind::boolean, written | nullable},
    {"max_runs", Kind::small, written | nullable},
    {"cooldown", Kind::span, written | nullable},
    {"max_lateness", Kind::span, written | nullable},
    {"send_window", Kind::document, written | nullable | added},
    {"needs", Kind::words, written | nullable | added},
    {"date_field", Kind::word, written | nullable | added},
    {"at", Kind::clock, written | nullable | added},
    {"after", Kind::boolean, required | filled | written | added},
    {"yearly", Kind::boolean, required | filled | written | added},
    {"to", Kind::word, written | nullable | added},
    {"steps", Kind::document, written | nullable | added},
    {"exit", Kind::document, written | nullable | added},
    {"goal", Kind::document, written | nullable | added},
    {"salt", Kind::word, written | nullable | added},
    {"enabled", Kind::boolean, required | written},
    {"times_triggered", Kind::whole, required | filled | written},
    {"last_triggered", Kind::moment, written | nullable},
    {"version", Kind::whole, required | written},
    {"created_at", Kind::moment, required | filled},
    {"updated_at", Kind::moment, required | filled | written},
};

inline constexpr TableColumn bookings[] = {
    {"id", Kind::whole, required},
    {"tenant_id", Kind::tenant, required},
    {"lead_id", Kind::whole, required},
    {"title", Kind::text},
    {"starts_at", Kind::moment},
    {"ends_at", Kind::moment},
    {"status", Kind::text, required},
    {"location", Kind::text},
    {"details", Kind::document},
    {"source", Kind::text, required},
    {"external_id", Kind::text},
    {"created_at", Kind::moment, required},
    {"updated_at", Kind::moment, required | written},
};

inline constexpr TableColumn messages[] = {
    {"id", Kind::whole, required | filled | identity},
    {"lead_id", Kind::whole, required | written},
    {"automation_id", Kind::whole, written | nullable},
    {"booking_id", Kind::whole, written | nullable},
    {"created_at", Kind::moment, required | filled | written},
    {"sent_at", Kind::moment, written | nullable},
    {"updated_at", Kind::moment, required | filled | written},
    {"input_tokens", Kind::small, written | nullable},
    {"output_tokens", Kind::small, written | nullable},
    {"attempts", Kind::small, required | filled | written},
    {"tenant_id", Kind::tenant, required | written},
    {"direction", Kind::word, required | filled | written},
    {"channel", Kind::word, required | filled | written},
    {"recipient", Kind::word, written | nullable},
    {"subject", Kind::word, written | nullable},
    {"body", Kind::word, written | nullable},
    {"status", Kind::word, written},
    {"origin", Kind::word, required | filled | written},
    {"model", Kind::word, written | nullable},
    {"flags", Kind::words, required | filled | written},
    {"error", Kind::word, written | nullable},
    {"provider_message_id", Kind::word, written | nullable},
    {"step", Kind::word, written | nullable | added},
};

inline constexpr TableColumn activities[] = {
    {"id", Kind::whole, required | filled | identity},
    {"lead_id", Kind::whole, written | nullable},
    {"automation_id", Kind::whole, written | nullable},
    {"message_id", Kind::whole, written | nullable},
    {"booking_id", Kind::whole, written | nullable},
    {"created_at", Kind::moment, required | filled | written},
    {"tenant_id", Kind::tenant, required | written},
    {"type", Kind::word, required | written},
    {"description", Kind::word, written},
    {"details", Kind::document, required | filled | written},
};

inline constexpr TableColumn automation_queue[] = {
    {"id", Kind::whole, required | filled | identity}, {"automation_id", Kind::whole, required | written},
    {"lead_id", Kind::whole, required | written},      {"booking_id", Kind::whole, written | nullable},
    {"message_id", Kind::whole, written | nullable},   {"event_at", Kind::moment, required | written},
    {"run_at", Kind::moment, required | written},      {"attempts", Kind::small, required | filled | written},
    {"kind", Kind::word, required | filled | written}, {"event", Kind::word, required | written},
    {"tenant_id", Kind::tenant, required | written},   {"last_error", Kind::word, written | nullable},
    {"context", Kind::document, written | nullable},   {"channel", Kind::word, written | nullable},
};

inline constexpr TableColumn automation_enrollments[] = {
    {"id", Kind::whole, required | filled},
    {"automation_id", Kind::whole, required | written},
    {"lead_id", Kind::whole, required | written},
    {"booking_id", Kind::whole, written | nullable},
    {"anchor", Kind::moment, written | nullable},
    {"last_run_at", Kind::moment, written | nullable},
    {"looked_at", Kind::moment, written | nullable},
    {"created_at", Kind::moment, required | filled},
    {"runs", Kind::small, required | filled | written},
    {"tenant_id", Kind::tenant, required | written},
    {"entry", Kind::document, written | nullable | added},
    {"left_at", Kind::moment, written | nullable | added},
    {"left_reason", Kind::word, written | nullable | added},
};

inline constexpr TableColumn automation_channels[] = {
    {"id", Kind::whole, required},          {"tenant_id", Kind::tenant, required},
    {"channel", Kind::word, required},      {"provider", Kind::word, required},
    {"settings", Kind::document, required}, {"rate_per_minute", Kind::small},
    {"enabled", Kind::boolean, required},   {"paused_reason", Kind::word, written | nullable},
    {"created_at", Kind::moment, required}, {"updated_at", Kind::moment, required | written},
};

inline constexpr TableColumn automation_settings[] = {
    {"tenant_id", Kind::tenant, required},
    {"business_name", Kind::word},
    {"voice", Kind::word},
    {"signature", Kind::word},
    {"timezone", Kind::word},
    {"quiet_from", Kind::clock},
    {"quiet_until", Kind::clock},
    {"daily_cap", Kind::small},
    {"fallback_name", Kind::word},
    {"language", Kind::word, added},
    {"country", Kind::word, added},
    {"send_window", Kind::document, added},
    {"holidays", Kind::days, added},
    {"retention", Kind::document, added},
    {"created_at", Kind::moment, required},
    {"updated_at", Kind::moment, required | written},
};

inline constexpr TableColumn automation_instance[] = {
    {"tenant_id", Kind::tenant, required | written},
    {"identity", Kind::word, written | nullable},
    {"running", Kind::boolean, required | filled | written},
    {"batch_limit", Kind::small, written | nullable},
    {"updated_at", Kind::moment, required | filled | written},
    {"secret", Kind::bytes, filled},
    {"queue", Kind::object, written | nullable},
    {"version", Kind::word, filled},
    {"suppression_key", Kind::bytes, filled | added},
    {"retention_started_at", Kind::moment, written | nullable | added},
    {"retention_ended_at", Kind::moment, written | nullable | added},
    {"retention_error", Kind::word, written | nullable | added},
};

inline constexpr TableColumn automation_stat_deltas[] = {
    {"id", Kind::whole, required | filled | identity},
    {"automation_id", Kind::whole, required | written},
    {"at", Kind::moment, required | filled | written},
    {"last_run_at", Kind::moment, written | nullable},
    {"input_tokens", Kind::whole, required | filled | written},
    {"output_tokens", Kind::whole, required | filled | written},
    {"ran", Kind::small, required | filled | written},
    {"skipped", Kind::small, required | filled | written},
    {"blocked", Kind::small, required | filled | written},
    {"failed", Kind::small, required | filled | written},
    {"held", Kind::small, required | filled | written},
    {"messages", Kind::small, required | filled | written},
    {"sent", Kind::small, required | filled | written},
    {"tenant_id", Kind::tenant, required | written},
    {"wait_buckets", Kind::shorts, required | filled | written},
    {"wait_counts", Kind::smalls, required | filled | written},
    {"steps", Kind::document, written | nullable | added},
};

inline constexpr TableColumn automation_daily_stats[] = {
    {"automation_id", Kind::whole, required | written},
    {"day", Kind::day, required | written},
    {"ran", Kind::small, required | filled | written},
    {"skipped", Kind::small, required | filled | written},
    {"blocked", Kind::small, required | filled | written},
    {"failed", Kind::small, required | filled | written},
    {"held", Kind::small, required | filled | written},
    {"messages", Kind::small, required | filled | written},
    {"sent", Kind::small, required | filled | written},
    {"replied", Kind::small, required | filled | written},
    {"booked", Kind::small, required | filled | written},
    {"converted", Kind::small, required | filled | written},
    {"input_tokens", Kind::whole, required | filled | written},
    {"output_tokens", Kind::whole, required | filled | written},
    {"last_run_at", Kind::moment, written | nullable},
    {"settled", Kind::boolean, required | filled | written},
    {"tenant_id", Kind::tenant, required | written},
    {"wait_buckets", Kind::shorts, required | filled | written},
    {"wait_counts", Kind::smalls, required | filled | written},
    {"statuses", Kind::document, required | filled | written},
    {"steps", Kind::document, required | filled | written | added},
};

inline constexpr TableColumn automation_watches[] = {
    {"automation_id", Kind::whole, required | written},
    {"since", Kind::moment, required | written},
    {"open_from", Kind::moment, written | nullable},
    {"covered_at", Kind::moment, required | written},
    {"covered_id", Kind::whole, required | filled | written},
    {"round_at", Kind::moment, written | nullable},
    {"round_until", Kind::moment, written | nullable},
    {"round_xid", Kind::whole, written | nullable},
    {"read_at", Kind::moment, written | nullable},
    {"read_id", Kind::whole, written | nullable},
    {"paced_from", Kind::moment, written | nullable},
    {"paced_runs", Kind::small, required | filled | written},
    {"since_days", Kind::small, required | filled | written},
    {"since_hours", Kind::small, required | filled | written},
    {"since_minutes", Kind::small, required | filled | written | added},
    {"since_at", Kind::clock, written | nullable | added},
    {"dates_after", Kind::whole, written | nullable | added},
    {"dates_xid", Kind::whole, written | nullable | added},
    {"round_clean", Kind::boolean, written | nullable},
    {"tenant_id", Kind::tenant, required | written},
};

inline constexpr TableColumn automation_suppressions[] = {
    {"tenant_id", Kind::tenant, required | written},
    {"channel", Kind::word, required | written},
    {"address", Kind::word, required | written},
    {"reason", Kind::word, required | written},
    {"cause", Kind::word, required | written},
    {"detail", Kind::word, written | nullable},
    {"since", Kind::moment, required | filled | written},
    {"spellings", Kind::words, written | nullable},
};

inline constexpr TableColumn automation_grants[] = {
    {"id", Kind::whole, required | filled},
    {"tenant_id", Kind::tenant, required | written},
    {"role", Kind::name, required | written},
    {"level", Kind::word, required | written},
    {"every_tenant", Kind::boolean, required | written},
    {"created_at", Kind::moment, required | filled},
};

inline constexpr TableColumn automation_booking_sources[] = {
    {"id", Kind::whole, required},
    {"tenant_id", Kind::tenant, required},
    {"name", Kind::word, required},
    {"provider", Kind::word, required},
    {"company", Kind::word, required},
    {"login", Kind::word},
    {"secret", Kind::document, required},
    {"base_url", Kind::word},
    {"timezone", Kind::word, required},
    {"sync_every", Kind::span, required},
    {"enabled", Kind::boolean, required},
    {"paused_reason", Kind::word, written | nullable},
    {"first_synced_at", Kind::moment, written | nullable},
    {"synced_until", Kind::moment, written | nullable},
    {"full_synced_at", Kind::moment, written | nullable},
    {"next_sync_at", Kind::moment, written | nullable},
    {"failures", Kind::small, required | written},
    {"last_error", Kind::word, written | nullable},
    {"last_error_at", Kind::moment, written | nullable},
    {"created_at", Kind::moment, required},
    {"updated_at", Kind::moment, required | written},
};

inline constexpr TableColumn automation_lead_dates[] = {
    {"lead_id", Kind::whole, required | written},     {"field", Kind::tenant, required | written},
    {"moment", Kind::moment, required | written},     {"month_day", Kind::small, required | written},
    {"written_at", Kind::moment, required | written}, {"tenant_id", Kind::tenant, required | written},
};

}  // namespace columns

constexpr TableColumns columns_of(TableName table) noexcept
{
    switch (table) {
        case TableName::leads:
            return {columns::leads};
        case TableName::automations:
            return {columns::automations, false, true};
        case TableName::bookings:
            return {columns::bookings};
        case TableName::messages:
            return {columns::messages, false, true};
        case TableName::activities:
            return {columns::activities, false, true};
        case TableName::automation_queue:
            return {columns::automation_queue, true, true};
        case TableName::automation_enrollments:
            return {columns::automation_enrollments, true, true};
        case TableName::automation_channels:
            return {columns::automation_channels};
        case TableName::automation_settings:
            return {columns::automation_settings};
        case TableName::automation_instance:
            return {columns::automation_instance, true, true};
        case TableName::automation_stat_deltas:
            return {columns::automation_stat_deltas, true, true};
        case TableName::automation_daily_stats:
            return {columns::automation_daily_stats, true, true};
        case TableName::automation_watches:
            return {columns::automation_watches, true, true};
        case TableName::automation_suppressions:
            return {columns::automation_suppressions, false, true};
        case TableName::automation_grants:
            return {columns::automation_grants, false, true};
        case TableName::automation_booking_sources:
            return {columns::automation_booking_sources};
        case TableName::automation_lead_dates:
            return {columns::automation_lead_dates, true, true};
    }
    return {};
}

constexpr std::size_t find_column(TableName table, std::string_view name) noexcept
{
    std::span<TableColumn const> const all = columns_of(table).columns;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].name == name) {
            return i;
        }
    }
    return most_columns;
}

consteval std::size_t column_index(TableName table, std::string_view name)
{
    std::size_t const found = find_column(table, name);
    return found < most_columns ? found : throw "the table has no such column";
}

}  // namespace automation::pg
