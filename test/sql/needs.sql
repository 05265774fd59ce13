-- needs: a run waits for what it misses, and the write that brings it releases the run.
\set SHOW_CONTEXT never
set client_min_messages = error;
create schema needs;
create extension automation schema needs;
reset client_min_messages;
set search_path = needs;
create view told as select a.name, x.type, x.details ->> 'reason' as reason, x.description, x.lead_id
  from activities x join automations a on a.id = x.automation_id order by x.id;

select automation_create('{"name": "by mail", "type": "lead_followup", "trigger": "new_lead", "needs": ["email", "email"], "message_template": "Hello"}') -> 'needs';
select automation_create('{"name": "plan", "type": "crm_update", "trigger": "new_lead", "needs": ["attributes.plan", "name"], "actions": {"set": {"status": "complete"}}}') -> 'needs';
insert into leads (id, name, email, attributes) values (1, 'Ann', null, '{"plan": "a"}'), (2, null, 'not an address', '{"plan": ""}'), (3, 'Cem', 'cem@example.com', '{}');
call automation_run();
select name, type, reason, lead_id from told order by lead_id, name;
select automation_id, lead_id from automation_queue order by 1, 2;
select step, ok, regexp_replace(detail, '\d{4}-\d\d-\d\dT[\d:.+-]+', 'a time') as detail from automation_explain(1, 1) where step = 'needs';
select step, ok, detail from automation_explain(2, 2) where step = 'needs';

-- what does not bring it leaves it waiting; what brings it releases it
update leads set source = 'Website', email = 'still none';
call automation_run();
select count(*) as waiting from automation_queue;
update leads set email = 'ann@example.com' where id = 1;
call automation_run();
update leads set email = ' bob@example.com ', attributes = '{"plan": "b"}' where id = 2;
call automation_run();
update leads set name = 'Bob' where id = 2;
call automation_run();
update leads set attributes = '{"plan": 0}' where id = 3;
call automation_run();
select name, type, reason, lead_id from told order by lead_id, name;
select count(*) as waiting from automation_queue;

-- another value that is no address either does not begin the wait anew
insert into leads (id, email) values (6, 'none');
update automation_queue set run_at = run_at - interval '23 hours' where lead_id = 6;
update leads set email = 'none yet' where id = 6;
select run_at < now() - interval '22 hours' as waits_since_then from automation_queue where lead_id = 6 and automation_id = 1;
delete from leads where id = 6;
delete from automation_queue;

-- until max_lateness, and then it says what is missing; what is never late waits
truncate activities;
insert into leads (id) values (4);
update automation_queue set run_at = now() - interval '25 hours', event_at = now() - interval '25 hours';
call automation_run();
select name, type, reason, regexp_replace(description, '\d{4}-\d\d-\d\dT[\d:.+-]+', 'a time') as description from told;
select automation_id from automation_queue;
-- an interval that no count of microseconds holds is as good as none
update automations set max_lateness = '170000000 years', cooldown = '170000000 years' where id = 1;
insert into leads (id) values (7);
call automation_run();
select count(*) as waits from automation_queue where lead_id = 7 and automation_id = 1;
delete from leads where id = 7;
delete from automation_queue where lead_id = 7;
update automations set max_lateness = null, cooldown = null where id = 1;
-- a rule that needs it no more lets it go
select automation_update(2, '{"needs": null}') -> 'needs';
call automation_run();
select name, type from told;
-- what is not due yet is not released before its time
update automations set delay_days = 1, needs = '{phone}' where id = 1;
insert into leads (id) values (5);
update leads set phone = '+49 170 1234567' where id = 5;
select run_at > now() as later from automation_queue where automation_id = 1;

-- bad input
select automation_create('{"name": "x", "type": "lead_followup", "trigger": "new_lead", "needs": ["mail"]}');
select automation_create('{"name": "x", "type": "lead_followup", "trigger": "new_lead", "needs": ["attributes."]}');
select automation_create('{"name": "x", "type": "lead_followup", "trigger": "new_lead", "needs": ["created_at"]}');
select automation_create('{"name": "x", "type": "lead_followup", "trigger": "new_lead", "needs": "email"}');
select automation_create('{"name": "x", "type": "lead_followup", "trigger": "new_lead", "needs": [1]}');
insert into automations (name, type, trigger, needs) values ('x', 'lead_followup', 'new_lead', '{e-mail}');
insert into automations (name, type, trigger, needs) values ('x', 'lead_followup', 'new_lead', array(select 'attributes.a' || n from generate_series(1, 21) n));

update automations set needs = '{fax}';

-- a lead that has it takes the run over: it has waited, and goes now
truncate activities, automation_queue;
delete from automations;
insert into automations (id, name, type, trigger, message_template, needs) values
  (50, 'changed', 'lead_followup', 'lead_status_changed', 'News', '{email}');
insert into leads (id, name, email, status) values (50, 'Ann', 'ann@example.com', 'new'), (51, 'Ann L.', null, 'new');
update leads set status = 'open' where id = 51;
call automation_run();
update automation_queue set run_at = now() - interval '25 hours';
select automation_merge_leads(50, 51) ->> 'runs' as runs;
call automation_run();
select type, lead_id, details ->> 'reason' as reason from activities where type like 'automation%';

set client_min_messages = error;
drop schema needs cascade;
