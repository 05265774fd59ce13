-- automation_step_days: what became of the leads that came to a step, by day. Outcomes are counted by step in the statistics,
-- so that they outlive messages and activities; replies and bookings come from automation_answers. What was counted under the
-- name that a step had before ("was") counts for the step. That counts are objects is asked for the planner, which expects a
-- hundred members of a document otherwise.
create view @home@.automation_step_days with (security_invoker = true) as
select c.tenant_id,
       c.automation_id,
       c.day,
       coalesce(l.step, w.step, c.step) as step,
       sum(c.ran)::bigint as ran,
       sum(c.skipped)::bigint as skipped,
       sum(c.blocked)::bigint as blocked,
       sum(c.failed)::bigint as failed,
       sum(c.replied)::bigint as replied,
       sum(c.booked)::bigint as booked,
       sum(c.converted)::bigint as converted,
       sum(c.left_here)::bigint as left_here
  from (select o.tenant_id, o.automation_id, o.day, s.step,
               coalesce((s.counts ->> 'ran')::bigint, 0) as ran,
               coalesce((s.counts ->> 'skipped')::bigint, 0) as skipped,
               coalesce((s.counts ->> 'blocked')::bigint, 0) as blocked,
               coalesce((s.counts ->> 'failed')::bigint, 0) as failed,
               0::bigint as replied,
               0::bigint as booked,
               coalesce((s.counts ->> 'goal')::bigint, 0) as converted,
               coalesce((s.counts ->> 'left')::bigint, 0) as left_here
          from (select d.tenant_id, d.automation_id, d.day, d.steps
                  from @home@.automation_daily_stats d
                 where d.steps <> '{}'
                union all
                select x.tenant_id, x.automation_id, (x.at at time zone 'UTC')::date as day, x.steps
                  from @home@.automation_stat_deltas x
                 where x.steps is not null) o
         cross join lateral jsonb_each(o.steps) s (step, counts)
         where s.step <> '' and jsonb_typeof(s.counts) = 'object'
        union all
        select r.tenant_id, r.automation_id, r.day, r.step, 0::bigint as ran, 0::bigint as skipped, 0::bigint as blocked,
               0::bigint as failed, r.replied, r.booked, 0::bigint as converted, 0::bigint as left_here
          from @home@.automation_answers r
         where r.step is not null) c
  left join @home@.automation_step_list l
    on l.automation_id = c.automation_id and l.tenant_id = c.tenant_id and l.step = c.step
  left join @home@.automation_step_list w
    on w.automation_id = c.automation_id and w.tenant_id = c.tenant_id and w.was = c.step and l.step is null
 group by 1, 2, 3, 4;

comment on view @home@.automation_step_days is 'Outcomes of the steps of sequences, by day.';
comment on column @home@.automation_step_days.tenant_id is 'The tenant.';
comment on column @home@.automation_step_days.automation_id is 'The sequence.';
comment on column @home@.automation_step_days.day is 'The day, in UTC; of replied and booked the one on which the message was written.';
comment on column @home@.automation_step_days.step is 'The name of the step.';
comment on column @home@.automation_step_days.ran is 'How often its message was written or its actions were applied.';
comment on column @home@.automation_step_days.skipped is 'How often it was skipped.';
comment on column @home@.automation_step_days.blocked is 'How often a safety rule refused it.';
comment on column @home@.automation_step_days.failed is 'How often it failed.';
comment on column @home@.automation_step_days.replied is 'Its messages that the lead replied to within 7 days, before another message was written.';
comment on column @home@.automation_step_days.booked is 'Its messages after which the lead booked within 14 days, before another message was written.';
comment on column @home@.automation_step_days.converted is 'Leads that reached the goal with this as the last step that had run, or, before any had, while they stood at it.';
comment on column @home@.automation_step_days.left_here is 'Leads that left the sequence while they stood at the step, for any reason but that it was finished.';
