-- The automations, written by automation_create() and its siblings. Level operator.
create view api.automations with (security_invoker = true) as
select a.id, a.name, a.type, a.trigger, a.delay_days, a.delay_hours, a.delay_minutes, a.channel, a.subject_template,
       a.message_template, a.ai_instructions, a.conditions, a.actions, a.review, a.stop_on_reply, a.max_runs,
       a.cooldown::text as cooldown, a.max_lateness::text as max_lateness, a.send_window,
       a.needs, a.date_field, a.at, a.after, a.yearly, a."to", a.steps, a.exit, a.goal, a.enabled,
       a.times_triggered + coalesce(d.ran, 0) as times_triggered,
       greatest(a.last_triggered, d.last_run_at) as last_triggered,
       a.version, a.created_at, a.updated_at
  from @home@.automations a
  left join (select s.tenant_id, s.automation_id, sum(s.ran)::bigint as ran, max(s.last_run_at) as last_run_at
               from @home@.automation_stat_deltas s
              group by s.tenant_id, s.automation_id) d
    on d.tenant_id = a.tenant_id and d.automation_id = a.id
 where a.tenant_id = (select @code@.automation_acting_tenant('operator'));

create or replace trigger automation_write_api
    instead of insert or update or delete on api.automations
    for each row
    execute function @code@.automation_write_api();
