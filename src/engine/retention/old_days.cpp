#include "engine/retention/old_days.hpp"

#include "pg/sql/spi.hpp"

namespace automation::engine {

namespace {

// One at a time: two would make two rows of one automation.
constinit pg::Statement lock_instance("select from @home@.automation_instance i where i.tenant_id = '' for update");

#define ADD(column) "least(sum(g." column "), 2147483647)::integer as " column ", "
// Where there is nothing new to add, the row that was made before stays as it is.
constinit pg::Statement add_up(
    "with old as (select d.automation_id, d.tenant_id, max(d.day) as newest from @home@.automation_daily_stats d "
    "left join unnest($2, $3) p (tenant, cutoff) on p.tenant = d.tenant_id "
    "where d.settled and d.day < (coalesce(p.cutoff, $1) at time zone 'UTC')::date group by 1, 2), "
    "gone as (delete from @home@.automation_daily_stats d using old o where d.automation_id = o.automation_id "
    "and d.tenant_id = o.tenant_id and d.settled and d.day <= o.newest and isfinite(o.newest) returning d.*), "
    "sums as (select g.automation_id, g.tenant_id, " ADD("ran") ADD("skipped") ADD("blocked") ADD("failed") ADD("held")
        ADD("messages") ADD("sent") ADD("replied") ADD("booked") ADD("converted")
    "sum(g.input_tokens)::bigint as input_tokens, sum(g.output_tokens)::bigint as output_tokens, "
    "max(g.last_run_at) as last_run_at, count(*) as days from gone g group by 1, 2), "
    "buckets as (select g.automation_id, g.tenant_id, w.bucket, least(sum(w.waited), 2147483647)::integer as waited "
    "from gone g, unnest(g.wait_buckets, g.wait_counts) w (bucket, waited) group by 1, 2, 3), "
    "waits as (select b.automation_id, b.tenant_id, array_agg(b.bucket order by b.bucket) as buckets, "
    "array_agg(b.waited order by b.bucket) as counts from buckets b group by 1, 2), "
    "leads as (select g.automation_id, g.tenant_id, s.status, sum(s.leads::bigint) as leads from gone g, "
    "jsonb_each_text(g.statuses) s (status, leads) group by 1, 2, 3), "
    // What no step achieved on days without steps stands beside those of days that have them.
    "steps as (select b.automation_id, b.tenant_id, jsonb_object_agg(b.step, b.counts) as steps from "
    "(select c.automation_id, c.tenant_id, c.step, jsonb_object_agg(c.counted, c.n) as counts from "
    "(select g.automation_id, g.tenant_id, s.step, n.counted, sum(n.n::bigint) as n from gone g, "
    "jsonb_each(case when g.steps = '{}' then jsonb_build_object('', jsonb_build_object('replied', g.replied, 'booked', "
    "g.booked, 'sessions', g.converted)) else g.steps end) s (step, counts), jsonb_each_text(s.counts) n (counted, n) "
    "group by 1, 2, 3, 4) c group by 1, 2, 3) b group by 1, 2 having bool_or(b.step <> '')), "
    "reached as (select l.automation_id, l.tenant_id, jsonb_object_agg(l.status, l.leads) as statuses from leads l "
    "group by 1, 2), "
    "made as (insert into @home@.automation_daily_stats (automation_id, tenant_id, day, ran, skipped, blocked, failed, "
    "held, messages, sent, replied, booked, converted, input_tokens, output_tokens, last_run_at, settled, "
    "wait_buckets, wait_counts, statuses, steps) select s.automation_id, s.tenant_id, '-infinity', s.ran, s.skipped, "
    "s.blocked, s.failed, s.held, s.messages, s.sent, s.replied, s.booked, s.converted, s.input_tokens, "
    "s.output_tokens, s.last_run_at, true, coalesce(w.buckets, '{}'), coalesce(w.counts, '{}'), "
    "coalesce(r.statuses, '{}'), coalesce(t.steps, '{}') from sums s left join waits w "
    "on w.automation_id = s.automation_id and w.tenant_id = s.tenant_id left join reached r "
    "on r.automation_id = s.automation_id and r.tenant_id = s.tenant_id left join steps t "
    "on t.automation_id = s.automation_id and t.tenant_id = s.tenant_id returning 1) "
    "select coalesce(sum(s.days), 0)::bigint from sums s",
    TIMESTAMPTZOID, TEXTARRAYOID, TIMESTAMPTZARRAYOID);
#undef ADD

}  // namespace

std::int64_t add_up_old_days(Cutoffs const &cutoffs)
{
    pg::execute(lock_instance);
    return pg::execute(add_up, cutoffs.params())[0].int8(1);
}

}  // namespace automation::engine
