-- Rows that an application or a table's owner may write, and that no automation does.
\set SHOW_CONTEXT never
set client_min_messages = error;
create schema unusual;
create extension automation schema unusual;
reset client_min_messages;
set search_path = unusual;
insert into automation_channels (channel, provider, settings) values ('email', 'webhook', '{"url":"https://example.com/"}'), ('sms', 'webhook', '{"url":"https://example.com/"}');
insert into automations (id, name, type, trigger, message_template) values (1, 'welcome', 'lead_followup', 'new_lead', 'Hello'), (2, 'thanks', 'post_session', 'session_completed', 'Thank you');
insert into leads (id, name, email, phone) values (1, 'Ann', 'ann@example.com', '+4930123456');

-- runs that are due since ever, or never: nothing that computes with the moment fails, and the run at -infinity is done
delete from automation_queue;
insert into automation_queue (automation_id, lead_id, event, event_at, run_at)
values (1, 1, 'new_lead', '-infinity', '-infinity'), (1, 1, 'new_lead', 'infinity', 'infinity');
select queued, due, oldest_due_age from automation_status();
select waiting, due, oldest_due_age, next_run_at from automation_backlog;
select count(*) > 0 as explained from automation_explain(1, 1);
select count(*) > 0 as told from automation_why(1);
select count(*) > 0 as upcoming from automation_upcoming(1);
select count(*) > 0 as previewed from automation_preview(1);
select count(*) > 0 as simulated from automation_simulate($$insert into leads (id, name) values (9, 'Bea')$$);
call automation_run();
select queued, due, oldest_due_age from automation_status();
select run_at from automation_queue where kind = 'run';
truncate messages, activities, automation_queue, automation_enrollments cascade;
insert into bookings (id, lead_id, title, starts_at, ends_at) values (1, 1, 'always', '-infinity', 'infinity');
select count(*) > 0 as explained from automation_explain(2, 1, 1);
call automation_run();
truncate bookings, messages, activities, automation_queue, automation_enrollments cascade;

-- what an application inserts as queued is sent, whatever it says of the origin of the text
insert into messages (id, lead_id, channel, body, status, origin) values (101, 1, 'email', 'by hand', 'queued', 'manual'), (102, 1, 'email', 'from a template', 'queued', 'template'),
    (103, 1, 'email', 'by a model', 'queued', 'gemini'), (104, 1, 'email', 'only recorded', 'recorded', 'template');
select m.id, m.status, m.origin, q.kind, q.context from messages m left join automation_queue q on q.message_id = m.id order by m.id;
select would_run, status from automation_test(1, 1, deliver => true);
select origin, status, automation_id from messages where automation_id is not null;

-- a recipient of the application's that is none is given to no channel
truncate messages, activities, automation_queue cascade;
insert into messages (id, lead_id, channel, body, status, recipient) values (1, 1, 'email', 'to whom', 'queued', 'ann at example.com'), (2, 1, 'sms', 'to whom', 'queued', 'ann'),
    (3, 1, 'email', 'to whom', 'held', 'ann at example.com');
select would_run, reason from automation_upcoming(1) order by reason;
select automation_approve(3);
select id, status, error from messages where id = 3;

-- the cause of an opt-out is one of five words
insert into automation_suppressions (channel, address, cause) values ('email', 'x@example.com', 'Import ');
insert into automation_suppressions (channel, address, cause) values ('email', 'y@example.com', 'bounce');
insert into automation_suppressions (channel, address, cause) values ('email', 'y@example.com', 'unsubscribed');
set session_replication_role = replica;
insert into automation_suppressions (channel, address, cause) values ('email', 'z@example.com', 'before');
reset session_replication_role;
update automation_suppressions set detail = 'stored before' where cause = 'before';
update automation_suppressions set cause = 'after' where cause = 'before';
select address, cause, detail from automation_suppressions order by 1;

-- a secret that is blank, and one that is no object
insert into automation_channels (channel, provider, settings) values ('whatsapp', 'webhook', '{"url":"https://example.com/","secret":"  "}');
insert into automation_channels (channel, provider, settings) values ('whatsapp', 'webhook', '{"url":"https://example.com/","secret":7}');

-- an empty secret for links is replaced when the worker is started
update automation_instance set secret = '';
select automation_start() is not null as started;
select length(secret) from automation_instance;
select automation_stop() is not null as stopped;

-- a foreign key that is checked at the commit
create table notes (lead_id bigint, tenant_id text collate "C" default '', foreign key (lead_id, tenant_id) references leads deferrable initially deferred);
insert into leads (id, name) values (2, 'Ann');
insert into notes values (2);
select automation_merge_leads(1, 2);
begin;
set constraints all immediate;
select automation_merge_leads(1, 2) -> 'references' as moved;
commit;

-- one statement that moves a booking and deletes the lead that had it
truncate leads, automation_queue cascade;
insert into leads (id, name) values (1, 'Ann'), (2, 'Bea');
insert into bookings (id, lead_id, title, starts_at, ends_at) values (1, 1, 'Massage', now() + interval '1 day', now() + interval '25 hours');
with moved as (update bookings set lead_id = 2 where id = 1 returning id) delete from leads where id = 1;
select id, lead_id, title from bookings;
select lead_id, booking_id, event from automation_queue order by id;

-- the same while a message about it waits: the message is deleted with its lead, and its run is made for the other
truncate leads, automation_queue, automation_enrollments cascade;
update automation_channels set enabled = false;
insert into automations (id, name, type, trigger, message_template, max_runs) values (3, 'confirm', 'confirmation', 'booking_created', 'See you', 1);
insert into leads (id, name, email) values (1, 'Ann', 'ann@example.com'), (2, 'Bea', 'bea@example.com');
insert into bookings (id, lead_id, title, starts_at, ends_at) values (1, 1, 'Massage', now() + interval '1 day', now() + interval '25 hours');
delete from automation_queue where event = 'new_lead';
call automation_run();
select lead_id, status from messages;
with moved as (update bookings set lead_id = 2 where id = 1 returning id) delete from leads where id = 1;
select kind, lead_id, booking_id, event from automation_queue where kind <> 'contact' order by id;
select lead_id, booking_id, runs from automation_enrollments where automation_id = 3;
call automation_run();
select lead_id, recipient, status from messages;
select kind, lead_id, booking_id, event from automation_queue order by id;
select lead_id, booking_id, runs from automation_enrollments where automation_id = 3;

-- schema api after a column was renamed
alter table leads rename column source to origin;
select automation_install_api();
set client_min_messages = error;
drop table notes;
drop extension automation cascade;
drop schema unusual cascade;
