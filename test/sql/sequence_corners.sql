-- Sequences: what random histories have found.
\set SHOW_CONTEXT never
\set VERBOSITY terse
set client_min_messages = warning;
create schema corners;
create extension automation schema corners;
set search_path = corners;
set timezone = 'UTC';
create view told as select l.name, x.type, x.details ->> 'step' as step, x.details ->> 'reason' as reason
  from activities x left join leads l on l.id = x.lead_id order by x.id;
create view places as select l.name, e.entry ->> 'step' as step, (select count(*) from automation_queue q
    where q.lead_id = e.lead_id and q.automation_id = e.automation_id and q.event = 'step') as rows
  from automation_enrollments e join leads l on l.id = e.lead_id where e.entry is not null order by l.id;

-- goal and exit may be one word
insert into automations (id, name, type, trigger, goal, exit, steps) values
  (1, 'words', 'sequence', 'new_lead', '"booking"', '"booking"',
   '[{"name": "one", "message_template": "Hi"}, {"name": "two", "wait": "1 day", "message_template": "Hi again"}]');
insert into leads (id, name, email) values (1, 'Ann', 'ann@example.com');
call automation_run();
select * from told;
insert into bookings (lead_id, starts_at) values (1, now() + interval '1 day');
select * from told;
delete from automations;

-- a lead that refuses the channel of the sequence goes on to the steps that use another
truncate activities;
insert into automations (id, name, type, trigger, channel, stop_on_reply, steps) values
  (2, 'channels', 'sequence', 'new_lead', 'sms', false,
   '[{"name": "one", "wait": "1 day", "message_template": "Hi"}, {"name": "two", "channel": "email", "message_template": "Hi"}]');
insert into leads (id, name, email, phone) values (2, 'Bob', 'bob@example.com', '+12025550102');
call automation_run();
insert into messages (lead_id, channel, direction, body) values (2, 'sms', 'inbound', 'STOP');
select * from told;
select * from places;
delete from automations;

-- a booking that another lead has made
truncate activities;
insert into automations (id, name, type, trigger, exit, steps) values
  (3, 'handed over', 'sequence', 'new_lead', '"booking"',
   '[{"name": "one", "message_template": "Hi"}, {"name": "two", "wait": "1 day", "message_template": "Hi again"}]');
insert into leads (id, name, email) values (3, 'Cem', 'cem@example.com'), (4, 'Dan', 'dan@example.com');
call automation_run();
delete from activities where type <> 'sequence_ended';
update automations set enabled = false;
insert into bookings (id, lead_id, starts_at) values (2, 3, now() + interval '1 day');
update bookings set lead_id = 4 where id = 2;
select * from told;
delete from automations;

-- an event while the lead is inside is ignored
truncate activities;
insert into automations (id, name, type, trigger, conditions, steps) values
  (4, 'inside', 'sequence', 'lead_changed', '{"status": {"changed": true}}',
   '[{"name": "one", "wait": "1 day", "message_template": "Hi"}]');
insert into leads (id, name, email) values (5, 'Eve', 'eve@example.com');
update leads set status = 'open' where id = 5;
call automation_run();
update leads set status = 'won' where id = 5;
call automation_run();
select * from told;
select * from places;
delete from automations;

-- what the actions of a step bring about is told once
truncate activities;
insert into automations (id, name, type, trigger, exit, steps) values
  (5, 'own exit', 'sequence', 'new_lead', '{"lead_status": "won"}',
   '[{"name": "one", "actions": {"set": {"status": "won"}}}]'),
  (6, 'own goal', 'sequence', 'new_lead', '{"lead_status": "lost"}',
   '[{"name": "one", "actions": {"set": {"language": "de"}}}, {"name": "two", "wait": "1 day", "message_template": "Hi"}]');
insert into leads (id, name, email) values (6, 'Fay', 'fay@example.com');
call automation_run();
select * from told;
select * from places;
delete from automations;

-- an edit of the first step, while the delay of the trigger is waited for
truncate activities;
insert into automations (id, name, type, trigger, delay_days, steps) values
  (7, 'delayed', 'sequence', 'new_lead', 1,
   '[{"name": "one", "message_template": "Hi"}, {"name": "two", "message_template": "Hi again"}]');
insert into leads (id, name, email) values (7, 'Gil', 'gil@example.com');
call automation_run();
update automation_enrollments set entry = entry || jsonb_build_object('reached_at', (entry ->> 'reached_at')::bigint - 3600000000) where entry is not null;
update automations set steps = '[{"name": "two", "message_template": "Hi again"}]' where id = 7;
call automation_run();
select round(extract(epoch from run_at - now()) / 3600) as hours, context ->> 'step' as step from automation_queue where event = 'step';
delete from automations;

-- the last step on a channel that the lead has not refused is passed by
truncate activities;
insert into automations (id, name, type, trigger, steps) values
  (9, 'passed by', 'sequence', 'new_lead', '[{"name": "one", "channel": "sms", "conditions": {"lead_status": "open"}, "message_template": "Hi"},
    {"name": "two", "wait": "1 day", "message_template": "Hi again"}]');
insert into leads (id, name, email, phone, opted_out) values (10, 'Jan', 'jan@example.com', '+12025550110', '{email}');
call automation_run();
select * from told;
select * from places;
delete from automations;

-- a field that the event changed must still have the value that it got when the delay is over
truncate activities;
insert into automations (id, name, type, trigger, conditions, delay_days, steps) values
  (8, 'changed', 'sequence', 'lead_changed', '{"status": {"changed": true}}', 1, '[{"name": "one", "message_template": "Hi"}]');
insert into leads (id, name, email) values (8, 'Hal', 'hal@example.com'), (9, 'Ida', 'ida@example.com');
update leads set status = 'open' where id in (8, 9);
call automation_run();
update leads set status = 'won' where id = 9;
update automation_enrollments set entry = entry || jsonb_build_object('reached_at', (entry ->> 'reached_at')::bigint - 86400000000) where entry is not null;
update automation_queue set run_at = now() where event = 'step';
call automation_run();
select * from told order by name, type;
delete from automations;

-- what a merged lead had makes the exit of the lead that stays hold, at once
truncate activities;
insert into automations (id, name, type, trigger, exit, steps) values
  (10, 'merged', 'sequence', 'new_lead', '{"attributes.tier": "gold"}', '[{"name": "one", "wait": "1 day", "message_template": "Hi"}]');
insert into leads (id, name, email) values (11, 'Kay', 'kay@example.com');
call automation_run();
update automations set enabled = false where id = 10;
insert into leads (id, name, email, attributes) values (12, 'Lea', 'lea@example.com', '{"tier": "gold"}');
select automation_merge_leads(11, 12) is not null as merged;
select * from told where type = 'sequence_ended';
delete from automations;

-- a message that is queued, or waits for approval, follows the moment that its step has waited for
truncate activities, messages;
insert into automation_channels (channel, provider, settings, enabled) values ('sms', 'webhook', '{"url": "http://127.0.0.1:9/"}', false);
insert into automations (id, name, type, trigger, channel, steps) values
  (11, 'around', 'sequence', 'booking_created', 'sms', '[{"name": "remind", "wait": {"until": {"field": "booking.starts_at", "offset": "-1 day"}}, "message_template": "See you tomorrow"},
    {"name": "ask", "wait": {"until": {"field": "booking.ends_at", "offset": "1 hour"}}, "message_template": "How was it?"}]'),
  (12, 'renewal', 'sequence', 'new_lead', 'sms', '[{"name": "soon", "wait": {"until": {"field": "attributes.renewal", "offset": "-3 days"}}, "review": "always", "message_template": "It ends soon"}]');
create procedure begin_at(starts interval) language sql as $$
  truncate activities, messages; delete from bookings; delete from leads;
  insert into leads (id, name, phone, attributes) values (20, 'Mia', '+12025550120', jsonb_build_object('renewal', now() + interval '3 days 1 hour'));
  insert into bookings (id, lead_id, title, starts_at, ends_at) values (20, 20, 'Yoga', now() + starts, now() + starts + interval '1 hour') $$;
create view waits as select a.name, e.entry ->> 'step' as step, round(extract(epoch from q.run_at - now()) / 3600) as hours, m.status
  from automation_enrollments e join automations a on a.id = e.automation_id left join messages m on m.id = (e.entry ->> 'message')::bigint
  left join automation_queue q on q.event = 'step' and q.kind = 'run' and (q.context ->> 'entry')::bigint = e.id where e.entry is not null order by a.id;
call begin_at('25 hours');
call automation_run();
select * from waits;
update bookings set starts_at = starts_at - interval '2 hours' where id = 20;
update leads set attributes = jsonb_build_object('renewal', now() + interval '2 days 23 hours') where id = 20;
call automation_run();
select * from waits;
update bookings set title = 'Pilates' where id = 20;
select * from waits;
update bookings set starts_at = starts_at + interval '7 days', ends_at = ends_at + interval '7 days' where id = 20;
select * from waits;
update leads set attributes = jsonb_build_object('renewal', now() + interval '30 days') where id = 20;
call automation_run();
select * from waits;
select status, error, body from messages order by id;
select type, details ->> 'step' as step, details ->> 'reason' as reason, description from activities where type = 'automation_skipped' order by id;
-- moved into the past
update bookings set starts_at = now() + interval '10 minutes' where id = 20;
call automation_run();
select * from waits;
update bookings set starts_at = now() - interval '10 minutes' where id = 20;
call automation_run();
select * from waits;

-- a branch in which every message would go by a channel that the lead has refused is not begun
delete from automations;
delete from leads;
truncate activities, messages;
insert into automations (id, name, type, trigger, steps) values
  (30, 'branches', 'sequence', 'new_lead', '[{"name": "way", "if": {"status": "hot"}, "then": [{"name": "text", "channel": "sms", "message_template": "Hi"}],
    "else": [{"name": "mail", "channel": "email", "wait": {"until": {"field": "attributes.renewal"}}, "message_template": "Hi"}]}]');
insert into leads (id, name, email, opted_out) values (30, 'Ned', 'ned@example.com', '{email}');
call automation_run();
select * from told;

-- a first message that waits for its window does not ask the conditions of the entry once more
delete from automations;
truncate activities, messages;
insert into automations (id, name, type, trigger, delay_hours, conditions, send_window, steps) values
  (31, 'delayed', 'sequence', 'new_lead', 1, '{"status": "new"}', jsonb_build_object('days', jsonb_build_array(lower(to_char(now() + interval '3 days', 'dy'))), 'from', '00:00', 'until', '24:00'),
   '[{"name": "one", "message_template": "Hi"}, {"name": "two", "wait": "1 day", "message_template": "Hi again"}]');
insert into leads (id, name, email, status) values (31, 'Pia', 'pia@example.com', 'new');
call automation_run();
update automation_enrollments set entry = jsonb_set(entry, '{reached_at}', to_jsonb((entry ->> 'reached_at')::bigint - 7200000000)) where lead_id = 31;
update automation_queue set run_at = now() where lead_id = 31;
call automation_run();
select run_at > now() + interval '1 day' as waits_for_its_window from automation_queue where lead_id = 31;
update leads set status = 'open' where id = 31;
update automations set send_window = null where id = 31;
update automation_queue set run_at = now() where lead_id = 31;
call automation_run();
select * from told;

-- what reaches the goal of somebody who has entered just before, in the same batch, ends the sequence
delete from automations;
truncate activities, messages;
insert into automations (id, name, type, trigger, goal, actions, steps) values
  (32, 'cools', 'sequence', 'new_lead', null, '{}', '[{"name": "cool", "actions": {"set": {"status": "cold"}}}]'),
  (33, 'asks', 'sequence', 'new_lead', '{"status": "hot"}', '{}', '[{"name": "one", "message_template": "Hi"}, {"name": "two", "wait": "1 day", "message_template": "Hi again"}]'),
  (34, 'heats', 'crm_update', 'new_lead', null, '{"set": {"status": "hot"}}', null);
insert into leads (id, name, email, status) values (32, 'Uta', 'uta@example.com', 'cold');
call automation_run();
select a.name, x.type, x.details ->> 'step' as step, x.details ->> 'reason' as reason from activities x join automations a on a.id = x.automation_id order by x.id;

-- who wrote after the run for silence was found enters at the end of the later silence: a booking before that is no exit
delete from automations;
truncate activities, messages, automation_queue;
insert into automations (id, name, type, trigger, delay_hours, enabled, exit, stop_on_reply, steps) values
  (40, 'silent', 'sequence', 'no_contact_days', 1, false, '"booking"', false,
   '[{"name": "one", "message_template": "Hi"}, {"name": "two", "wait": "1 day", "message_template": "Hi again"}]');
set automation.restoring = on;
insert into leads (id, name, email, created_at, last_inbound_at) values (40, 'Vic', 'vic@example.com', now() - interval '5 days', now() - interval '1 day');
insert into bookings (id, lead_id, starts_at, created_at) values (40, 40, now() + interval '1 day', now() - interval '2 days');
insert into automation_queue (automation_id, lead_id, event, event_at, run_at) values (40, 40, 'no_contact_days', now() - interval '4 days', now());
reset automation.restoring;
update automations set enabled = true where id = 40;
call automation_run();
select * from told;
select * from places;
drop extension automation cascade;
drop schema corners cascade;
