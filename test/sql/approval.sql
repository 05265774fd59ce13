-- Messages that wait for a person: approved, rejected, tried once more; and a run that failed, once more.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
create temp view story as
select a.lead_id as lead, a.type, a.automation_id as automation, a.message_id as message, a.details ->> 'event' as event,
       a.details ->> 'reason' as reason, a.details ->> 'detail' as detail from activities a order by a.id;
create temp view waiting as
select q.kind, q.automation_id, q.lead_id, q.booking_id, q.message_id, q.event, q.attempts, q.run_at <= clock_timestamp() as due from automation_queue q order by q.id;

insert into automations (id, name, type, trigger, delay_days, channel, message_template, review) values
  (1, 'welcome', 'lead_followup', 'new_lead', 0, 'email', 'hello', 'always'),
  (2, 'remind', 'booking_reminder', 'booking_reminder_hours', 1, 'email', 'see you', 'always');
insert into leads (id, name, email) values (1, 'Ann', 'ann@example.com'), (2, 'Bea', 'bea@example.com');
call automation_run();
select id, lead_id, status, recipient, attempts from messages order by id;
select * from story;
truncate activities;
select last_contacted is not null as contacted from leads where id = 1;

-- no channel: approved, it is recorded, and now the lead has been contacted
select min(id) as ann, max(id) as bea from messages \gset
select automation_approve(:ann);
select status, error from messages where id = :ann;
select last_contacted is not null as contacted from leads where id = 1;
select held, sent from automation_stats where id = 1;
select lead, type, message = :ann as same, reason from story;
-- once only
select automation_approve(:ann);
select automation_reject(:ann);
select automation_retry(:ann);
select automation_approve(9999);
select automation_approve(null);

-- rejected
select automation_reject(:bea, 'too cold');
select status, error from messages where id = :bea;
select last_contacted from leads where id = 2;
select lead, type, message = :bea as same, reason, detail from story offset 1;
truncate activities;

-- with a channel it is queued, to the address of today
insert into automation_channels (channel, provider, settings) values ('email', 'smtp', '{"host": "127.0.0.1", "from": "Acme <hello@example.com>"}');
insert into messages (id, lead_id, automation_id, channel, body, status, origin) values
  (1001, 1, 1, 'email', 'queued', 'held', 'gemini'), (1002, 1, 1, 'email', 'refused', 'held', 'gemini'), (1003, 2, 1, 'email', 'no address', 'held', 'gemini'),
  (1004, 2, null, 'email', 'by hand', 'held', 'manual'), (1005, 1, 99, 'email', 'of a rule that is gone', 'held', 'gemini');
update leads set email = 'ann.lee@example.com' where id = 1;
select automation_approve(1001), automation_approve(1005);
select id, status, recipient from messages where id in (1001, 1005) order by id;
select * from waiting;
select last_contacted is not null as contacted from leads where id = 2;
-- what has changed meanwhile: no consent, no address, an address that bounced
set automation.restoring = on;
update leads set opted_out = '{email}' where id = 1;
reset automation.restoring;
select automation_approve(1002);
update leads set email = null where id = 2;
select automation_approve(1003);
update leads set email = 'bea@example.com' where id = 2;
insert into automation_suppressions (channel, address, reason) values ('email', 'bea@example.com', '550 no such user');
select automation_approve(1004);
select id, status, error from messages where id > 1001 order by id;
select * from story;
truncate activities, automation_queue, automation_suppressions;
update leads set opted_out = '{}' where id = 1;

-- a reminder whose booking moved, was cancelled, is gone or has begun
insert into bookings (id, lead_id, title, starts_at) select n, 1, 'Massage', now() + interval '30 hours' from generate_series(1, 5) n;
truncate messages, automation_queue, automation_enrollments, activities;
insert into messages (id, lead_id, automation_id, booking_id, channel, body, status, origin)
select 1100 + n, 1, 2, n, 'email', 'see you', 'held', 'template' from generate_series(1, 5) n;
insert into automation_enrollments (automation_id, lead_id, booking_id, anchor, runs, last_run_at)
select 2, 1, id, starts_at, 1, now() from bookings;
update bookings set starts_at = starts_at + interval '1 hour' where id = 2;
update bookings set status = 'cancelled' where id = 3;
delete from bookings where id = 4;
update bookings set starts_at = now() - interval '1 minute' where id = 5;
delete from automation_enrollments where booking_id = 5;
insert into automation_enrollments (automation_id, lead_id, booking_id, anchor, runs, last_run_at)
select 2, 1, id, starts_at, 1, now() from bookings where id = 5;
select id, automation_approve(id) from messages order by id;
select type, message, reason, detail from story where type <> 'automation_skipped' or message is not null;
truncate activities, messages, automation_queue;

-- too late for a follow-up; in quiet hours it waits for their end
insert into messages (id, lead_id, automation_id, channel, body, status, origin, created_at) values
  (1201, 1, 1, 'email', 'old', 'held', 'gemini', now() - interval '3 days'), (1202, 1, 1, 'email', 'quiet', 'held', 'gemini', now());
select automation_approve(1201);
insert into automation_settings (quiet_from, quiet_until) values ((now() at time zone 'UTC' - interval '1 hour')::time, (now() at time zone 'UTC' + interval '2 hours')::time);
select automation_approve(1202);
select * from waiting;
select id, status from messages order by id;
delete from automation_settings;
truncate activities, messages, automation_queue;

-- a failed message once more: from the first attempt, to the address of today
insert into messages (id, lead_id, automation_id, channel, body, recipient, status, origin, attempts, error, created_at) values
  (1301, 1, 1, 'email', 'x', 'old@example.com', 'failed', 'template', 6, '550 no such user', now() - interval '3 days'), (1302, 1, 1, 'email', 'x', 'old@example.com', 'failed', 'template', 6, 'timeout', now()),
  (1303, 1, 1, 'sms', 'x', '+49', 'failed', 'template', 6, 'timeout', now());
select automation_retry(1301);
select id, status, recipient, attempts, error from messages where id = 1301;
select * from waiting;
select automation_retry(1301);
insert into automation_suppressions (channel, address, reason) values ('email', 'ann.lee@example.com', '550 no such user');
select automation_retry(1302);
delete from automation_suppressions;
update leads set opted_out = '{all}' where id = 1;
select automation_retry(1302);
update leads set opted_out = '{}' where id = 1;
select automation_retry(1303);
select lead, type, message, reason from story where type = 'message_retried';
truncate activities, messages, automation_queue;
delete from automation_channels;

-- a failed run once more: with what it was made for; then it is over
insert into automations (id, name, type, trigger, message_template, conditions) values
  (3, 'won', 'lead_followup', 'lead_status_changed', 'you are {lead_status}', '{"status": {"changed_to": "won"}}');
alter table automations disable trigger user;
update automations set conditions = '{"status": {"changed_to": "won"}, "no such field": {"oops": 1}}' where id = 3;
alter table automations enable trigger user;
update leads set status = 'won' where id = 1;
call automation_run();
select type, automation, reason from story;
select details -> 'context' as context from activities where type = 'automation_failed';
update activities set id = 5001 where type = 'automation_failed';
update automations set conditions = '{"status": {"changed_to": "won"}}' where id = 3;
select automation_retry_run(5001) > 0 as queued;
select kind, automation_id, lead_id, event, due from waiting;
call automation_run();
select type, automation, reason from story;
select body from messages;
select automation_retry_run(5001) > 0 as queued;
update activities set id = 5002 where type = 'automation_ran';
select automation_retry_run(5002);
select automation_retry_run(999999);
-- of another tenant there is nothing to decide on
insert into messages (id, lead_id, channel, body, status, origin) values (1401, 1, 'email', 'x', 'held', 'gemini');
set automation.tenant_id = 'b';
select automation_approve(1401);
select automation_retry_run(5001);
reset automation.tenant_id;

-- an inbound message is received, whatever its gateway calls it, and is never sent
insert into messages (id, lead_id, direction, body, status) values (1501, 1, 'inbound', 'x', 'queued'), (1502, 1, 'inbound', 'x', 'failed'),
  (1503, 1, 'inbound', 'x', 'received'), (1504, 1, 'inbound', 'x', null);
\set VERBOSITY terse
insert into messages (lead_id, direction, body, status) values (1, 'inbound', 'x', 'new');
\set VERBOSITY default
select id, status from messages where id between 1501 and 1504 order by id;
update messages set status = 'held' where id = 1501;
update messages set status = 'failed' where id = 1502;
select automation_approve(1501);
select automation_retry(1502);
select automation_reject(1501);
set client_min_messages = error;
insert into automation_channels (channel, provider, settings) values ('webhook', 'webhook', '{"url": "http://127.0.0.1:9/"}');
reset client_min_messages;
insert into messages (id, lead_id, channel, body, status) values (1505, 1, 'webhook', 'x', 'queued');
update messages set direction = 'inbound' where id = 1505;
call automation_run();
select count(*) from automation_queue where message_id between 1501 and 1505;
select paused_reason from automation_channels where channel = 'webhook';

set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
