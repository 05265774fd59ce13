-- Two tenants hold the same ids, as applications that give ids themselves make them: everything goes by tenant and id.
\set SHOW_CONTEXT never
\set VERBOSITY default
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
create temp view story as
select a.tenant_id, a.lead_id, l.name as lead, a.type, a.automation_id, a.details ->> 'reason' as reason, m.body
  from activities a
  left join leads l on l.id = a.lead_id and l.tenant_id = a.tenant_id
  left join messages m on m.id = a.message_id and m.tenant_id = a.tenant_id
 order by a.tenant_id, a.lead_id, a.id;

-- one batch for both: each gets its own tenant's message, and neither is skipped for the other's automation
insert into automations (id, tenant_id, name, type, trigger, message_template)
values (77, 'a', 'of a', 'lead_followup', 'new_lead', 'a to {lead_name}'),
       (77, 'b', 'of b', 'lead_followup', 'new_lead', 'b to {lead_name}'),
       (78, 'a', 'a is read', 'crm_update', 'lead_status_changed', null),
       (78, 'b', 'b is off', 'lead_followup', 'lead_status_changed', 'never');
update automations set actions = '{"set": {"source": "changed"}}' where id = 78 and tenant_id = 'a';
update automations set enabled = false where id = 78 and tenant_id = 'b';
insert into leads (id, tenant_id, name, email) values (5, 'a', 'Ann', 'ann@a.example'), (5, 'b', 'Bob', 'bob@b.example');
call automation_run();
select * from story;

-- rows of the queue of one id and one moment
insert into automation_queue (id, tenant_id, automation_id, lead_id, event, event_at, run_at)
select 900, t, 77, 5, 'new_lead', '2020-01-01', '2020-01-01' from unnest('{a,b}'::text[]) t;
truncate activities;
call automation_run(null, 1);
select count(*) from automation_queue where kind = 'run';
call automation_run();
select tenant_id, lead, type, reason from story;
select count(*) from automation_queue where kind = 'run';

-- a disabled automation of one tenant holds up nothing of the other's
truncate activities;
update leads set status = 'open' where id = 5;
call automation_run();
select * from story;
select tenant_id, source, last_contacted is not null as contacted from leads where id = 5 order by 1;

-- timed rules: both are looked at, and each remembers its own leads
insert into automations (id, tenant_id, name, type, trigger, delay_days, message_template, max_runs)
values (80, 'a', 'quiet a', 'lead_followup', 'no_contact_days', 3, 'a misses {lead_name}', 1),
       (80, 'b', 'quiet b', 'lead_followup', 'no_contact_days', 5, 'b misses {lead_name}', 1);
truncate activities;
update leads set last_contacted = now() - interval '4 days', silent_since = now() - interval '4 days' where id = 5;
call automation_run();
select * from story;
update leads set last_contacted = now() - interval '6 days', silent_since = now() - interval '6 days'
 where id = 5 and tenant_id = 'b';
call automation_run();
select * from story;
select tenant_id, runs from automation_enrollments where automation_id = 80 and runs > 0 order by 1;

-- bookings
insert into automations (id, tenant_id, name, type, trigger, message_template)
values (81, 'a', 'booked a', 'confirmation', 'booking_created', 'a confirms {booking_title}'),
       (81, 'b', 'booked b', 'confirmation', 'booking_created', 'b confirms {booking_title}');
truncate activities;
insert into bookings (id, tenant_id, lead_id, title, starts_at)
values (9, 'a', 5, 'Cut', now() + interval '9 days'), (9, 'b', 5, 'Colour', now() + interval '9 days');
call automation_run();
select * from story;

-- a cap and a cooldown count a tenant's own messages
insert into automation_settings (tenant_id, daily_cap) values ('a', 1), ('b', 50);
truncate activities;
select set_config('automation.tenant_id', t, false), automation_trigger('new_lead', 5) from unnest('{a,b}'::text[]) t;
set automation.tenant_id = '';
call automation_run();
select tenant_id, lead, type, reason from story;

-- a change of the tenant's own automation reaches it, and no other's
truncate activities;
update automation_settings set daily_cap = 50 where tenant_id = 'a';
update automations set message_template = 'a anew to {lead_name}' where id = 77 and tenant_id = 'a';
insert into leads (id, tenant_id, name) values (6, 'a', 'Ada'), (6, 'b', 'Bea');
call automation_run();
select * from story;
select tenant_id, id, times_triggered from automations where id in (77, 80) order by 2, 1;

-- opting out
truncate activities;
update leads set opted_out = '{all}' where id = 6 and tenant_id = 'a';
select set_config('automation.tenant_id', t, false), automation_trigger('new_lead', 6) from unnest('{a,b}'::text[]) t;
set automation.tenant_id = '';
call automation_run();
select tenant_id, lead, type, reason from story;

-- what each automation set off is remembered by tenant, too: an automation of one tenant is no cause of the other's
truncate activities;
update automations set conditions = '{"new.status": "open"}', actions = '{"set": {"status": "seen"}}'
 where id = 78 and tenant_id = 'a';
delete from automations where id = 78 and tenant_id = 'b';
insert into automations (id, tenant_id, name, type, trigger, conditions, actions)
values (78, 'b', 'copied', 'crm_update', 'lead_status_changed', '{"new.status": "copied"}', '{"set": {"source": "by b"}}');
create function copy_to_b() returns trigger language plpgsql as
$$ begin update crm.leads set status = 'copied' where id = new.id and tenant_id = 'b'; return null; end $$;
create trigger copied after update of status on leads for each row when (new.tenant_id = 'a' and new.status = 'seen')
execute function copy_to_b();
update leads set status = 'closed' where id = 5;
update leads set status = 'open' where id = 5 and tenant_id = 'a';
call automation_run();
select tenant_id, lead, type, automation_id, reason from story;
select tenant_id, status, source from leads where id = 5 order by 1;
drop trigger copied on leads;

set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
