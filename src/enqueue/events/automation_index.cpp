#include "enqueue/events/automation_index.hpp"

#include "core/decisions/timing.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "core/settings/send_window_reader.hpp"
#include "pg/boundary/never_destroyed.hpp"
#include "pg/extension/added_columns.hpp"
#include "pg/extension/extension_schema.hpp"
#include "pg/sql/owner_session.hpp"
#include "store/tenant_country.hpp"

namespace automation::enqueue {

namespace {

using IndexKey = std::pair<core::Trigger, std::string>;

struct IndexCache {
    std::map<IndexKey, std::shared_ptr<AutomationIndex const>, std::less<>> indexes;
    std::uint64_t loaded_at = 0;  ///< the change they were loaded after
};

constinit pg::NeverDestroyed<IndexCache> index_cache;
constinit std::uint64_t changes = 1;
constexpr std::size_t indexes_kept = 1024;

void on_relation_changed(Datum, Oid relation)
{
    // Not home(): a callback must not read catalogs.
    pg::ExtensionSchema const *const where = pg::cached_extension();
    if (relation == InvalidOid || where == nullptr || relation == where->table(pg::TableName::automations)) {
        ++changes;
        store::forget_countries();
    }
}

// Served by the index on (tenant_id, trigger) of automations.
constinit pg::Statement load_rules(
    "select a.id, a.delay_days, a.delay_hours, a.conditions::text, " PG_ADDED_COLUMN(
        "a", "delay_minutes") "::integer, " PG_ADDED_COLUMN("a", "send_window") ", a.type, a.trigger, " PG_ADDED_COLUMN("a", "date_field") ", " PG_ADDED_COLUMN("a", "at") ", " PG_ADDED_COLUMN("a", "after") "::boolean, " PG_ADDED_COLUMN("a", "yearly") "::boolean from @home@.automations a "
                              "where a.tenant_id = $1 and a.trigger = $2 and a.enabled order by a.id",
    TEXTOID, TEXTOID);
// By the same index; to_jsonb, for tables of version 1.0 have no such column.
constinit pg::Statement load_date_fields("select distinct " PG_ADDED_COLUMN("a", "date_field") " as field from @home@.automations a where "
                                         "a.tenant_id = $1 and a.trigger = 'lead_date' order by field",
                                         TEXTOID);
// The tenant's row after the default one, so that its values come over it.
constinit pg::Statement load_clock(
    "select s.timezone, s.quiet_from, s.quiet_until, " PG_ADDED_COLUMN(
        "s", "holidays") " from @home@.automation_settings s "
                         "where s.tenant_id in ($1, '') order by s.tenant_id",
    TEXTOID);

std::optional<core::DateTrigger> date_from(pg::Row const &row)
{
    auto const field = row.opt_text(9);
    if (!field) {
        return std::nullopt;
    }
    core::DateTrigger date;
    date.field = core::read_date_field(*field);
    date.at = core::time_of_day(row.opt_text(10)).value_or(date.at);
    date.after = !row.null(11) && row.boolean(11);
    date.yearly = !row.null(12) && row.boolean(12);
    return date;
}

MatchRule rule_from(pg::Row const &row)
{
    MatchRule rule;
    rule.id = core::AutomationId{row.int8(1)};
    auto const type = core::type_from(row.text(7));
    auto const trigger = core::trigger_from(row.text(8));
    rule.burst_limited = type && trigger && core::is_burst_limited(*type, *trigger);
    rule.delay = {.days = row.int4(2), .hours = row.int4(3), .minutes = row.null(5) ? 0 : row.int4(5)};
    if (type == core::Type::sequence && trigger && !core::is_timed(*trigger)) {
        rule.delay = {};  // the first wait, inside
    }
    try {
        rule.conditions = core::Conditions::parse(row.text(4));
        if (auto const window = row.opt_text(6)) {
            rule.send_window = core::read_send_window(*window);
        }
        rule.date = date_from(row);
    } catch (core::UserError const &) {
        rule.broken = true;
    }
    return rule;
}

void load_clock_of(AutomationIndex &index, std::string const &tenant)
{
    for (pg::Row const row : pg::execute_fresh(load_clock, {pg::Param::of(std::string_view(tenant))})) {
        if (auto zone = row.opt_text(1)) {
            index.timezone = std::move(zone);
        }
        if (!row.null(2) && !row.null(3)) {
            index.clock.quiet_from = row.clock(2);
            index.clock.quiet_until = row.clock(3);
        }
        if (auto const holidays = row.opt_text(4)) {
            index.clock.holidays = core::read_holidays(*holidays);
        }
    }
}

/* Where another value may be an event. Of conditions that cannot be read nobody knows: they count for any. */
std::vector<core::Column> watched_columns(std::vector<MatchRule> const &rules)
{
    using enum core::Column;
    constexpr std::array all{name,     email,     phone,      status,     source,       timezone,
                             language, opted_out, ai_allowed, attributes, external_ids, last_contacted};
    std::vector<core::Column> watched;
    for (MatchRule const &rule : rules) {
        auto const columns =
            rule.broken ? std::vector<core::Column>(all.begin(), all.end()) : rule.conditions.changed_columns();
        for (core::Column const column : columns) {
            if (std::ranges::find(watched, column) == watched.end()) {
                watched.push_back(column);
            }
        }
    }
    return watched;
}

void load_dates_of(AutomationIndex &index, std::string const &tenant)
{
    for (pg::Row const row : pg::execute_fresh(load_date_fields, {pg::Param::of(std::string_view(tenant))})) {
        try {
            index.dates.push_back(core::read_date_field(row.text(1)));
        } catch (core::UserError const &) {
            // Loaded without a check: it has no moments.
        }
    }
}

AutomationIndex load(std::string const &tenant, core::Trigger trigger)
{
    AutomationIndex index;
    pg::OwnerSession const session(pg::require_extension().owner);
    auto const rows =
        pg::execute_fresh(load_rules, {pg::Param::of(std::string_view(tenant)), pg::Param::of(core::name_of(trigger))});
    for (pg::Row const row : rows) {
        index.rules.push_back(rule_from(row));
    }
    load_clock_of(index, tenant);  // also without rules: the zone of a lead may be asked for by the triggers of others
    if (trigger == core::Trigger::lead_changed) {
        index.watched = watched_columns(index.rules);
    } else if (trigger == core::Trigger::lead_date) {
        load_dates_of(index, tenant);
    }
    return index;
}

}  // namespace

std::shared_ptr<AutomationIndex const> automation_index(std::string_view tenant, core::Trigger trigger)
{
    IndexCache &automations = *index_cache;
    if (automations.loaded_at != changes || automations.indexes.size() > indexes_kept) {
        automations.indexes.clear();
        automations.loaded_at = changes;
    }
    IndexKey key(trigger, tenant);
    auto const known = automations.indexes.find(key);
    if (known != automations.indexes.end()) {
        return known->second;
    }
    // A rule saved while we read leaves loaded_at behind, and the next statement reads again.
    auto index = std::make_shared<AutomationIndex const>(load(key.second, trigger));
    return automations.indexes.insert_or_assign(std::move(key), std::move(index)).first->second;
}

std::uint64_t index_generation() noexcept
{
    return changes;
}

void invalidate_indexes()
{
    Oid const automations = pg::require_extension().table(pg::TableName::automations);
    pg::call([&] { CacheInvalidateRelcacheByRelid(automations); });
}

void watch_rules()
{
    CacheRegisterRelcacheCallback(on_relation_changed, Datum{0});
}

}  // namespace automation::enqueue
