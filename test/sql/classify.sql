-- Replies that may ask to stop: what waits for a decision, and what each decision does; absences.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
create temp view story as
select a.lead_id as lead, a.type, a.automation_id as automation, a.details ->> 'reason' as reason, a.details ->> 'kind' as kind from activities a order by a.id;
create temp view waiting as
select q.kind, q.automation_id as automation, q.lead_id as lead from automation_queue q order by q.id;

insert into automations (id, name, type, trigger, delay_hours, channel, message_template, actions) values
  (1, 'welcome', 'lead_followup', 'lead_status_changed', 0, 'email', 'hello', '{}'),
  (2, 'by sms', 'lead_followup', 'lead_status_changed', 0, 'sms', 'hello', '{}'),
  (3, 'confirm', 'confirmation', 'booking_created', 0, 'email', 'see you', '{}'),
  (4, 'note', 'crm_update', 'lead_status_changed', 0, 'email', null, '{"set": {"source": "seen"}}'),
  (5, 'thanks', 'lead_followup', 'message_received', 0, 'email', 'thank you', '{}');
insert into leads (id, name, email, phone, created_at, timezone) values
  (1, 'Ann', 'ann@example.com', '+491701111111', now() - interval '9 days', 'Europe/Berlin'),
  (2, 'Bea', 'bea@example.com', '+491702222222', now() - interval '9 days', 'Europe/Berlin'),
  (3, 'Cy', 'cy@example.com', '+491703333333', now() - interval '9 days', 'Pacific/Auckland');

-- it counts as a reply and triggers nothing; follow-ups by its channel wait, confirmations, other channels and updates do not
select automation_receive('email', 'ann@example.com', 'How do I unsubscribe from the newsletter, but keep the reminders?') as ann \gset
select flags from messages where id = :ann;
select last_inbound_at is not null as wrote from leads where id = 1;
select * from waiting;
update leads set status = 'warm' where id = 1;
insert into bookings (lead_id, title, starts_at) values (1, 'Session', now() + interval '5 days');
call automation_run();
select automation_id, channel, body from messages where direction = 'outbound' order by automation_id;
select * from story;
select * from waiting;
select source from leads where id = 1;
-- explain says so, and what decides
select step, ok, regexp_replace(replace(detail, :'ann', '<id>'), 'of \S+ may', 'of <time> may') as detail from automation_explain(1, 1) where step = 'unclassified reply';
select count(*) from automation_explain(2, 1) where step = 'unclassified reply';
select reason from automation_why(1) where automation_id = 1;
select would_run, reasons from automation_test(1, 1);
select due, name from automation_backlog where automation_id = 1;

-- mistakes
select automation_classify(:ann, 'answers');
select automation_classify(:ann, null);
select automation_classify(999999, 'answer');
select automation_classify(id, 'answer') from messages where automation_id = 3;

-- an answer: what has waited runs
select automation_classify(:ann, 'answer');
select automation_classify(:ann, 'Answer ');
select flags from messages where id = :ann;
select * from waiting;
truncate activities;
call automation_run();
select * from story;
select * from waiting;

-- a request to stop: as if the keyword had been sent
truncate activities;
select automation_receive('email', 'bea@example.com', 'How do I unsubscribe from this?', 'Re: hello') as bea \gset
update leads set status = 'warm' where id = 2;
select automation_classify(:bea, 'stop'), automation_classify(:bea, 'stop');
select flags from messages where id = :bea;
select opted_out from leads where id = 2;
select channel, address, cause, detail from automation_suppressions;
call automation_run();
select * from story;
-- reading it in another way revokes nothing
select automation_classify(:bea, 'answer');
select automation_classify(:bea, 'auto_reply');
-- an answer that nothing was seen in may be classified, too
select automation_receive('sms', '+491702222222', 'please let me be') as more \gset
select automation_classify(:more, 'stop');
select opted_out from leads where id = 2;

-- an automatic reply: no reply, and no silence begins with it
update leads set silent_since = null, last_inbound_at = null where id = 3;
insert into messages (lead_id, direction, channel, body, created_at) values (3, 'inbound', 'email', 'I will call you on Monday.', now() - interval '3 days');
update leads set last_inbound_at = now() - interval '3 days', silent_since = now() - interval '3 days' where id = 3;
select automation_receive('email', 'cy@example.com', 'You can unsubscribe from these at any time. How do I stop them?') as cy \gset
select flags, now() - last_inbound_at < interval '1 minute' as just_now from messages m join leads l on l.id = m.lead_id where m.id = :cy;
select automation_classify(:cy, 'auto_reply');
select flags, now() - last_inbound_at > interval '2 days' as as_before, now() - silent_since > interval '2 days' as silent_as_before from messages m join leads l on l.id = m.lead_id where m.id = :cy;
-- and it may turn out to be an answer
select automation_classify(:cy, 'answer');
select flags, now() - last_inbound_at < interval '1 minute' as just_now from messages m join leads l on l.id = m.lead_id where m.id = :cy;

-- a message that waits to leave waits, too
insert into automation_channels (channel, provider, settings) values ('email', 'webhook', '{"url": "http://127.0.0.1:9/"}');
truncate activities, automation_queue;
select automation_receive('email', 'cy@example.com', 'How do I unsubscribe from this?') as cy \gset
insert into messages (id, lead_id, automation_id, channel, body, status, origin) values (901, 3, 1, 'email', 'hello', 'queued', 'template');
insert into automation_queue (kind, automation_id, lead_id, message_id, event, event_at, run_at, channel) values ('deliver', 1, 3, 901, 'lead_status_changed', now(), now(), 'email');
call automation_run();
select status, attempts from messages where id = 901;
select * from waiting;
select automation_classify(:cy, 'stop');
select status, error from messages where id = 901;
truncate activities, automation_queue;
delete from automation_channels;

-- an absence: follow-ups wait for the day after the return, on the lead's clock; what was said last holds
insert into leads (id, name, email, phone, timezone) values (4, 'Dan', 'dan@example.com', '+491704444444', 'Pacific/Auckland');
set datestyle = iso;
select to_char(now() + interval '9 days', 'YYYY-MM-DD') as back, to_char(now() + interval '5 days', 'YYYY-MM-DD') as sooner \gset
select automation_receive('email', 'dan@example.com', 'I am out of the office until ' || :'back' || ' and will answer when I am back.', 'Automatic reply: hello') as dan \gset
select flags = array['auto_reply', 'absent', 'absent_until:' || :'back'] as as_written from messages where id = :dan;
update leads set status = 'warm' where id = 4;
insert into bookings (lead_id, title, starts_at) values (4, 'Session', now() + interval '5 days');
call automation_run();
select automation_id from messages where direction = 'outbound' and lead_id = 4 order by 1;
select kind, automation_id, run_at >= (:'back'::date + 1)::timestamp at time zone 'Pacific/Auckland' and run_at < (:'back'::date + 1)::timestamp at time zone 'Pacific/Auckland' + interval '16 minutes' as day_after from automation_queue where automation_id in (1, 2) order by 2;
select step, ok, regexp_replace(replace(detail, :'back', '<date>'), 'until \S+$', 'until <time>') as detail from automation_explain(1, 4) where step = 'absence';
select would_run, reasons from automation_test(1, 4);
-- back earlier, as the next one says; and no absence when a person says that it was none
select automation_receive('email', 'dan@example.com', 'I am out of the office until ' || :'sooner' || '.', 'Automatic reply: hello') as dan2 \gset
select ok, regexp_replace(replace(detail, :'sooner', '<date>'), 'until \S+$', 'until <time>') as detail from automation_explain(1, 4) where step = 'absence';
select automation_classify(:dan2, 'answer'), automation_classify(:dan, 'answer');
select count(*) from automation_explain(1, 4) where step = 'absence';
select automation_classify(:dan, 'auto_reply');
select count(*) from automation_explain(1, 4) where step = 'absence';

-- roles: a decision of operators
create role regress_classify_app;
create role regress_classify_operator;
select automation_grant('regress_classify_app', 'app'), automation_grant('regress_classify_operator', 'operator');
set role regress_classify_app;
select automation_classify(:dan, 'answer');
set role regress_classify_operator;
select automation_classify(:dan, 'answer');
reset role;

\set VERBOSITY terse
set client_min_messages = warning;
select automation_grant('regress_classify_app', 'none'), automation_grant('regress_classify_operator', 'none');
drop role regress_classify_app;
drop role regress_classify_operator;
drop extension automation cascade;
drop schema crm cascade;
