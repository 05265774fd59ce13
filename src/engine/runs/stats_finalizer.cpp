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
    "answers as materialized (select automation_id, day, tenant_id, replied, booked, converted "
    "from @automation_answers where day < ($1 at time zone 'UTC')::date - 31), "
    "reached as materialized (select automation_id, day, tenant_id, jsonb_object_agg(status, leads) as statuses "
    "from @automation_statuses where day < ($1 at time zone 'UTC')::date - 31 group by 1, 2, 3) "
    "update @automation_daily_stats d set settled = true, replied = coalesce(a.replied, 0), "
    "booked = coalesce(a.booked, 0), converted = coalesce(a.converted, 0), statuses = coalesce(r.statuses, '{}') "
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
