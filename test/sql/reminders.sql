-- Reminders, ends of sessions, quiet hours and caps, as far as SQL shows them without a clock to set.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
create temp view waiting as
select b.title as booking, a.name as automation, date_trunc('minute', q.run_at - now() + interval '30 seconds') as due_in
  from automation_queue q join automations a on a.id = q.automation_id left join bookings b on b.id = q.booking_id
 order by q.run_at, q.id;
create temp view story as
select b.title as booking, a.type, a.details ->> 'reason' as reason, m.body
  from activities a left join bookings b on b.id = a.booking_id left join messages m on m.id = a.message_id order by a.id;
insert into automations (name, type, trigger, delay_hours, message_template) values
  ('remind', 'booking_reminder', 'booking_reminder_hours', 2, 'See you soon for {booking_title}'),
  ('thanks', 'post_session', 'session_completed', 3, 'Thank you for {booking_title}');
insert into leads (name) values ('Ann');

-- ahead: a row when it is near; inside the window: told of; after the start: nothing; far ahead: no row yet
insert into bookings (lead_id, title, starts_at, ends_at) values
  (1, 'in three hours', now() + interval '3 hours', now() + interval '4 hours'),
  (1, 'in an hour', now() + interval '1 hour', now() + interval '2 hours'),
  (1, 'an hour ago', now() - interval '1 hour', now() + interval '30 minutes'),
  (1, 'yesterday', now() - interval '1 day', now() - interval '23 hours'),
  (1, 'in a month', now() + interval '1 month', now() + interval '31 days');
select * from waiting;
call automation_run();
select * from story;
truncate activities;

-- moved into the window: at once, and once; moved away and cancelled: never; put on again: at once
update bookings set starts_at = now() + interval '90 minutes' where title = 'in a month';
call automation_run();
call automation_run();
select * from story;
truncate activities;
update bookings set starts_at = now() + interval '100 minutes' where title = 'in a month';
call automation_run();
update bookings set status = 'cancelled' where title = 'in three hours';
call automation_run();
select * from story;
truncate activities;
update bookings set starts_at = now() + interval '1 hour' where title = 'in three hours';
update bookings set status = 'booked' where title = 'in three hours';
call automation_run();
select * from story;
truncate activities;

-- a session that is completed before its end, or ends by the clock: one message, after the delay
update bookings set status = 'completed' where title = 'an hour ago';
set client_min_messages = warning;
update bookings set ends_at = now() - interval '1 minute' where title = 'in an hour';
reset client_min_messages;
call automation_run();
select * from waiting where automation = 'thanks';
update bookings set status = 'completed' where title = 'in an hour';
call automation_run();
select * from waiting where automation = 'thanks';
-- a changed delay moves them, a cancelled booking ends them
update automations set delay_hours = 5 where name = 'thanks';
select * from waiting where automation = 'thanks';
update bookings set status = 'cancelled' where title = 'in an hour';
update automations set delay_hours = 0 where name = 'thanks';
call automation_run();
select * from story;
truncate activities;

-- the end by the clock, that by the status and that of a booking which is moved, before anybody has looked: one message
insert into bookings (lead_id, title, starts_at, ends_at) select 1, t, now() - interval '1 hour', now() + interval '1 hour'
  from unnest('{completed,moved,completed again}'::text[]) t;
update bookings set ends_at = now() - interval '2 minutes' where title in ('completed', 'moved');
update bookings set status = 'completed' where title like 'completed%';
update bookings set status = 'booked' where title = 'completed again';
update bookings set status = 'completed' where title = 'completed again';
update bookings set ends_at = now() + interval '2 hours' where title = 'moved';
update bookings set ends_at = now() - interval '1 minute' where title = 'moved';
update automations set delay_hours = 1 where name = 'thanks';
call automation_run();
select * from waiting where automation = 'thanks' order by booking;
select * from story;
delete from bookings where title = 'moved' or title like 'completed%';
update automations set delay_hours = 0 where name = 'thanks';

-- of one end all automations see what was when it came, not what one of them has made of it
insert into automations (name, type, trigger, actions) values
  ('client', 'crm_update', 'session_completed', '{"set":{"attributes.client":true}}');
insert into automations (name, type, trigger, conditions, message_template) values
  ('again', 'post_session', 'session_completed', '{"attributes.client":true}', 'Nice to see you again, {lead_name}');
insert into bookings (lead_id, title, starts_at, ends_at)
select 1, t, now() - interval '1 hour', now() + interval '1 hour' from unnest('{the first,the second}'::text[]) t;
update bookings set ends_at = now() - interval '2 minutes' where title = 'the first';
call automation_run();
select attributes, (select count(*) from activities where details ->> 'event' = 'session_completed' and type = 'automation_ran') as messages from leads where name = 'Ann';
update bookings set ends_at = now() - interval '1 minute' where title = 'the second';
call automation_run();
select * from story where booking = 'the second';
delete from automations where name in ('client', 'again');
truncate activities;

-- of two that were put off to the same moment the older goes first, whichever row has the lower number
insert into bookings (lead_id, title, starts_at) values (1, 'older', now() + interval '9 days'), (1, 'younger', now() + interval '9 days');
insert into automations (name, type, trigger, delay_days, message_template) values
  ('moved to', 'lead_followup', 'booking_cancelled', 1, 'Another time for {booking_title}?');
update bookings set status = 'cancelled' where title = 'older';
update bookings set status = 'cancelled' where title = 'younger';
update automation_queue set run_at = now(), id = id + case when booking_id = (select id from bookings where title = 'older') then 1000 else 0 end
 where event = 'booking_cancelled';
call automation_run();
select * from story;
delete from automations where name = 'moved to';
truncate activities;

-- in another zone the quiet hours begin later, and the reminder that goes before them: once
insert into automation_settings (quiet_from, quiet_until) values
  ((now() at time zone 'UTC')::time + interval '30 minutes', (now() at time zone 'UTC')::time + interval '10 hours');
insert into leads (name) values ('Traveller');
insert into bookings (lead_id, title, starts_at) select id, 'far away', now() + interval '5 hours' from leads where name = 'Traveller';
select count(*), min(run_at) < now() + interval '30 minutes' as soon from automation_queue where event = 'booking_reminder_hours'
   and booking_id = (select id from bookings where title = 'far away');
update leads set timezone = 'Etc/GMT+1' where name = 'Traveller';
select count(*), min(run_at) < now() + interval '30 minutes' as soon from automation_queue where event = 'booking_reminder_hours'
   and booking_id = (select id from bookings where title = 'far away');
delete from leads where name = 'Traveller';
delete from automation_settings;

-- a rule saved later covers what is ahead, and a longer delay reminds at once of what it has passed
insert into automations (name, type, trigger, delay_days, message_template) values
  ('tomorrow', 'booking_reminder', 'booking_reminder_hours', 1, 'Tomorrow: {booking_title}');
insert into bookings (lead_id, title, starts_at) values (1, 'in two days', now() + interval '49 hours');
call automation_run();
select * from waiting where automation = 'tomorrow';
update automations set delay_days = 3 where name = 'tomorrow';
call automation_run();
select * from story;
truncate activities;

-- what was made too late for a delay is covered by a shorter one
insert into bookings (lead_id, title, starts_at) values (1, 'this afternoon', now() + interval '270 minutes');
call automation_run();
select * from story where booking = 'this afternoon';
update automations set delay_days = 0, delay_hours = 4 where name = 'tomorrow';
call automation_run();
select * from waiting where booking = 'this afternoon';
update automations set delay_days = 0, delay_hours = 5 where name = 'tomorrow';
select * from waiting where booking = 'this afternoon';
call automation_run();
select * from waiting where booking = 'this afternoon';
select * from story where booking = 'this afternoon';
delete from bookings where title = 'this afternoon';
truncate activities;

-- a changed type or trigger ends what waits; deletion too
insert into automations (name, type, trigger, delay_days, message_template) values
  ('later', 'lead_followup', 'new_lead', 3, 'Hello {lead_name}');
insert into leads (name) values ('Bea');
update automations set type = 'crm_update', actions = '{"set":{"status":"seen"}}' where name = 'later';
update automations set type = 'lead_followup' where name = 'later';
insert into leads (name) values ('Cy');
delete from automations where name = 'later';
select l.name, a.type, a.details ->> 'reason' as reason, a.description from activities a join leads l on l.id = a.lead_id order by a.id;
select count(*) from automation_queue q where not exists (select from automations a where a.id = q.automation_id);
truncate activities;

-- quiet hours all around the clock but for a minute that is not now, and a cap of one message a day
insert into automations (name, type, trigger, message_template) values
  ('hello', 'lead_followup', 'new_lead', 'Hello {lead_name}'), ('also', 'lead_followup', 'new_lead', 'Also, {lead_name}'),
  ('note', 'crm_update', 'new_lead', null);
update automations set actions = '{"set":{"source":"noted"}}' where name = 'note';
insert into automation_settings (quiet_from, quiet_until) values
  ((now() at time zone 'UTC')::time - interval '6 hours', (now() at time zone 'UTC')::time + interval '6 hours');
insert into leads (name) values ('Dan');
call automation_run();
select l.name, l.source, (select count(*) from messages m where m.lead_id = l.id) as messages from leads l where l.name = 'Dan';
select a.name, q.run_at - now() between interval '5 hours 59 minutes' and interval '6 hours 16 minutes' as after_quiet
  from automation_queue q join automations a on a.id = q.automation_id join leads l on l.id = q.lead_id where l.name = 'Dan' order by 1;
update automation_settings set quiet_from = null, daily_cap = 1;
insert into leads (name) values ('Eve');
call automation_run();
select a.name, m.body is not null as written, (q.run_at at time zone 'UTC')::date - (now() at time zone 'UTC')::date as days_later
  from automations a join leads l on l.name = 'Eve' left join messages m on m.lead_id = l.id and m.automation_id = a.id
  left join automation_queue q on q.lead_id = l.id and q.automation_id = a.id where a.name in ('hello', 'also') order by 1;
set client_min_messages = warning;
drop schema crm cascade;
