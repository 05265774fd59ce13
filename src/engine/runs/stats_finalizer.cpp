#include "engine/runs/stats_finalizer.hpp"

#include <string>
#include <string_view>

#include "pg/extension/extension_schema.hpp"
#include "pg/sql/spi.hpp"

namespace automation::engine {

namespace {

// The partial index on (day). The views are the user's to drop: without them there is nothing to settle by.
constinit pg::Statement any_to_finalize(
    "select exists (select from @home@.automation_daily_stats where not settled "
    "and day < ($1 at time zone 'UTC')::date - 31) and not exists (select from "
    "unnest('{automation_answers,automation_statuses}'::text[]) v (name) where to_regclass($2 || v.name) is null)",
    TIMESTAMPTZOID, TEXTOID);

constexpr std::string_view finalize =
    "with past as materialized (select automation_id, day, tenant_id from @automation_daily_stats "
    "where not settled and day < ($1 at time zone 'UTC')::date - 31), "
    "answers as materialized (select automation_id, day, tenant_id, sum(replied)::integer as replied, "
    "sum(booked)::integer as booked, sum(converted)::integer as converted, jsonb_object_agg(coalesce(step, ''), "
    "jsonb_build_object('replied', replied, 'booked', booked, 'sessions', converted)) as steps, "
    "bool_or(step is not null) as of_steps "
    "from @automation_answers where day < ($1 at time zone 'UTC')::date - 31 group by 1, 2, 3), "
    "reached as materialized (select automation_id, day, tenant_id, jsonb_object_agg(status, leads) as statuses "
    "from @automation_statuses where day < ($1 at time zone 'UTC')::date - 31 group by 1, 2, 3) "
    "update @automation_daily_stats d set settled = true, replied = coalesce(a.replied, 0), "
    "booked = coalesce(a.booked, 0), converted = coalesce(a.converted, 0), statuses = coalesce(r.statuses, '{}'), "
    // Of a day with steps, what none of them achieved stands there, too.
    "steps = case when a.steps is null or (d.steps = '{}' and not a.of_steps) then d.steps else "
    "(select jsonb_object_agg(k.step, coalesce(d.steps -> k.step, '{}') || coalesce(a.steps -> k.step, '{}')) "
    "from (select jsonb_object_keys(d.steps) union select jsonb_object_keys(a.steps)) k (step)) end "
    "from past o left join answers a on a.automation_id = o.automation_id and a.day = o.day "
    "and a.tenant_id = o.tenant_id left join reached r on r.automation_id = o.automation_id and r.day = o.day "
    "and r.tenant_id = o.tenant_id where d.automation_id = o.automation_id and d.day = o.day "
    "and d.tenant_id = o.tenant_id and not d.settled";

std::string is_at_extension(std::string_view sql)
{
    std::string text;
    for (char const letter : sql) {
        text += letter == '@' ? pg::require_extension().prefix : std::string(1, letter);
    }
    return text;
}

}  // namespace

void finalize_days(core::Instant now)
{
    pg::Param const moment = pg::Param::of(now);
    if (!pg::execute(any_to_finalize, {moment, pg::Param::of(std::string_view(pg::require_extension().prefix))})[0]
             .boolean(1)) {
        return;
    }
    // Days are joined with days, months of them after a long rest: no plan that suits batches suits this.
    pg::execute_plain(
        "select set_config(n, 'on', true) from "
        "unnest('{enable_seqscan,enable_hashjoin,enable_mergejoin}'::text[]) n "
        "union all select set_config(n, 'off', true) from "
        "unnest('{enable_memoize,automation.assume_large_tables}'::text[]) n");
    pg::execute_writing(pg::TableName::automation_daily_stats, is_at_extension(finalize), {TIMESTAMPTZOID}, {moment});
}

}  // namespace automation::engine
