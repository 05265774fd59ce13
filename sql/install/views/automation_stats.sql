-- automation_stats: what every automation did, exact at any moment: folded days plus what runs appended since. Both
-- are read in one snapshot, and folding moves rows in one transaction, so nothing is missed or counted twice. Messages
-- are looked at only for what a run cannot know, and only by automation_answers. A query that asks for none of these
-- columns does not even do that: the joins are such that the planner leaves out what is not asked for.
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
       greatest(a.last_triggered, s.last_run_at) as last_triggered,
       coalesce(s.messages, 0) as messages,
       coalesce(s.sent, 0) as sent,
       coalesce(r.replied, 0) as replied,
       coalesce(r.booked, 0) as booked,
       coalesce(r.converted, 0) as converted,
       w.median_seconds,
       w.p95_seconds,
       coalesce(s.input_tokens + s.output_tokens, 0) as tokens
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
                    sum(messages)::bigint as messages,
                    sum(sent)::bigint as sent,
                    sum(not_folded)::bigint as not_folded,
                    max(last_run_at) as last_run_at
               from (select tenant_id, automation_id, ran, skipped, blocked, failed, held, input_tokens, output_tokens,
                            messages, sent, 0 as not_folded, last_run_at
                       from @home@.automation_daily_stats
                     union all
                     select tenant_id, automation_id, ran, skipped, blocked, failed, held, input_tokens, output_tokens,
                            messages, sent, ran, last_run_at
                       from @home@.automation_stat_deltas) counted
              group by tenant_id, automation_id) s
    on s.automation_id = a.id and s.tenant_id = a.tenant_id
  left join (select tenant_id,
                    automation_id,
                    sum(replied)::bigint as replied,
                    sum(booked)::bigint as booked,
                    sum(converted)::bigint as converted
               from @home@.automation_answers
              group by tenant_id, automation_id) r
    on r.automation_id = a.id and r.tenant_id = a.tenant_id
  left join lateral (
       select 2 ^ ((min(u.bucket) filter (where u.upto * 2 >= u.total) + 0.5) / 16) / 1000000 as median_seconds,
              2 ^ ((min(u.bucket) filter (where u.upto * 20 >= u.total * 19) + 0.5) / 16) / 1000000 as p95_seconds
         from (select b.bucket,
                      sum(sum(b.waited)) over (order by b.bucket) as upto,
                      sum(sum(b.waited)) over () as total
                 from (select d.wait_buckets, d.wait_counts
                         from @home@.automation_daily_stats d
                        where d.automation_id = a.id and d.tenant_id = a.tenant_id
                       union all
                       select x.wait_buckets, x.wait_counts
                         from @home@.automation_stat_deltas x
                        where x.automation_id = a.id and x.tenant_id = a.tenant_id) c
                cross join lateral unnest(c.wait_buckets, c.wait_counts) b (bucket, waited)
                group by b.bucket) u) w
    on true;

comment on view @home@.automation_stats is 'Outcomes and waiting runs of every automation, exact at any time.';
comment on column @home@.automation_stats.tenant_id is 'The tenant.';
comment on column @home@.automation_stats.id is 'The automation.';
comment on column @home@.automation_stats.name is 'Its name.';
comment on column @home@.automation_stats.queued is 'Runs that wait.';
comment on column @home@.automation_stats.ran is 'Completed runs, including held ones.';
comment on column @home@.automation_stats.skipped is 'Skipped runs.';
comment on column @home@.automation_stats.blocked is 'Blocked runs.';
comment on column @home@.automation_stats.failed is 'Failed runs.';
comment on column @home@.automation_stats.held is 'Of the completed runs, those whose message waited for approval.';
comment on column @home@.automation_stats.input_tokens is 'Tokens that the model read.';
comment on column @home@.automation_stats.output_tokens is 'Tokens that the model wrote.';
comment on column @home@.automation_stats.times_triggered is 'Completed runs, whether folded into automations yet or not.';
comment on column @home@.automation_stats.last_triggered is 'When it last ran.';
comment on column @home@.automation_stats.messages is 'Messages written, including held ones.';
comment on column @home@.automation_stats.sent is 'Of these, those that reached the lead: recorded if no channel is configured, or accepted by a provider.';
comment on column @home@.automation_stats.replied is 'Messages that the lead replied to within 7 days, before another message was written.';
comment on column @home@.automation_stats.booked is 'Messages after which the lead booked within 14 days, before another message was written.';
comment on column @home@.automation_stats.converted is 'Of these messages, those after which a session booked since had taken place within 30 days of the message.';
comment on column @home@.automation_stats.median_seconds is 'Median of the seconds from event to message, including the delay, exact to 2.2 per cent.';
comment on column @home@.automation_stats.p95_seconds is '95th percentile of the same.';
comment on column @home@.automation_stats.tokens is 'Tokens that the model read and wrote, together.';
