-- Places in sequences that a write meets at an awkward moment: while a message is being sent, between its end and the next
-- evaluation, in a transaction that began earlier, and with two rows of the queue for one entry.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema places;
create extension automation schema places;
set search_path = places;
set timezone = 'UTC';
create view told as select l.name, m.body, m.status from messages m join leads l on l.id = m.lead_id
 where m.direction = 'outbound' order by m.id;
create view inside as select l.name, e.entry ->> 'step' as step, e.left_reason,
    (select count(*) from automation_queue q where q.lead_id = l.id and q.automation_id = e.automation_id and q.kind = 'run') as rows,
    (select count(*) from automation_queue q where q.lead_id = l.id and q.automation_id = e.automation_id and q.kind = 'deliver') as deliveries
  from automation_enrollments e join leads l on l.id = e.lead_id order by l.id;
insert into automation_channels (channel, provider, settings, enabled)
values ('sms', 'webhook', '{"url": "http://127.0.0.1:9/"}', false);
insert into automations (id, name, type, trigger, channel, steps) values
  (1, 'texts', 'sequence', 'new_lead', 'sms', '[{"name": "one", "message_template": "One"},
     {"name": "two", "wait": "1 day", "message_template": "Two"}, {"name": "three", "message_template": "Three"}]');

-- who leaves while a message is being sent: its row stays for the result, and no further one comes
insert into leads (id, name, phone) values (1, 'Ann', '+12025550101');
call automation_run();
update messages set status = 'sending' where lead_id = 1;
insert into messages (lead_id, channel, direction, body) values (1, 'sms', 'inbound', 'Tell me more');
select * from inside;
select * from told;
-- one that waits at the channel goes with its lead
insert into leads (id, name, phone) values (2, 'Bob', '+12025550102');
call automation_run();
insert into messages (lead_id, channel, direction, body) values (2, 'sms', 'inbound', 'Tell me more');
select * from inside where name = 'Bob';
select * from told where name = 'Bob';

-- disabled when the message was sent: the wait, and what counts as a reply, begin with the message, not with the next evaluation
insert into leads (id, name, phone) values (3, 'Cem', '+12025550103');
call automation_run();
update automations set enabled = false;
update messages set status = 'sent', sent_at = now() - interval '23 hours' where lead_id = 3;
update automations set enabled = true;
call automation_run();
select i.*, round(extract(epoch from q.run_at - now()) / 3600) as hours from inside i join automation_queue q on q.lead_id = 3 and q.kind = 'run' where name = 'Cem';
-- the same with an edit of the steps in between
insert into leads (id, name, phone) values (4, 'Dan', '+12025550104');
call automation_run();
update automations set enabled = false;
update messages set status = 'sent', sent_at = now() where lead_id = 4;
update automations set steps = jsonb_set(steps, '{1,wait}', '"2 days"'), enabled = true;
call automation_run();
select i.*, round(extract(epoch from q.run_at - now()) / 3600) as hours from inside i join automation_queue q on q.lead_id = 4 and q.kind = 'run' where name = 'Dan';
insert into leads (id, name, phone) values (5, 'Eve', '+12025550105');
call automation_run();
update automations set enabled = false;
update messages set status = 'sent', sent_at = now() where lead_id = 5;
-- the step at which she stood is gone
update automations set steps = steps - 0, enabled = true;
call automation_run();
select * from inside where name = 'Eve';
select * from told where name = 'Eve';
delete from automations;

-- two rows of the queue for one entry are evaluated once
delete from automation_channels;
truncate automation_queue;
insert into automations (id, name, type, trigger, steps) values
  (2, 'twice', 'sequence', 'new_lead', '[{"name": "one", "message_template": "One"}, {"name": "two", "message_template": "Two"},
     {"name": "three", "wait": "1 day", "message_template": "Three"}]');
insert into leads (id, name) values (10, 'Fay');
call automation_run(run_limit => 1);
insert into automation_queue (automation_id, lead_id, event, event_at, run_at, context)
  select automation_id, lead_id, event, event_at, run_at, context from automation_queue where lead_id = 10 and event = 'step';
call automation_run();
select * from told where name = 'Fay';
select * from inside where name = 'Fay';

-- the sequence's own action reaches the goal: it ends once
insert into automations (id, name, type, trigger, conditions, goal, steps) values
  (3, 'closing', 'sequence', 'lead_status_changed', '{"lead_status": "open"}', '{"lead_status": "customer"}',
   '[{"name": "close", "actions": {"set": {"status": "customer"}}}, {"name": "thanks", "message_template": "Thanks"}]');
update leads set status = 'open' where id = 10;
call automation_run();
select type, details ->> 'step' as step, details ->> 'reason' as reason from activities where automation_id = 3 order by id;
select step, left_reason, rows from inside where left_reason = 'goal';
-- and of another that reaches the goal of this one
insert into automations (id, name, type, trigger, conditions, actions) values
  (4, 'converts', 'crm_update', 'lead_changed', '{"attributes.paid": {"changed_to": true}}', '{"set": {"status": "customer"}}');
insert into leads (id, name) values (11, 'Gil');
update leads set status = 'open' where id = 11;
update automations set steps = '[{"name": "wait", "wait": "1 day", "message_template": "Paid?"}]' where id = 3;
call automation_run();
update leads set attributes = '{"paid": true}' where id = 11;
call automation_run();
select type, automation_id, details ->> 'reason' as reason from activities where lead_id = 11 and automation_id in (3, 4) order by id;

-- what led to an entry is known after a message that waited at a channel: two that enroll into each other do so once
delete from automations;
truncate automation_queue;
insert into automation_channels (channel, provider, settings, enabled)
values ('sms', 'webhook', '{"url": "http://127.0.0.1:9/"}', false);
insert into automations (id, name, type, trigger, conditions, max_runs, channel, steps) values
  (5, 'ping', 'sequence', 'lead_status_changed', '{"lead_status": "play"}', 100, 'sms', '[{"name": "m", "message_template": "Ping"}, {"name": "to pong", "enroll": "pong"}]'),
  (6, 'pong', 'sequence', 'lead_status_changed', '{"lead_status": "play pong"}', 100, 'sms', '[{"name": "m", "message_template": "Pong"}, {"name": "to ping", "enroll": "ping"}]');
update automations set conditions = '{}' where id in (5, 6);
insert into leads (id, name, phone) values (12, 'Hal', '+12025550112');
select automation_enroll(5, 12);
call automation_run();
update messages set status = 'sent', sent_at = now() where lead_id = 12 and status = 'queued';
call automation_run();
update messages set status = 'sent', sent_at = now() where lead_id = 12 and status = 'queued';
call automation_run();
update messages set status = 'sent', sent_at = now() where lead_id = 12 and status = 'queued';
call automation_run();
select * from told where name = 'Hal';
select automation_id, type, details ->> 'reason' as reason from activities where lead_id = 12 order by id;

-- who is moved away from a message that is queued or held does not get it
delete from automations;
insert into automations (id, name, type, trigger, channel, steps) values
  (7, 'moved', 'sequence', 'new_lead', 'sms', '[{"name": "one", "message_template": "One"}, {"name": "two", "wait": "1 day", "message_template": "Two"}]'),
  (8, 'held', 'sequence', 'new_lead', 'sms', '[{"name": "one", "review": "always", "message_template": "One"}, {"name": "two", "wait": "1 day", "message_template": "Two"}]');
insert into leads (id, name, phone) values (13, 'Ida', '+12025550113');
call automation_run();
select automation_move(7, 13, 'two'), automation_move(8, 13, 'two');
select status, error from messages where lead_id = 13 and direction = 'outbound';
select * from inside where name = 'Ida';

-- a step that is renamed while its message waits: its conditions are asked by the new name
delete from automations;
insert into automations (id, name, type, trigger, channel, steps) values
  (9, 'renamed', 'sequence', 'new_lead', 'sms', '[{"name": "one", "review": "always", "conditions": {"lead_status": {"ne": "stop"}}, "message_template": "One"}]');
insert into leads (id, name, phone) values (14, 'Joy', '+12025550114');
call automation_run();
update automations set steps = replace(steps::text, '"one"', '"uno", "was": "one"')::jsonb where id = 9;
select status, step from messages where lead_id = 14;
update leads set status = 'stop' where id = 14;
select automation_approve(id) from messages where lead_id = 14;
select status, step from messages where lead_id = 14;

-- steps that are overdue when a sequence is enabled are told of, and paced
delete from automations;
insert into automations (id, name, type, trigger, channel, steps) values
  (10, 'paused', 'sequence', 'new_lead', 'sms', '[{"name": "one", "wait": "1 day", "message_template": "One"}]');
insert into leads (id, name, phone) select 100 + i, 'Lead ' || i, '+1202556' || 1000 + i from generate_series(1, 130) i;
call automation_run();
update automations set enabled = false where id = 10;
update automation_enrollments set entry = entry || jsonb_build_object('reached_at', (entry ->> 'reached_at')::bigint - 90000000000) where entry is not null;
update automation_queue set run_at = run_at - interval '25 hours' where event = 'step';
set client_min_messages = notice;
update automations set enabled = true where id = 10;
set client_min_messages = warning;
select ceil(extract(epoch from greatest(run_at - now(), '0')) / 60) as minute, count(*) from automation_queue where automation_id = 10 group by 1 order by 1;

-- an edit makes nobody late
delete from automations;
insert into automations (id, name, type, trigger, channel, steps) values
  (11, 'moment', 'sequence', 'new_lead', 'sms', '[{"name": "one", "wait": {"until": {"field": "attributes.at", "offset": "30 days"}}, "message_template": "One"}]'),
  (12, 'clock', 'sequence', 'new_lead', 'sms', '[{"name": "one", "wait": {"days": 30, "until": "09:00"}, "message_template": "One"}]');
insert into leads (id, name, phone, attributes) values (300, 'Kim', '+12025550130', jsonb_build_object('at', now() - interval '10 days'));
call automation_run();
update automation_enrollments set entry = entry || jsonb_build_object('reached_at', (entry ->> 'reached_at')::bigint - 345600000000) where lead_id = 300;
update automations set steps = replace(steps::text, '"30 days"', '"5 days"')::jsonb where id = 11;
update automations set steps = replace(steps::text, '30', '1')::jsonb where id = 12;
call automation_run();
select automation_id, type, details ->> 'reason' as reason from activities where lead_id = 300 order by automation_id, id;

-- but whoever comes to another step by an edit is asked by the rules of that step
delete from automations;
insert into automations (id, name, type, trigger, channel, steps) values
  (14, 'removed', 'sequence', 'new_lead', 'sms', '[{"name": "one", "wait": "1 day", "message_template": "One"},
     {"name": "two", "wait": {"until": {"field": "attributes.none"}}, "message_template": "Two"},
     {"name": "three", "wait": {"until": {"field": "attributes.at"}}, "message_template": "Three"}]');
insert into leads (id, name, phone, attributes) values (302, 'Max', '+12025550132', jsonb_build_object('at', now() - interval '10 days'));
call automation_run();
update automations set steps = steps - 0 where id = 14;
call automation_run();
select type, details ->> 'step' as step, details ->> 'reason' as reason from activities where lead_id = 302 order by id;

-- a trigger of the owner that breaks what is noted of sequences undoes no opt-out
delete from automations;
insert into automations (id, name, type, trigger, channel, steps) values
  (13, 'stopped', 'sequence', 'new_lead', 'sms', '[{"name": "one", "wait": "1 day", "message_template": "One"}]');
insert into leads (id, name, phone) values (301, 'Lou', '+12025550131');
call automation_run();
create function broken() returns trigger language plpgsql as $$ begin raise 'broken'; end $$;
create trigger broken before update on automation_enrollments for each row execute function broken();
set client_min_messages = error;
insert into messages (lead_id, direction, channel, body) values (301, 'inbound', 'sms', 'STOP');
set client_min_messages = warning;
select opted_out from leads where id = 301;
select channel, reason, cause from automation_suppressions where address = '+12025550131';
drop trigger broken on automation_enrollments;
update automation_queue set run_at = now() where event = 'step';
call automation_run();
select type, details ->> 'reason' as reason from activities where lead_id = 301 order by id;
drop extension automation cascade;
drop schema places cascade;
