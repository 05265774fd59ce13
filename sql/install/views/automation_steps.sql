-- automation_steps: the steps of every sequence with what became of the leads that came to each, and how many stand there: those
-- of automation_inside. A step that is no longer in the sequence is listed without a place
-- while anything is known of it.
create view @home@.automation_steps with (security_invoker = true) as
select a.id as automation_id,
       a.name,
       s.step,
       l.place,
       l.does,
       l.parent,
       l.branch,
       s.waiting,
       s.ran,
       s.skipped,
       s.blocked,
       s.failed,
       s.replied,
       s.booked,
       s.converted,
       s.left_here,
       a.tenant_id
  from (select k.tenant_id, k.automation_id, k.step, sum(k.waiting)::bigint as waiting, sum(k.ran)::bigint as ran,
               sum(k.skipped)::bigint as skipped, sum(k.blocked)::bigint as blocked, sum(k.failed)::bigint as failed,
               sum(k.replied)::bigint as replied, sum(k.booked)::bigint as booked,
               sum(k.converted)::bigint as converted, sum(k.left_here)::bigint as left_here
          from (select w.tenant_id, w.automation_id, w.step, 0::bigint as waiting, 0::bigint as ran, 0::bigint as skipped,
                       0::bigint as blocked, 0::bigint as failed, 0::bigint as replied, 0::bigint as booked,
                       0::bigint as converted, 0::bigint as left_here
                  from @home@.automation_step_list w
                union all
                select d.tenant_id, d.automation_id, d.step, 0::bigint as waiting, d.ran, d.skipped, d.blocked, d.failed, d.replied, d.booked,
                       d.converted, d.left_here
                  from @home@.automation_step_days d
                union all
                select i.tenant_id, i.automation_id, i.step, count(*) as waiting, 0::bigint as ran, 0::bigint as skipped,
                       0::bigint as blocked, 0::bigint as failed, 0::bigint as replied, 0::bigint as booked,
                       0::bigint as converted, 0::bigint as left_here
                  from @home@.automation_inside i
                 where i.step <> ''
                 group by 1, 2, 3) k
         group by k.tenant_id, k.automation_id, k.step) s
  join @home@.automations a on a.id = s.automation_id and a.tenant_id = s.tenant_id and a.type = 'sequence'
  left join @home@.automation_step_list l
    on l.automation_id = s.automation_id and l.tenant_id = s.tenant_id and l.step = s.step;

comment on view @home@.automation_steps is 'The steps of sequences, with what became of the leads that came to each.';
comment on column @home@.automation_steps.automation_id is 'The sequence.';
comment on column @home@.automation_steps.name is 'Its name.';
comment on column @home@.automation_steps.step is 'The name of the step.';
comment on column @home@.automation_steps.place is 'Its place in the sequence, from 1, counting steps within branches and arms as they are written; null if the step was removed.';
comment on column @home@.automation_steps.does is 'What it does: message, actions, if, split, enroll, exit or wait.';
comment on column @home@.automation_steps.parent is 'The step of which it is a part; null if it is in no branch.';
comment on column @home@.automation_steps.branch is 'then, else, or the arm of the parent that it is in.';
comment on column @home@.automation_steps.waiting is 'Leads that stand at the step now, or wait for it.';
comment on column @home@.automation_steps.ran is 'How often its message was written or its actions were applied.';
comment on column @home@.automation_steps.skipped is 'How often it was skipped.';
comment on column @home@.automation_steps.blocked is 'How often a safety rule refused it.';
comment on column @home@.automation_steps.failed is 'How often it failed.';
comment on column @home@.automation_steps.replied is 'Its messages that the lead replied to within 7 days, before another message was written.';
comment on column @home@.automation_steps.booked is 'Its messages after which the lead booked within 14 days, before another message was written.';
comment on column @home@.automation_steps.converted is 'Leads that reached the goal with this as the last step that had run, or, before any had, while they stood at it.';
comment on column @home@.automation_steps.left_here is 'Leads that left the sequence while they stood at the step, for any reason but that it was finished.';
comment on column @home@.automation_steps.tenant_id is 'The tenant.';
