-- automation_stats: what every automation did, exact at any moment: folded days plus what runs appended since. Both
-- are read in one snapshot, and folding moves rows in one transaction, so nothing is missed or counted twice.
create view @home@.automation_stats with (security_invoker = true) as
select a.tenant_id,
       a.id,
       a.name,
       coalesce(q.queued, 0) as queued,
       coalesce(s.ran, 0) as ran,
       coalesce(s.skipped, 0) as skipped,
       coalesce(s.blocked, 0) as blocked,
       coalesce(s.failed, 0) as failed,
       coalesce(s.held, 0) as held,
       coalesce(s.input_tokens, 0) as input_tokens,
       coalesce(s.output_tokens, 0) as output_tokens,
       a.times_triggered + coalesce(s.not_folded, 0) as times_triggered,
       greatest(a.last_triggered, s.last_run_at) as last_triggered
  from @home@.automations a
  left join (select tenant_id, automation_id, count(*) as queued
               from @home@.automation_queue
              where kind = 'run'
              group by tenant_id, automation_id) q
    on q.automation_id = a.id and q.tenant_id = a.tenant_id
  left join (select tenant_id,
                    automation_id,
                    sum(ran)::bigint as ran,
                    sum(skipped)::bigint as skipped,
                    sum(blocked)::bigint as blocked,
                    sum(failed)::bigint as failed,
                    sum(held)::bigint as held,
                    sum(input_tokens)::bigint as input_tokens,
                    sum(output_tokens)::bigint as output_tokens,
                    sum(not_folded)::bigint as not_folded,
                    max(last_run_at) as last_run_at
               from (select tenant_id, automation_id, ran, skipped, blocked, failed, held, input_tokens, output_tokens,
                            0 as not_folded, last_run_at
                       from @home@.automation_daily_stats
                     union all
                     select tenant_id, automation_id, ran, skipped, blocked, failed, held, input_tokens, output_tokens,
                            ran, last_run_at
                       from @home@.automation_stat_deltas) counted
              group by tenant_id, automation_id) s
    on s.automation_id = a.id and s.tenant_id = a.tenant_id;

comment on view @home@.automation_stats is 'What every automation did and what waits for it, exact at any moment.';
comment on column @home@.automation_stats.tenant_id is 'The tenant.';
comment on column @home@.automation_stats.id is 'The automation.';
comment on column @home@.automation_stats.name is 'Its name.';
comment on column @home@.automation_stats.queued is 'Runs that wait.';
comment on column @home@.automation_stats.ran is 'Completed runs, held ones too.';
comment on column @home@.automation_stats.skipped is 'Runs that the facts no longer called for.';
comment on column @home@.automation_stats.blocked is 'Runs that a safety rule refused.';
comment on column @home@.automation_stats.failed is 'Runs that broke.';
comment on column @home@.automation_stats.held is 'Of the completed runs, those whose message waited for approval.';
comment on column @home@.automation_stats.input_tokens is 'Tokens that the model read.';
comment on column @home@.automation_stats.output_tokens is 'Tokens that the model wrote.';
comment on column @home@.automation_stats.times_triggered is 'Completed runs: what is folded into automations and what is not yet.';
comment on column @home@.automation_stats.last_triggered is 'When it last ran.';
