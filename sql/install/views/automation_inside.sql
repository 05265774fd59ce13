-- automation_inside: which lead stands where in which sequence. Those who wait have a row in the queue, which is read once, the
-- others a message that has not ended: the partial index on messages (tenant_id, id). Their entries are found by the primary key
-- and by the index on automation_enrollments (lead_id, automation_id), among all that there ever were: an index on entries would
-- be written at every step.
create view @home@.automation_inside with (security_invoker = true) as
select w.automation_id,
       a.name,
       w.lead_id,
       w.booking_id,
       w.entry ->> 'step' as step,
       timestamptz 'epoch' + (w.entry ->> 'reached_at')::bigint * interval '1 microsecond' as since,
       timestamptz 'epoch' + (w.entry ->> 'entered_at')::bigint * interval '1 microsecond' as entered_at,
       w.run_at as due_at,
       w.message_id,
       w.tenant_id
  from (select e.id, e.tenant_id, e.automation_id, e.lead_id, e.booking_id, e.entry, q.run_at, null::bigint as message_id
          from (select q.tenant_id, q.automation_id, q.lead_id, (q.context ->> 'entry')::bigint as entry,
                       min(q.run_at) as run_at
                  from @home@.automation_queue q
                 where q.kind = 'run' and q.event = 'step'
                 group by 1, 2, 3, 4) q
          join @home@.automation_enrollments e
            on e.id = q.entry and e.tenant_id = q.tenant_id and e.automation_id = q.automation_id and e.lead_id = q.lead_id
         where e.entry is not null
        union all
        select e.id, e.tenant_id, e.automation_id, e.lead_id, e.booking_id, e.entry, null::timestamptz as run_at, m.id as message_id
          from @home@.messages m
          join @home@.automation_enrollments e
            on e.lead_id = m.lead_id and e.automation_id = m.automation_id and e.tenant_id = m.tenant_id
           and (e.entry ->> 'message')::bigint = m.id
         where m.status in ('held', 'queued', 'sending') and m.step is not null
           and not exists (select from @home@.automation_queue q
                            where q.lead_id = e.lead_id and q.automation_id = e.automation_id and q.tenant_id = e.tenant_id
                              and q.kind = 'run' and q.event = 'step' and (q.context ->> 'entry')::bigint = e.id)) w
  join @home@.automations a on a.id = w.automation_id and a.tenant_id = w.tenant_id
 where exists (select from @home@.leads l where l.id = w.lead_id and l.tenant_id = w.tenant_id);

comment on view @home@.automation_inside is 'Leads that are inside of a sequence, with the step at which each stands.';
comment on column @home@.automation_inside.automation_id is 'The sequence.';
comment on column @home@.automation_inside.name is 'Its name.';
comment on column @home@.automation_inside.lead_id is 'The lead.';
comment on column @home@.automation_inside.booking_id is 'The booking that the entry is about, for triggers that concern one.';
comment on column @home@.automation_inside.step is 'The step at which the lead stands or for which it waits.';
comment on column @home@.automation_inside.since is 'When the lead reached the step; its wait counts from then.';
comment on column @home@.automation_inside.entered_at is 'When the lead entered the sequence.';
comment on column @home@.automation_inside.due_at is 'When the step is due, or looked at again; null while a message of it is queued, held or being sent.';
comment on column @home@.automation_inside.message_id is 'The message of the step that is queued, held or being sent.';
comment on column @home@.automation_inside.tenant_id is 'The tenant.';
