-- Rows imported under automation.restoring fire no events, and their timed triggers find them: reminders and feedback
-- whose moment is still ahead, silent leads whatever their age; nothing for moments that had passed before the import.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
set search_path = crm;
insert into automations (id, name, type, trigger, delay_hours, message_template) values
  (1, 'remind', 'booking_reminder', 'booking_reminder_hours', 24, 'see you at {booking_title}'),
  (2, 'thanks', 'post_session', 'session_completed', 0, 'thanks for {booking_title}'),
  (3, 'check in', 'lead_followup', 'no_contact_days', 72, 'hello {lead_name}');
insert into leads (name) values ('Ann');
create temp view waiting as
select q.automation_id, coalesce(b.title, l.name) as about, q.event_at = b.starts_at - interval '24 hours' or q.event_at = b.ends_at as its_moment
  from automation_queue q join leads l on l.id = q.lead_id and l.tenant_id = q.tenant_id
  left join bookings b on b.id = q.booking_id and b.tenant_id = q.tenant_id order by q.automation_id, about;
create temp view watched as
select automation_id, round_until is null as rests, covered_at > now() as ahead from automation_watches order by automation_id;

-- everything is read as far as the rounds go
call automation_run();
select * from watched;
select * from waiting;

-- imported behind that: within an hour, within the day, and what had passed
begin;
set local automation.restoring = on;
insert into bookings (lead_id, title, starts_at, ends_at) values
  (1, 'reminder soon', now() + interval '24 hours 30 minutes', now() + interval '30 hours'),
  (1, 'reminder passed', now() + interval '23 hours', now() + interval '24 hours'),
  (1, 'ends soon', now() - interval '1 hour', now() + interval '30 minutes'),
  (1, 'ended', now() - interval '2 hours', now() - interval '1 hour');
insert into bookings (lead_id, title, starts_at, ends_at, status) values
  (1, 'cancelled', now() + interval '24 hours 30 minutes', now() + interval '30 minutes', 'cancelled');
insert into leads (name, created_at) values ('silent', now() - interval '10 days'), ('not silent', now() - interval '1 day');
insert into leads (name, created_at, last_contacted) values ('silent for years', now() - interval '3 years', now() - interval '2 years');
commit;
select count(*) as waits from automation_queue;
call automation_run();
select * from waiting;
select name, body from messages m join leads l on l.id = m.lead_id order by name;
select * from watched;
-- once
call automation_run();
select count(*) from messages;
select * from waiting;

-- updated under it: a booking that is moved nearer, a lead whose last contact is corrected
truncate automation_queue, messages, automation_enrollments;
begin;
set local automation.restoring = on;
update bookings set starts_at = now() + interval '24 hours 40 minutes' where title = 'reminder passed';
update leads set last_contacted = now() - interval '5 days' where name = 'not silent';
commit;
call automation_run();
select distinct about, automation_id from waiting where about = 'reminder passed' order by 2;
select name from messages m join leads l on l.id = m.lead_id where name = 'not silent';

-- two imports before a round; one under repeatable read; one that is rolled back; a savepoint that is
truncate automation_queue, messages, automation_enrollments, bookings;
delete from leads where id > 1;
begin isolation level repeatable read;
set local automation.restoring = on;
insert into bookings (lead_id, title, starts_at) values (1, 'first import', now() + interval '24 hours 40 minutes');
commit;
begin isolation level serializable;
set local automation.restoring = on;
insert into bookings (lead_id, title, starts_at) values (1, 'second import', now() + interval '24 hours 20 minutes');
savepoint s;
insert into bookings (lead_id, title, starts_at) values (1, 'undone', now() + interval '24 hours 20 minutes');
rollback to s;
commit;
begin;
set local automation.restoring = on;
insert into bookings (lead_id, title, starts_at) values (1, 'rolled back', now() + interval '24 hours 10 minutes');
rollback;
call automation_run();
select * from waiting;

-- of another tenant nothing is read again; a session that imports row by row
insert into automations (tenant_id, id, name, type, trigger, delay_hours, message_template) values ('b', 1, 'remind b', 'booking_reminder', 'booking_reminder_hours', 24, 'see you');
insert into leads (tenant_id, id, name) values ('b', 1, 'Ann b');
call automation_run();
set automation.restoring = on;
insert into bookings (tenant_id, lead_id, title, starts_at) values ('b', 1, 'of b', now() + interval '24 hours 30 minutes');
insert into bookings (tenant_id, lead_id, title, starts_at) values ('b', 1, 'of b, too', now() + interval '24 hours 31 minutes');
reset automation.restoring;
select tenant_id, automation_id, round_xid = 0 as goes_back from automation_watches order by 1, 2;
call automation_run();
select q.tenant_id, b.title from automation_queue q join bookings b on b.id = q.booking_id and b.tenant_id = q.tenant_id where q.tenant_id = 'b' order by 2;
-- what had passed at the import does not come when the automation is saved again; what is still ahead comes once
truncate automation_queue, messages, automation_enrollments, bookings;
begin;
set local automation.restoring = on;
insert into bookings (lead_id, title, starts_at) values (1, 'had passed', now() + interval '21 hours'), (1, 'ahead', now() + interval '24 hours 20 minutes');
commit;
call automation_run();
update automations set conditions = '{"name":{"not_empty":true}}' where id = 1 and tenant_id = '';
call automation_run();
select body from messages;
select * from waiting;

set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
