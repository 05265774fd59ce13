#include "engine/retention/prune.hpp"

#include <array>
#include <string_view>

#include "pg/sql/spi.hpp"
#include "pg/sql/write_table.hpp"

namespace automation::engine {

namespace {

// Storage that is not a heap has no blocks to read by.
constinit pg::Statement parts_of(
    "select c.oid::pg_catalog.regclass::text, pg_catalog.pg_relation_size(c.oid) / "
    "pg_catalog.current_setting('block_size')::bigint from (select $1 as relid union select t.relid from "
    "pg_catalog.pg_partition_tree($1) t) p join pg_catalog.pg_class c on c.oid = p.relid and c.relkind = 'r' "
    "join pg_catalog.pg_am a on a.oid = c.relam and a.amname = 'heap' order by 1",
    OIDOID);

constexpr std::array pruned{pg::TableName::activities, pg::TableName::messages, pg::TableName::automation_enrollments,
                            pg::TableName::automation_lead_dates};

// $1: the cutoff of tenants that $2 does not name; $3: those of $2. Which rows `r` of a table are pruned before it.
constexpr char const *old_activities =
    "r.created_at < coalesce(p.cutoff, $1) and r.type not in ('lead_opted_out', 'lead_opted_in', 'lead_forgotten') "
    "and not (r.type in ('automation_ran', 'crm_updated') and r.details ->> 'event' = 'new_lead' "
    "and not exists (select from @messages w where w.id = r.message_id and w.tenant_id = r.tenant_id "
    "and w.status in ('failed', 'cancelled'))) "
    "and not exists (select from @messages m where m.id = r.message_id and m.tenant_id = r.tenant_id "
    "and m.status in ('held', 'queued', 'sending'))";
// Days before the first that is not settled are in automation_daily_stats; of the others the views read the messages.
constexpr char const *old_messages =
    "r.created_at < coalesce(p.cutoff, $1) and coalesce(r.sent_at, r.created_at) < coalesce(p.cutoff, $1) "
    "and r.created_at < coalesce(least((select min(d.day) from @automation_daily_stats d where not "
    "d.settled)::timestamp "
    "at time zone 'UTC', (select min(s.at) from @automation_stat_deltas s)), 'infinity') "
    "and (r.direction = 'inbound' or coalesce(r.status, 'recorded') in "
    "('received', 'draft', 'recorded', 'sent', 'delivered', 'failed', 'cancelled')) "
    "and not (r.direction = 'inbound' and coalesce('maybe_stop' = any(r.flags), false)) "
    // A welcome that did not arrive would count as one that did, as long as its activity is kept.
    "and not (coalesce(r.status, '') in ('failed', 'cancelled') and exists (select from @activities a where a.lead_id "
    "= r.lead_id "
    "and a.tenant_id = r.tenant_id and a.message_id = r.id and a.details ->> 'event' = 'new_lead')) "
    "and not exists (select from @automation_queue q where q.lead_id = r.lead_id and q.message_id = r.id "
    "and q.tenant_id = r.tenant_id)";
// While a dump is being loaded, the table that they refer to may be yet to come: then it has no rows at all.
constexpr char const *without_subject =
    "r.created_at < coalesce(p.cutoff, $1) and "
    "(not exists (select from @leads l where l.id = r.lead_id and l.tenant_id = r.tenant_id) "
    "and exists (select from @leads) "
    "or not exists (select from @automations a where a.id = r.automation_id and a.tenant_id = r.tenant_id) "
    "and exists (select from @automations) "
    "or r.booking_id is not null and not exists "
    "(select from @bookings b where b.id = r.booking_id and b.tenant_id = r.tenant_id) "
    "and exists (select from @bookings))";
constexpr char const *without_lead =
    "r.written_at < coalesce(p.cutoff, $1) and "
    "not exists (select from @leads l where l.id = r.lead_id and l.tenant_id = r.tenant_id) "
    "and exists (select from @leads)";

char const *condition_of(pg::TableName table)
{
    switch (table) {
        case pg::TableName::activities:
            return old_activities;
        case pg::TableName::messages:
            return old_messages;
        case pg::TableName::automation_enrollments:
            return without_subject;
        default:
            return without_lead;
    }
}

/* A row is as old as messages must be where it is a message, else as activities. */
Cutoffs const &cutoffs_for(pg::TableName table, RetentionPolicy const &policy)
{
    return table == pg::TableName::messages ? policy.messages : policy.activities;
}

std::string in_schema(std::string_view sql)
{
    std::string text;
    for (char const letter : sql) {
        text += letter == '@' ? pg::require_extension().prefix : std::string(1, letter);
    }
    return text;
}

std::string place(std::int64_t block)
{
    return "'(" + std::to_string(block) + ",0)'::pg_catalog.tid";
}

}  // namespace

std::vector<PrunedTable> tables_to_prune()
{
    std::vector<PrunedTable> tables;
    for (pg::TableName const table : pruned) {
        Oid const oid = pg::require_extension().table(table);
        if (!OidIsValid(oid)) {
            continue;
        }
        for (pg::Row const row : pg::execute(parts_of, {pg::Param(ObjectIdGetDatum(oid))})) {
            tables.push_back({table, row.text(1), row.int8(2)});
        }
    }
    return tables;
}

std::int64_t prune_blocks(PrunedTable const &table, std::int64_t first, std::int64_t end, RetentionPolicy const &policy)
{
    Cutoffs const &cutoffs = cutoffs_for(table.of, policy);
    if (!cutoffs.any()) {
        return 0;
    }
    constexpr std::array<int, 3> types{TIMESTAMPTZOID, TEXTARRAYOID, TIMESTAMPTZARRAYOID};
    std::string const sql =
        "delete from only " + table.name + " d where d.ctid = any(array(select r.ctid from only " + table.name +
        " r left join unnest($2, $3) p (tenant, cutoff) on p.tenant = r.tenant_id where r.ctid >= " + place(first) +
        " and r.ctid < " + place(end) + " and " + in_schema(condition_of(table.of)) + " for update of r skip locked))";
    return static_cast<std::int64_t>(pg::execute_writing(table.of, sql, types, cutoffs.params()).affected());
}

}  // namespace automation::engine
