-- No contact for X days: who is reached, once a stretch, and what begins another one.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
set search_path = crm;
create temp view story as
select l.name, a.type, a.details ->> 'reason' as reason, m.body, l.last_contacted > now() - interval '1 minute' as contacted
  from activities a join leads l on l.id = a.lead_id left join messages m on m.id = a.message_id order by a.id;

-- the founding document's scheduled test: an old last_contacted, the runner by hand, the message; a second call adds none
reset client_min_messages;
select automation_create('{"name":"Check in","type":"lead_followup","trigger":"no_contact_days","delay_days":7,
  "subject_template":"Still there?","message_template":"Hello {lead_name}, it has been a while"}') ->> 'trigger';
insert into leads (name, created_at, last_contacted) values ('Old', now() - interval '90 days', now() - interval '8 days');
insert into leads (name, created_at, last_contacted) values ('Recent', now() - interval '90 days', now() - interval '6 days');
insert into leads (name, created_at) values ('Never written to', now() - interval '30 days'), ('New', now() - interval '3 days');
insert into leads (name, created_at) values ('Of no known age', null);
call automation_run();
select * from story;
call automation_run();
select count(*) from messages;
select count(*) from automation_queue;

-- its own message moved last_contacted and began no stretch: seven days later it would write again, were it a new one
update leads set last_contacted = now() - interval '8 days' where name = 'Old';
call automation_run();
truncate activities;

-- people begin a stretch: an answer, a message by hand, a later last_contacted, a booking; an older value begins none
select name, silent_since is null as since_creation from leads order by id;
insert into messages (lead_id, direction, body) select id, 'inbound', 'Yes!' from leads where name = 'Old';
insert into messages (lead_id, body) select id, 'By hand' from leads where name = 'Recent';
insert into bookings (lead_id, title, starts_at) select id, 'Massage', now() + interval '2 days' from leads where name = 'Never written to';
update leads set last_contacted = now() - interval '1 day' where name = 'New';
update leads set last_contacted = now() - interval '2 days' where name = 'New';
select name, silent_since > now() - interval '1 minute' as just_now, silent_since between now() - interval '25 hours' and now() - interval '23 hours' as a_day_ago,
       last_contacted > now() - interval '1 minute' as contacted from leads order by id;

-- an overdue lead is found when it is inserted, when its last contact moves back, when the conditions come to hold
select automation_update(1, '{"conditions":{"lead_status":"new"}}') ->> 'version';
insert into leads (name, status, created_at) values
  ('Overdue', 'new', now() - interval '20 days'), ('Lost', 'lost', now() - interval '20 days'), ('Moved back', 'new', now());
update leads set last_contacted = now() - interval '20 days' where name = 'Moved back';
call automation_run();
select * from story;
update leads set status = 'new' where name = 'Lost';
call automation_run();
select * from story;
truncate activities;

-- two silence rules never feed each other, and one of several runs has them a delay apart
insert into automations (name, type, trigger, delay_days, message_template, max_runs) values
  ('Again', 'lead_followup', 'no_contact_days', 2, 'Once more, {lead_name}', 3);
insert into leads (name, created_at) values ('Twice', now() - interval '30 days');
call automation_run();
select name, type, reason, body from story where name = 'Twice';
call automation_run();
select a.name, q.event, q.run_at - q.event_at as put_off, round(extract(epoch from q.run_at - now()) / 3600) as hours
  from automation_queue q join automations a on a.id = q.automation_id join leads l on l.id = q.lead_id
 where l.name = 'Twice';

-- saving and enabling say how many they reach; disabled they reach nobody
select automation_enable(2, false) ->> 'enabled';
insert into leads (name, created_at) select 'Crowd ' || i, now() - interval '10 days' from generate_series(1, 3) i;
select count(*) from automation_queue q where automation_id = 2;
select automation_enable(2) ->> 'enabled';
call automation_run();
select name, body from story where body like 'Once more, Crowd%';

-- a crm_update may wait for silence too
insert into automations (name, type, trigger, delay_days, actions) values
  ('Cold', 'crm_update', 'no_contact_days', 60, '{"set":{"status":"cold"}}');
insert into leads (name, created_at) values ('Forgotten', now() - interval '61 days');
call automation_run();
select name, status from leads where name = 'Forgotten';

-- by hand the moment counts as reached
select automation_trigger('no_contact_days', id) from leads where name = 'New';

-- what waits for the end of quiet hours takes the place of what a last contact written back or other settings bring
delete from automations;
insert into automations (name, type, trigger, delay_days, message_template) values
  ('At night', 'lead_followup', 'no_contact_days', 5, 'Good morning, {lead_name}');
insert into automation_settings (quiet_from, quiet_until) values
  ((now() at time zone 'UTC')::time - interval '6 hours', (now() at time zone 'UTC')::time + interval '6 hours');
update leads set last_contacted = now();
insert into leads (name, created_at) values ('Sleeper', now() - interval '6 days');
call automation_run();
update leads set last_contacted = now() - interval '7 days' where name = 'Sleeper';
update automation_settings set quiet_from = null;
call automation_run();
select q.run_at > now() + interval '5 hours' as in_the_morning, (select count(*) from messages m where m.lead_id = l.id) as messages
  from leads l left join automation_queue q on q.lead_id = l.id where l.name = 'Sleeper';

-- a contact of last week that is noted late: silent for long enough again since the last look, without a new stretch
insert into leads (name, created_at, opted_out) values ('Noted late', now() - interval '30 days', '{all}');
insert into bookings (lead_id, title, starts_at) select id, 'Massage', now() - interval '1 hour' from leads where name = 'Noted late';
call automation_run();
update leads set opted_out = '{}' where name = 'Noted late';
update automation_enrollments set looked_at = now() - interval '3 days' where lead_id = (select id from leads where name = 'Noted late');
update leads set last_contacted = now() - interval '6 days' where name = 'Noted late';
call automation_run();
select * from story where name = 'Noted late';

-- what is refused
select automation_create('{"name":"x","type":"lead_followup","trigger":"no_contact_days"}');
set client_min_messages = warning;
drop schema crm cascade;
