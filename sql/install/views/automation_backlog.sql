-- automation_backlog: what waits, by automation. Reads the queue once.
create view @home@.automation_backlog with (security_invoker = true) as
select q.tenant_id,
       q.automation_id,
       a.name,
       q.waiting,
       q.deliveries,
       case when a.enabled is false then 0 else q.due end as due,
       case when a.enabled is not false then now() - q.oldest_due_at end as oldest_due_age,
       q.next_run_at
  from (select tenant_id,
               automation_id,
               count(*) as waiting,
               count(*) filter (where kind = 'deliver') as deliveries,
               count(*) filter (where run_at <= now()) as due,
               min(run_at) filter (where run_at <= now() and isfinite(run_at)) as oldest_due_at,
               min(run_at) as next_run_at
          from @home@.automation_queue
         where kind <> 'contact'
         group by tenant_id, automation_id) q
  left join @home@.automations a on a.id = q.automation_id and a.tenant_id = q.tenant_id;

comment on view @home@.automation_backlog is 'Waiting runs and deliveries, by tenant and automation.';
comment on column @home@.automation_backlog.tenant_id is 'The tenant.';
comment on column @home@.automation_backlog.automation_id is 'The automation.';
comment on column @home@.automation_backlog.name is 'Its name; null if it was deleted.';
comment on column @home@.automation_backlog.waiting is 'Runs and deliveries that wait.';
comment on column @home@.automation_backlog.deliveries is 'Of those, messages to be delivered by a provider.';
comment on column @home@.automation_backlog.due is 'Of those, the number that are due; 0 while the automation is disabled.';
comment on column @home@.automation_backlog.oldest_due_age is 'How long the oldest due one has waited.';
comment on column @home@.automation_backlog.next_run_at is 'When the first of them is or was due.';
