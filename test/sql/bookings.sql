-- Bookings: made, cancelled, missed, completed, and back again; what their messages say, and when they no longer go.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
create temp view waiting as
select b.title as booking, a.name as automation, q.event, q.lead_id = b.lead_id as its_lead
  from automation_queue q join bookings b on b.id = q.booking_id join automations a on a.id = q.automation_id order by q.id;
create temp view story as
select b.title as booking, a.type, a.details ->> 'event' as event, a.details ->> 'reason' as reason, m.body,
       m.booking_id = a.booking_id as of_the_booking
  from activities a left join bookings b on b.id = a.booking_id left join messages m on m.id = a.message_id order by a.id;
insert into automations (name, type, trigger, message_template) values
  ('confirm', 'confirmation', 'booking_created', 'confirmed: {booking_title}'),
  ('prepare', 'booking_reminder', 'booking_created', 'prepare for {booking_title}'),
  ('sorry', 'lead_followup', 'booking_cancelled', 'cancelled: {booking_title}'),
  ('missed', 'lead_followup', 'booking_no_show', 'missed: {booking_title}'),
  ('thanks', 'post_session', 'session_completed', 'thanks for {booking_title}');
insert into leads (name) values ('Ann'), ('Bea');

-- made: one or many, for each its runs; one that lies in the past, or is not on, is history
insert into bookings (lead_id, title, starts_at) values (1, 'first', now() + '2 days');
insert into bookings (lead_id, title, starts_at) values (1, 'second', now() + '3 days'), (2, 'other lead', now() + '1 day');
insert into bookings (lead_id, title) values (1, 'without a time');
insert into bookings (lead_id, title, starts_at) values (1, 'past', now() - interval '1 day');
insert into bookings (lead_id, title, starts_at, status) values
  (1, 'past, completed', now() - interval '1 day', 'completed'), (1, 'never on', now() + '1 day', 'cancelled');
select * from waiting;
call automation_run();
select * from story;
truncate activities;

-- an upsert of a booking source: what is new fires, what is known does not
insert into bookings (lead_id, title, source, external_id) values (1, 'synced', 'simplybook', 'x1');
insert into bookings (lead_id, title, source, external_id) values (1, 'synced again', 'simplybook', 'x1'), (1, 'more', 'simplybook', 'x2')
    on conflict (tenant_id, source, external_id) do update set title = excluded.title;
select * from waiting;
truncate automation_queue;

-- cancelled, missed, completed: each once, and none when nothing changes
update bookings set status = 'cancelled' where title = 'first';
update bookings set status = 'cancelled' where title = 'first';
update bookings set status = 'no_show' where title = 'second';
update bookings set status = 'completed' where title = 'other lead';
update bookings set title = title, starts_at = starts_at + interval '1 day' where title = 'without a time';
select * from waiting;
call automation_run();
select * from story;
truncate activities;

-- back again before the run is due: it no longer goes
insert into bookings (lead_id, title, starts_at) values (1, 'c', now() + '2 days'), (1, 'n', now() + '2 days'), (1, 's', now() + '2 days');
truncate automation_queue;
update bookings set status = 'cancelled' where title = 'c';
update bookings set status = 'no_show' where title = 'n';
update bookings set status = 'completed' where title = 's';
update bookings set status = 'booked' where title in ('c', 'n', 's');
call automation_run();
select * from story;
truncate activities;
-- completed, and then found to have been a no-show: no thanks, but the other message
update bookings set status = 'completed' where title = 's';
update bookings set status = 'no_show' where title = 's';
call automation_run();
select * from story;
truncate activities;
-- cancelled twice, with a change of mind between: the older run is superseded
update bookings set status = 'cancelled' where title = 'c';
update bookings set status = 'booked' where title = 'c';
update bookings set status = 'cancelled' where title = 'c';
call automation_run();
select * from story;
truncate activities;

-- two bookings of one lead do not supersede each other
insert into bookings (lead_id, title, starts_at) values (2, 'one', now() + '2 days'), (2, 'two', now() + '2 days');
call automation_run();
select * from story order by body;
truncate activities;

-- cancelled or deleted before the confirmation goes; deleted leaves no trace
insert into bookings (lead_id, title, starts_at) values (2, 'cancelled early', now() + '2 days'), (2, 'deleted', now() + '2 days');
update automations set enabled = false where name = 'sorry';
update bookings set status = 'cancelled' where title = 'cancelled early';
delete from bookings where title = 'deleted';
call automation_run();
select * from story;
select count(*) as waiting from automation_queue;
truncate activities;

-- the reminder of a booking that has begun is too late
insert into bookings (lead_id, title, starts_at) values (2, 'begun', now() + '2 days');
update bookings set starts_at = now() - interval '1 minute' where title = 'begun';
call automation_run();
select * from story;
truncate activities;

-- conditions are the lead's
update automations set conditions = '{"name": "Bea"}' where name = 'confirm';
insert into bookings (lead_id, title, starts_at) values (1, 'of Ann', now() + '2 days'), (2, 'of Bea', now() + '2 days');
select * from waiting;
truncate automation_queue;
update automations set conditions = '{}', enabled = true;

-- counted a booking, not a lead: the session of each booking is thanked for, of none twice
insert into bookings (lead_id, title, starts_at) values (2, 'session 1', now()), (2, 'session 2', now());
update bookings set status = 'completed' where title like 'session%';
call automation_run();
update bookings set status = 'booked' where title = 'session 1';
update bookings set status = 'completed' where title = 'session 1';
call automation_run();
select * from story where event = 'session_completed' order by booking, type;
truncate activities;

-- by hand: with a booking or without
select automation_trigger('booking_created', 2, jsonb_build_object('booking_id', id)) from bookings where title = 'of Bea';
select automation_trigger('session_completed', 2, jsonb_build_object('booking_id', id)) from bookings where title = 'session 1';
select automation_trigger('booking_cancelled', 2, jsonb_build_object('booking_id', id)) from bookings where title = 'of Bea';
select automation_trigger('booking_created', 1);
call automation_run();
select * from story;
truncate activities;

-- test: the booking that is named, else the next, else the last, else none
create function pg_temp.tested(automation text, lead bigint, booking bigint default null)
returns table (booking text, body text, would_run boolean, reasons text[]) language sql as $$
select b.title, t.body, t.would_run, t.reasons
  from crm.automations a, crm.automation_test(a.id, lead, booking) t
  left join crm.messages m on m.id = t.message_id
  left join crm.bookings b on b.id = m.booking_id
 where a.name = automation
$$;
insert into leads (id, name) values (10, 'none'), (11, 'last'), (12, 'next');
insert into bookings (lead_id, title, starts_at, status) values
  (11, 'long ago', now() - interval '9 days', 'completed'), (11, 'last week', now() - interval '7 days', 'completed'),
  (12, 'last', now() - interval '7 days', 'completed'), (12, 'far', now() + '9 days', 'booked'),
  (12, 'cancelled', now() + '1 day', 'cancelled'), (12, 'next', now() + '2 days', 'booked');
truncate automation_queue;
update automations set message_template = 'about {booking_title|nothing}';
select * from pg_temp.tested('confirm', 10);
select * from pg_temp.tested('confirm', 11);
select * from pg_temp.tested('confirm', 12);
select t.* from bookings b, pg_temp.tested('confirm', 12, b.id) t where b.title = 'far';
select * from pg_temp.tested('thanks', 10);
select * from pg_temp.tested('thanks', 11);
select * from pg_temp.tested('thanks', 12);

-- the end of a session is corrected after it has passed: before anybody has looked at it, what follows goes by the new
-- end; afterwards, and where the automation came later than the end, nothing follows once more
truncate activities, messages, automation_queue, automation_enrollments;
delete from leads;
update automation_watches set since = now() - interval '1 day', covered_at = now() - interval '1 day';
insert into leads (id, name) values (20, 'corrected');
insert into bookings (id, lead_id, title, starts_at, ends_at) values (20, 20, 'corrected twice', now() + interval '2 hours', now() + interval '4 hours'),
  (21, 20, 'corrected once', now() + interval '2 hours', now() + interval '4 hours'), (22, 20, 'corrected late', now() + interval '2 hours', now() + interval '4 hours');
delete from automation_queue;
begin;
update bookings set starts_at = now() - interval '5 hours', ends_at = now() - interval '3 hours' where id = 20;
update bookings set ends_at = now() - interval '20 minutes' where id = 20;
commit;
update bookings set starts_at = now() - interval '5 hours', ends_at = now() - interval '3 hours' where id in (21, 22);
update bookings set ends_at = now() - interval '1 hour' where id = 21;
call automation_run();
update bookings set ends_at = now() - interval '10 minutes';
call automation_run();
select * from story where event = 'session_completed' order by booking;
insert into automations (name, type, trigger, message_template) values ('later', 'post_session', 'session_completed', 'later');
update bookings set ends_at = now() - interval '5 minutes';
call automation_run();
select count(*) from story where body = 'later';

reset search_path;
set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
