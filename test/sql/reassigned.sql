-- A booking or a message that is given to another lead: what waits for it goes along, whatever becomes of the lead before.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
create temp view waiting as
select q.kind, a.name as automation, q.lead_id, q.booking_id, q.event, round(extract(epoch from q.run_at - now()) / 3600) as hours
  from automation_queue q left join automations a on a.id = q.automation_id and a.tenant_id = q.tenant_id
 order by q.kind, a.name, q.lead_id, q.booking_id;
create temp view story as
select a.lead_id, a.booking_id, a.type, a.details ->> 'event' as event, a.details ->> 'reason' as reason, m.recipient, m.body
  from activities a left join messages m on m.id = a.message_id and m.tenant_id = a.tenant_id order by a.created_at, a.lead_id, a.automation_id, a.id;
insert into automations (id, name, type, trigger, delay_hours, delay_days, message_template, actions) values
  (1, 'confirm', 'confirmation', 'booking_created', 1, 0, 'confirmed for {lead_name}', default),
  (2, 'remind', 'booking_reminder', 'booking_reminder_hours', 24, 0, 'see you, {lead_name}', default),
  (3, 'sorry', 'lead_followup', 'booking_cancelled', 0, 1, 'sorry, {lead_name}', default),
  (4, 'thanks', 'post_session', 'session_completed', 0, 0, 'thanks, {lead_name}', default),
  (5, 'mark', 'crm_update', 'booking_created', 2, 0, null, '{"set":{"attributes.booked":true}}');
insert into leads (id, name, email, timezone) values
  (1, 'Ann', 'ann@example.com', 'Europe/Berlin'), (2, 'Bea', 'bea@example.com', 'Europe/Berlin'), (3, 'Cem', 'cem@example.com', null);

-- everything that waits for the booking goes along, in the same transaction, with the lead before being deleted in it
insert into bookings (id, lead_id, title, starts_at, ends_at) values
  (1, 1, 'soon', now() + interval '24 hours 20 minutes', now() + interval '24 hours 50 minutes'),
  (2, 1, 'stays', now() + interval '24 hours 20 minutes', now() + interval '24 hours 50 minutes');
insert into bookings (id, lead_id, title) values (3, 1, 'off');
update bookings set status = 'cancelled' where id = 3;
select automation_trigger('booking_created', 1, '{"booking_id": 1}');
select * from waiting;
begin;
update bookings set lead_id = 2 where id in (1, 3);
select * from waiting;
rollback;
begin;
update bookings set lead_id = 2 where id in (1, 3);
delete from leads where id = 1;
commit;
select * from waiting;
update automation_queue set run_at = now() where event <> 'booking_reminder_hours';
call automation_run();
select * from story;
select name, attributes from leads order by id;
truncate activities, messages, automation_queue, automation_enrollments, bookings;

-- duplicates merged by hand: many bookings in one statement; a reminder that has run is not sent again
insert into leads (id, name, email) values (1, 'Ann', 'ann@example.com'), (4, 'Ann B.', 'ann.b@example.com');
insert into bookings (id, lead_id, title, starts_at)
select 10 + n, 4, 'series ' || n, now() + interval '24 hours 10 minutes' + n * interval '1 minute' from generate_series(1, 5) n;
truncate automation_queue;
insert into automation_enrollments (automation_id, lead_id, booking_id, anchor, last_run_at, looked_at, runs)
select 2, 4, id, starts_at, now(), now(), 1 from bookings where id = 11;
insert into automation_enrollments (automation_id, lead_id, booking_id, anchor, last_run_at, looked_at, runs)
select 2, 1, id, starts_at, now() - interval '1 day', now() - interval '1 day', 1 from bookings where id in (11, 12);
insert into automation_enrollments (automation_id, lead_id, booking_id, anchor, looked_at)
select 2, 4, id, starts_at, now() from bookings where id = 12;
update bookings set lead_id = 1 where lead_id = 4;
delete from leads where id = 4;
select automation_id, lead_id, booking_id, runs, last_run_at > now() - interval $$1 hour$$ as ran_lately, looked_at is not null as looked_at
  from automation_enrollments order by booking_id, lead_id;
call automation_run();
select kind, lead_id, booking_id, event from automation_queue order by booking_id, id;
truncate activities, messages, automation_queue, automation_enrollments, bookings;

-- the reminder is made again by the wall clock of the new lead; a moment that had come stays what it was
update automations set delay_days = 1, delay_hours = 0 where id = 2;
update leads set timezone = 'Pacific/Kiritimati' where id = 3;
insert into bookings (id, lead_id, title, starts_at) values (20, 2, 'zones', now() + interval '24 hours 30 minutes'), (21, 2, 'had come', now() + interval '20 hours');
select booking_id, lead_id, context - 'anchor' as context from automation_queue where event = 'booking_reminder_hours' order by booking_id;
update bookings set lead_id = 3 where id in (20, 21);
select booking_id, lead_id, context - 'anchor' as context from automation_queue where event = 'booking_reminder_hours' order by booking_id;
truncate activities, messages, automation_queue, automation_enrollments, bookings;
update automations set delay_days = 0, delay_hours = 24 where id = 2;

-- there and back again; the lead and the time at once; with the status
insert into bookings (id, lead_id, title, starts_at) values (30, 2, 'there and back', now() + interval '24 hours 30 minutes');
update bookings set lead_id = 3 where id = 30;
update bookings set lead_id = 2 where id = 30;
select kind, automation_id, lead_id, event from automation_queue order by automation_id;
update bookings set lead_id = 3, starts_at = starts_at + interval '5 minutes' where id = 30;
select q.automation_id, q.lead_id, q.event, (q.context ->> 'anchor')::bigint = extract(epoch from b.starts_at) * 1000000 as its_start
  from automation_queue q join bookings b on b.id = q.booking_id order by q.automation_id, q.id;
update bookings set lead_id = 2, status = 'cancelled' where id = 30;
select automation_id, lead_id, event from automation_queue order by automation_id, id;
truncate activities, messages, automation_queue, automation_enrollments, bookings;

-- what a write without events has moved: nothing goes to the lead before
insert into bookings (id, lead_id, title, starts_at) values (40, 2, 'imported', now() + interval '24 hours 30 minutes');
begin;
set local automation.restoring = on;
update bookings set lead_id = 3 where id = 40;
commit;
update automation_queue set event_at = now(), run_at = now();
call automation_run();
select lead_id, type, details ->> 'event' as event, details ->> 'reason' as reason, details ->> 'detail' as detail from activities order by automation_id;
call automation_run();
select lead_id, event from automation_queue;
truncate activities, messages, automation_queue, automation_enrollments, bookings;

-- what an automation has written for the lead before is cancelled, and its run is made again; what is on its way goes along
-- and is composed anew only at the next attempt; what an application has written is sent as it is
insert into automation_channels (channel, provider, settings, paused_reason)
values ('email', 'smtp', '{"host":"127.0.0.1","from":"Acme <hello@example.com>"}', 'for the test');
update automations set max_runs = 1, cooldown = '1 day' where id = 1;
insert into bookings (id, lead_id, title, starts_at) values (50, 2, 'queued', now() + interval '3 days');
update automation_queue set run_at = now(), event_at = now();
call automation_run();
insert into messages (lead_id, booking_id, status, origin, automation_id, body) values
  (2, 50, 'held', 'gemini', 1, 'held'), (2, 50, 'draft', 'template', 1, 'draft'), (2, 50, 'sent', 'template', 1, 'sent'), (2, 50, 'sending', 'template', 2, 'sending');
insert into messages (lead_id, booking_id, status, body) values (2, 50, 'queued', 'by hand');
select status, recipient from automation_test(1, 2, 50, true);
insert into automation_queue (kind, automation_id, lead_id, booking_id, message_id, event, event_at, run_at, channel)
select 'deliver', 2, 2, 50, id, 'booking_reminder_hours', now(), now(), 'email' from messages where status = 'sending';
select automation_id, lead_id, booking_id, runs, last_run_at is not null as ran from automation_enrollments where booking_id = 50 order by automation_id;
update bookings set lead_id = 3 where id = 50;
select lead_id, status, origin, recipient, body, error from messages order by body, status, origin;
select kind, automation_id, lead_id, booking_id, event, event_at < run_at as later, context from automation_queue where booking_id = 50 or kind = 'deliver' order by kind, automation_id, event;
select automation_id, lead_id, booking_id, runs, last_run_at is not null as ran from automation_enrollments where booking_id = 50 order by automation_id;
select lead_id, type, description, details - 'message_id' as details from activities where type <> 'automation_tested' order by id;
call automation_run();
select lead_id, status, recipient, body from messages where status in ('queued', 'sending') order by body;
-- there and back: the text is that of the first again; of a run that did not come about the reason is told
update bookings set lead_id = 2 where id = 50;
call automation_run();
select lead_id, status, recipient, body from messages where status in ('queued', 'sending') order by body;
update bookings set lead_id = 3, status = 'cancelled' where id = 50;
call automation_run();
select lead_id, type, details ->> 'reason' as reason from activities where automation_id = 1 and type <> 'automation_tested' order by id;
-- the lead before is deleted in the same transaction
insert into bookings (id, lead_id, title, starts_at) values (51, 2, 'queued', now() + interval '3 days');
update automation_queue set run_at = now(), event_at = now() where booking_id = 51;
call automation_run();
begin;
update bookings set lead_id = 3 where id = 51;
delete from leads where id = 2;
commit;
call automation_run();
select lead_id, status, recipient, body from messages where booking_id = 51;
update automations set max_runs = null, cooldown = null where id = 1;
insert into leads (id, name, email, timezone) values (2, 'Bea', 'bea@example.com', 'Europe/Berlin');
truncate activities, messages, automation_queue, automation_enrollments, bookings;

-- tenants with the same ids: only the tenant's own rows move
set automation.tenant_id = 'b';
insert into automations (id, name, type, trigger, delay_hours, message_template) values (1, 'confirm b', 'confirmation', 'booking_created', 1, 'confirmed b');
insert into leads (id, name) values (3, 'Cem b'), (5, 'Dia b');
insert into bookings (id, lead_id) values (60, 3);
set automation.tenant_id = '';
insert into leads (id, name) values (5, 'Dia');
insert into bookings (id, lead_id) values (60, 3);
insert into automation_enrollments (tenant_id, automation_id, lead_id, booking_id, runs) values ('b', 9, 3, 60, 1), ('', 9, 3, 60, 1);
update bookings set lead_id = 5 where id = 60 and tenant_id = '';
select tenant_id, automation_id, lead_id from automation_queue where kind = 'run' order by 1, 2;
select tenant_id, automation_id, lead_id from automation_enrollments order by 1, 2;
truncate activities, messages, automation_queue, automation_enrollments, bookings;
reset automation.tenant_id;

-- a message that is given to another lead: its delivery, the run that it set off, the contact and the silence
insert into automations (id, name, type, trigger, delay_hours, message_template, stop_on_reply) values
  (6, 'answer', 'lead_followup', 'message_received', 1, 'thanks for writing, {lead_name}', false),
  (7, 'follow up', 'lead_followup', 'new_lead', 1, 'hello {lead_name}', true);
insert into leads (id, name, email, created_at) values (6, 'Eve', 'eve@example.com', now() - interval '10 days'), (7, 'Fay', 'fay@example.com', now() - interval '10 days');
insert into messages (id, lead_id, direction, body, created_at) values (101, 6, 'inbound', 'earlier', now() - interval '3 days');
update leads set last_inbound_at = now() - interval '3 days', silent_since = now() - interval '3 days' where id = 6;
truncate automation_queue;
insert into messages (id, lead_id, direction, body) values (102, 6, 'inbound', 'hello');
insert into messages (id, lead_id, status, body) values (103, 6, 'queued', 'by hand');
update automation_queue set event_at = event_at - interval '1 minute' where automation_id = 7;
select id, extract(day from now() - last_inbound_at) as wrote_days_ago, extract(day from now() - silent_since) as silent_days from leads where id in (6, 7) order by id;
update messages set lead_id = 7 where id in (102, 103);
select kind, automation_id, lead_id, message_id from automation_queue order by kind, automation_id;
select id, extract(day from now() - last_inbound_at) as wrote_days_ago, extract(day from now() - silent_since) as silent_days from leads where id in (6, 7) order by id;
-- one that an automation has written is composed anew for that lead, whatever it has had; a test is not
delete from messages where direction = 'outbound';
truncate automation_queue, activities;
insert into automation_queue (automation_id, lead_id, event, event_at, run_at) values (7, 6, 'new_lead', now(), now());
call automation_run();
select status from automation_test(7, 6, null, true);
update messages set lead_id = 7 where direction = 'outbound';
select kind, automation_id, lead_id, event, context from automation_queue order by id;
call automation_run();
select lead_id, status, recipient, body, error from messages where direction = 'outbound' order by id;
select lead_id, type, details ->> 'reason' as reason, details ->> 'detail' as detail from activities order by id;
-- a word that stops the channel refuses it for the lead that has said it
insert into messages (id, lead_id, channel, direction, body) values (104, 6, 'sms', 'inbound', 'STOP');
update messages set lead_id = 7 where id = 104;
select id, opted_out from leads where id in (6, 7) order by id;

-- a write never fails: foreign keys that are checked at the end of the transaction, and tables with triggers that break
alter table bookings drop constraint bookings_lead_id_tenant_id_fkey,
    add constraint bookings_lead_id_tenant_id_fkey foreign key (lead_id, tenant_id) references leads (id, tenant_id) on delete cascade deferrable initially deferred;
insert into bookings (id, lead_id, title) values (70, 7, 'deferred');
insert into messages (lead_id, booking_id, status, origin, automation_id, body) values (7, 70, 'held', 'template', 1, 'held');
begin;
update bookings set lead_id = 70 where id = 70;
insert into leads (id, name) values (70, 'late');
commit;
select lead_id, event from automation_queue where booking_id = 70 order by automation_id;
-- a trigger of the user's that gives a booking on to a third lead, or back
create function give_on() returns trigger language plpgsql as $$ begin
  if new.lead_id = 6 then update bookings set lead_id = case new.title when 'on' then 3 else 7 end where id = new.id; end if; return null; end $$;
create trigger zz_give_on after update on bookings for each row execute function give_on();
insert into bookings (id, lead_id, title) values (72, 7, 'on'), (73, 7, 'back'), (74, 7, 'plain');
update bookings set lead_id = 6 where id in (72, 73);
update bookings set lead_id = 3 where id = 74;
select lead_id, booking_id, event from automation_queue where booking_id > 71 and automation_id = 1 order by booking_id;
drop function give_on cascade;
-- statements whose triggers fire elsewhere: in a WITH, an upsert, a MERGE, a function, a cursor
insert into bookings (id, lead_id, title) values (75, 7, 'with'), (76, 7, 'upsert'), (77, 7, 'merge'), (78, 7, 'function'), (79, 7, 'returning');
with moved as (update bookings set lead_id = 6 where id = 75 returning id) select id from moved;
insert into bookings (id, lead_id, title) values (76, 6, 'upsert') on conflict (id, tenant_id) do update set lead_id = excluded.lead_id;
merge into bookings b using (values (77)) w (id) on b.id = w.id when matched then update set lead_id = 6;
create function give(booking bigint) returns bigint language sql as $$ update bookings set lead_id = 6 where id = booking returning id $$;
select give(78);
update bookings set lead_id = 6 where id = 79 returning id;
select lead_id, booking_id, event from automation_queue where booking_id > 74 and automation_id = 1 order by booking_id;
drop function give;
create function break() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
create trigger break before update on messages for each row execute function break();
insert into bookings (id, lead_id, title) values (71, 7, 'broken');
insert into messages (lead_id, booking_id, status, origin, automation_id, body) values (7, 71, 'held', 'template', 1, 'held');
update bookings set lead_id = 6 where id = 71;
select lead_id from bookings where id = 71;

set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
