-- Condition inside: whether the lead is in a sequence, asked when the run is due.
\set SHOW_CONTEXT never
set client_min_messages = notice;
create schema crm;
set client_min_messages = warning;
create extension automation schema crm;
set search_path = crm;
set client_min_messages = notice;

-- what cannot be saved, and what is saved with a NOTICE
\set VERBOSITY default
insert into automations (name, type, trigger, channel, steps) values
  ('Win back', 'sequence', 'lead_status_changed', 'email', '[{"name": "first", "message_template": "Hi"}, {"name": "rest", "wait": "9 days"}]');
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "new_lead", "conditions": {"inside": "Win back"}}');
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "new_lead", "conditions": {"inside": {"eq": "Win back"}}}');
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "new_lead", "conditions": {"inside": {"has": []}}}');
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "new_lead", "conditions": {"inside": {"has": [7]}}}');
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "new_lead", "conditions": {"inside": {"haz": ["Win back"]}}}');
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "new_lead", "conditions": {"new.inside": {"has": ["Win back"]}}}');
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "new_lead", "conditions": {"insde": {"has": ["Win back"]}}}');
select automation_create('{"name": "a", "type": "sequence", "trigger": "new_lead", "steps": [{"name": "x", "wait": {"for": {"inside": {"has": ["Win back"]}}, "at_most": "1 day"}}]}');
select automation_create('{"name": "unknown", "type": "lead_followup", "trigger": "new_lead", "message_template": "Hi", "conditions": {"inside": {"has": ["win bck"]}}}') ->> 'id' as id;
select automation_create('{"name": "unknown steps", "type": "sequence", "trigger": "new_lead", "exit": {"inside": {"has": ["Newsletter"]}},
  "steps": [{"name": "x", "if": {"inside": {"has_none": ["Win back", "Windback"]}}, "then": [{"name": "y", "message_template": "Hi"}]}]}') ->> 'id' as id;
-- its own name is one
select automation_create('{"name": "own", "type": "sequence", "trigger": "new_lead", "enabled": false, "conditions": {"inside": {"has_none": ["own"]}}, "steps": [{"name": "y", "message_template": "Hi"}]}') ->> 'id' as id;
\set VERBOSITY terse
delete from automations where id > 1;
set client_min_messages = warning;

create view told as select l.name, r.name as automation, x.type, x.details ->> 'step' as step, x.details ->> 'reason' as reason, x.details ->> 'detail' as detail
  from activities x join leads l on l.id = x.lead_id left join automations r on r.id = x.automation_id order by x.id;
-- Ann is inside, Bob is not
insert into leads (id, name, email, status) values (1, 'Ann', 'ann@example.com', 'new'), (2, 'Bob', 'bob@example.com', 'new');
call automation_run();
update leads set status = 'quiet' where id = 1;
call automation_run();
select lead_id, name, step from automation_inside;
truncate activities;
insert into automations (id, name, type, trigger, channel, message_template, conditions) values
  (10, 'has', 'lead_followup', 'booking_cancelled', 'email', 'Has', '{"inside": {"has": ["Win back"]}}'),
  (11, 'has_none', 'lead_followup', 'booking_cancelled', 'email', 'Has none', '{"inside": {"has_none": ["Win back"]}, "lead_status": {"in": ["new", "quiet"]}}'),
  (12, 'not', 'lead_followup', 'booking_cancelled', 'email', 'Not', '{"not": {"inside": {"has": "Win back"}}}'),
  (13, 'other', 'lead_followup', 'booking_cancelled', 'email', 'Other', '{"inside": {"has": "Win back"}, "lead_status": "other"}');
insert into bookings (id, lead_id, starts_at) values (1, 1, now() + interval '1 day'), (2, 2, now() + interval '1 day');
update automations set enabled = false where id = 1;
update bookings set status = 'cancelled';
-- at the event all match but for what is known then
select automation_id, lead_id from automation_queue where kind = 'run' and event <> 'step' order by 1, 2;
call automation_run();
select * from told;
-- as explain says
select step, ok, detail from automation_explain(10, 1) where step like 'condition%';
select step, ok, detail from automation_explain(10, 2) where step like 'condition%';
select step, ok, detail from automation_explain(11, 1) where step like 'condition%';
update automations set enabled = true where id = 1;

-- whoever has left is not inside any more; what waits is asked when it is due
truncate activities;
update automations set delay_days = 1 where id in (10, 11);
update bookings set status = 'booked';
update bookings set status = 'cancelled' where lead_id = 1;
select automation_exit(1, 1);
update automation_queue set run_at = now(), event_at = event_at - interval '1 day' where event = 'booking_cancelled';
call automation_run();
select * from told where automation in ('has', 'has_none');
update automations set enabled = false where id >= 10;

-- steps: conditions, if, exit; a sequence is not inside of itself
insert into automations (id, name, type, trigger, conditions, channel, exit, steps) values
  (20, 'Nurture', 'sequence', 'lead_changed', '{"source": {"changed_to": "web"}, "inside": {"has_none": ["Nurture"]}}', 'email', '{"inside": {"has": ["VIP"]}}',
   '[{"name": "one", "conditions": {"inside": {"has": ["Win back"]}}, "message_template": "One"},
     {"name": "own", "if": {"inside": {"has": ["Nurture"]}}, "then": [{"name": "inside itself", "message_template": "Itself"}], "else": [{"name": "not inside itself", "message_template": "Not itself"}]},
     {"name": "two", "wait": "1 day", "message_template": "Two"}, {"name": "three", "wait": "1 day", "message_template": "Three"}]'),
  (21, 'VIP', 'sequence', 'lead_changed', '{"source": {"changed_to": "vip"}}', 'email', null, '[{"name": "hello", "message_template": "Hello"}, {"name": "rest", "wait": "9 days"}]');
truncate activities;
update leads set status = 'quiet again' where id = 2;
call automation_run();
update leads set source = 'web';
call automation_run();
select name, automation, type, step, reason from told order by name, automation, step;
select lead_id, name, step from automation_inside order by 1, 2;
-- Ann enters the other one: the exit is asked before the next step
truncate activities;
update leads set source = 'vip' where id = 1;
call automation_run();
update automation_enrollments set entry = entry || jsonb_build_object('reached_at', (entry ->> 'reached_at')::bigint - 86400000000) where automation_id = 20 and entry is not null;
update automation_queue set run_at = now() where event = 'step' and automation_id = 20;
call automation_run();
select name, automation, type, step, reason from told order by name, automation, step;
select lead_id, name, step from automation_inside order by 1, 2;
-- and by the next write to the lead
truncate activities;
update leads set source = 'vip' where id = 2;
call automation_run();
update leads set attributes = '{"x": 1}' where id = 2;
select name, automation, type, step, reason from told where automation = 'Nurture';

-- of one batch: who enters one sequence is inside of it for what comes after
truncate activities;
insert into automations (id, name, type, trigger, channel, steps) values (30, 'Batch', 'sequence', 'new_lead', 'email', '[{"name": "hi", "wait": "1 day", "message_template": "Hi"}]');
insert into automations (id, name, type, trigger, channel, message_template, conditions) values
  (31, 'after', 'lead_followup', 'new_lead', 'email', 'After', '{"inside": {"has": ["Batch"]}}'), (32, 'without', 'lead_followup', 'new_lead', 'email', 'Without', '{"inside": {"has_none": ["Batch"]}}');
insert into leads (id, name, email) values (40, 'Cem', 'cem@example.com');
call automation_run();
select automation, type, reason from told where name = 'Cem';

-- a message that waits for its channel is asked once more
truncate activities;
insert into automation_channels (channel, provider, settings, enabled) values ('sms', 'webhook', '{"url": "http://127.0.0.1:9/"}', false);
insert into automations (id, name, type, trigger, channel, message_template, conditions) values (50, 'by sms', 'lead_followup', 'lead_status_changed', 'sms', 'Hi', '{"inside": {"has": ["Batch"]}, "lead_status": "sms"}');
update leads set phone = '+12025550140', status = 'sms' where id = 40;
call automation_run();
select status from messages where automation_id = 50;
select automation_exit(30, 40);
update automation_channels set enabled = true;
call automation_run();
select status from messages where automation_id = 50;
select automation, type, reason from told where automation = 'by sms' order by type;

-- of a tenant: the sequences of another one are none of its
set automation.tenant_id = 'b';
insert into automations (id, name, type, trigger, channel, message_template, conditions) values (60, 'of b', 'lead_followup', 'new_lead', 'email', 'Hi', '{"inside": {"has_none": ["Batch"]}}');
insert into leads (id, name, email) values (40, 'Bea', 'bea@example.com');
call automation_run();
select type from activities where tenant_id = 'b';
reset automation.tenant_id;

-- a sequence that others name is renamed, or deleted
set client_min_messages = notice;
insert into automations (id, name, type, trigger, channel, steps) values (70, 'Other', 'sequence', 'new_lead', 'email', '[{"name": "hi", "enroll": "Batch"}]');
update automations set name = 'Big batch' where id = 30;
update automations set name = 'Batch' where id = 30;
delete from automations where id = 30;
set client_min_messages = warning;
select severity, finding, detail, hint from automation_check() where finding = 'sequence_unknown' order by detail;

drop extension automation cascade;
drop schema crm cascade;
