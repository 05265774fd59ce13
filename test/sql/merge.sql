-- automation_merge_leads(): two rows that stand for one person become one, and nothing happens to anybody because of it.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
set search_path = crm;
alter table leads add column shoe_size numeric, add column owner text;
create unique index on leads (tenant_id, lower(email));
insert into automation_channels (channel, provider, settings, enabled)
values ('email', 'smtp', '{"host":"127.0.0.1","from":"Acme <hello@example.com>"}', false);
insert into automations (id, name, type, trigger, delay_hours, channel, message_template, max_runs, conditions) values
  (1, 'welcome', 'lead_followup', 'new_lead', 1, 'email', 'hello {lead_name}', null, '{"source":"Website"}'),
  (2, 'remind', 'booking_reminder', 'booking_reminder_hours', 24, 'email', 'see you', null, '{}'),
  (3, 'check in', 'lead_followup', 'no_contact_days', 240, 'email', 'still there?', 2, '{}'),
  (4, 'status', 'crm_update', 'lead_status_changed', 0, 'email', null, null, '{}'),
  (5, 'answer', 'lead_followup', 'message_received', 1, 'email', 'thanks', null, '{}');
update automations set actions = '{"set":{"attributes.changed":true}}' where id = 4;
create temp view waiting as
select kind, automation_id, lead_id, booking_id, message_id is not null as of_message, event from automation_queue
 order by kind, automation_id, booking_id, id;
create temp view people as
select id, name, email, phone, status, source, shoe_size, owner, timezone, opted_out, ai_allowed, attributes, external_ids,
       extract(day from now() - last_contacted) as contacted, extract(day from now() - last_inbound_at) as wrote,
       extract(day from now() - silent_since) as silent from leads order by id;

-- what is null is filled, what is there stays; times take the later, refusals both, ids all
insert into leads (id, name, status, source, created_at, last_contacted, silent_since, attributes, external_ids, owner) values
  (1, 'Ann', 'open', null, now() - interval '30 days', now() - interval '9 days', now() - interval '20 days',
   '{"tier":"gold","plan":null,"car":{"make":null}}', '{"simplybook":"s1","shop":["a","b"]}', 'Eve');
insert into leads (id, name, email, phone, status, source, timezone, created_at, last_contacted, last_inbound_at, silent_since,
                   opted_out, ai_allowed, attributes, external_ids, shoe_size) values
  (2, 'Ann B.', 'ann@example.com', '+4930123456', null, 'Website', 'Europe/Berlin', now() - interval '5 days', null, now() - interval '3 days',
   now() - interval '3 days', '{sms}', false, '{"tier":"tin","plan":"free","age":41}', '{"simplybook":"s2","shop":"b"}', 38.5);
truncate automation_queue;
select automation_merge_leads(1, 2);
select * from people;
select type, lead_id, details ->> 'reason' as reason from activities order by id;
select * from waiting;
truncate activities, automation_queue, automation_suppressions;
delete from leads;

-- bookings, messages, activities and what waits: one of two waits stays; the higher count
insert into leads (id, name, source, email, created_at) values (1, 'Ann', 'Website', 'ann@example.com', now() - interval '30 days'), (2, 'Ann B.', 'Website', 'ann.b@example.com', now() - interval '20 days');
select * from waiting;
insert into bookings (id, lead_id, title, starts_at) values (1, 1, 'first', now() + interval '24 hours 30 minutes'), (2, 2, 'second', now() + interval '24 hours 40 minutes');
insert into messages (id, lead_id, direction, body) values (101, 1, 'inbound', 'hello'), (102, 2, 'inbound', 'hello again');
insert into messages (id, lead_id, automation_id, status, origin, body) values
  (201, 1, 9, 'queued', 'template', 'offer'), (202, 2, 9, 'held', 'template', 'offer'), (203, 2, 8, 'held', 'template', 'other');
insert into automation_queue (kind, automation_id, lead_id, message_id, event, event_at, run_at, channel) values
  ('deliver', 9, 1, 201, 'new_lead', now(), now(), 'email');
insert into automation_enrollments (automation_id, lead_id, anchor, runs, last_run_at) select 3, id, silent_since, id, now() - interval '1 hour' from leads;
insert into automation_enrollments (automation_id, lead_id, runs, last_run_at) values (5, 1, 3, now() - interval '1 day'), (5, 2, 1, now() - interval '2 hours');
insert into automation_enrollments (automation_id, lead_id, booking_id, anchor, runs, last_run_at) select 2, 2, id, starts_at, 1, now() from bookings where id = 2;
select * from waiting;
select automation_merge_leads(1, 2);
select * from waiting;
select id, lead_id from bookings order by id;
select id, lead_id, status, error from messages order by id;
select automation_id, lead_id, booking_id, anchor = (select silent_since from leads) as of_the_silence, runs, extract(hour from now() - last_run_at) as hours_ago
  from automation_enrollments order by automation_id, booking_id nulls first;
select type, lead_id, message_id, details ->> 'reason' as reason from activities order by id;
-- the scans find the reminder of the booking that came along, and make it once
call automation_run();
select * from waiting where automation_id = 2;

-- a person is welcomed once
truncate automation_queue, activities, messages, automation_enrollments, bookings;
delete from leads;
update automation_channels set enabled = false;
insert into leads (id, name, source, email) values (1, 'Ann', 'Website', 'ann@example.com'), (2, 'Ann B.', 'Website', 'ann.b@example.com');
update automation_queue set run_at = now() where lead_id = 1;
call automation_run();
select * from waiting;
select automation_merge_leads(2, 1);
select * from waiting;

-- every id of the lead that is gone leads to the one that stays: tokens, functions, receipts; also when that one is merged
select automation_receive('webhook', '1', 'by its id') is not null as received;
select lead_id, body from messages where direction = 'inbound';
update messages set status = 'sent', provider_message_id = 'p-1' where direction = 'outbound' and automation_id = 1;
insert into leads (id, name) values (3, 'Ann C.');
select automation_merge_leads(3, 2);
select automation_delivery_report('email', 'p-1', 'delivered') is not null as found;
select external_ids from leads;
select status from automation_test(1, 1);
select lead_id from messages where status = 'draft';
select automation_trigger('new_lead', 2);
select lead_id, automation_id from automation_queue where context -> 'by_hand' is not null;
select automation_cancel(1);
select count(*) from automation_why(2);

-- a second welcome that is written already is not sent after the first
insert into leads (id, name, source, email) values (21, 'Bea', 'Website', 'bea@example.com');
update automation_queue set run_at = now() where lead_id = 21;
call automation_run();
update messages set status = 'sent' where lead_id = 21;
delete from automation_queue where lead_id = 21;
insert into leads (id, name, source, email) values (22, 'Bea B.', 'Website', 'bea.b@example.com');
update automation_queue set run_at = now() where lead_id = 22;
call automation_run();
select automation_merge_leads(22, 21);
select lead_id, status, body from messages where lead_id = 22 order by id;
select count(*) from automation_queue where lead_id = 22;
delete from messages where lead_id = 22;
delete from leads where id = 22;

-- but a welcome that failed welcomed nobody
insert into leads (id, name, source, email) values (23, 'Cleo', 'Website', 'cleo@example.com'), (24, 'Cleo B.', 'Website', 'cleo.b@example.com');
update automation_queue set run_at = now() where lead_id in (23, 24);
call automation_run();
update messages set status = 'failed' where lead_id = 23;
delete from automation_queue where lead_id = 23;
select automation_merge_leads(24, 23);
select status, body from messages where lead_id = 24 order by id;
delete from messages where lead_id = 24;
delete from leads where id = 24;

-- a silence that was broken for the one is not broken again for the other
update automations set enabled = false where id = 3;
insert into automations (id, name, type, trigger, delay_days, channel, message_template)
values (88, 'miss you', 'lead_followup', 'no_contact_days', 30, 'email', 'we miss {lead_name}');
insert into leads (id, name, email, created_at) values (25, 'Dan', 'dan@example.com', now() - interval '40 days');
call automation_run();
update messages set status = 'sent' where lead_id = 25;
delete from automation_queue where lead_id = 25;
insert into leads (id, name, email, created_at) values (26, 'Dan B.', 'dan.b@example.com', now() - interval '35 days');
call automation_run();
select automation_merge_leads(26, 25);
select status, body from messages where lead_id = 26 order by id;
delete from messages where lead_id = 26;
delete from leads where id = 26;
delete from automations where id = 88;
update automations set enabled = true where id = 3;

-- what cannot be merged; who may not
select automation_merge_leads(3, 3);
select automation_merge_leads(3, 99);
select automation_merge_leads(3, null);
set automation.tenant_id = 'b';
insert into leads (id, name) values (3, 'of b'), (4, 'of b, too');
select automation_merge_leads(3, 1);
select automation_merge_leads(3, 4);
reset automation.tenant_id;
select tenant_id, id, external_ids from leads order by 1, 2;
select automation_merge_leads(3, 4);
create role regress_automation_merger;
grant usage on schema crm to regress_automation_merger;
grant select on leads to regress_automation_merger;
set role regress_automation_merger;
select crm.automation_merge_leads(3, 4);
reset role;
drop owned by regress_automation_merger;
drop role regress_automation_merger;

-- STOP said by the one holds for both, and is not taken back by an application
truncate leads, automation_queue, automation_suppressions, activities, messages cascade;
insert into leads (id, name, phone) values (5, 'Dia', '+4930500001'), (6, 'Dia', '+4930500002');
insert into messages (lead_id, channel, direction, body) values (6, 'sms', 'inbound', 'STOP');
select automation_merge_leads(5, 6);
select id, phone, opted_out from leads;
select address, reason, cause from automation_suppressions order by address;

-- what waits to be sent or approved is composed anew for the lead that stays, once, and a silence is found by the scans; what
-- the lead that stays has had is not sent again
truncate leads, automation_queue, automation_suppressions, automation_enrollments, activities, messages cascade;
insert into automations (id, name, type, trigger, message_template, max_runs, review) values
  (6, 'offer', 'lead_followup', 'lead_status_changed', 'an offer for {lead_name}', 1, 'always'),
  (7, 'news', 'lead_followup', 'lead_status_changed', 'news for {lead_name}', 1, default);
update automations set message_template = 'still there, {lead_name}?', max_runs = 1, conditions = '{"source":"Website"}' where id = 3;
insert into leads (id, name, source, email, created_at) values (7, 'Eva', null, 'eva@example.com', now() - interval '40 days'),
  (8, 'Eva M.', 'Website', 'eva.m@example.com', now() - interval '30 days');
truncate automation_queue;
insert into automation_queue (automation_id, lead_id, event, event_at, run_at) values (1, 8, 'new_lead', now(), now());
update leads set status = 'open' where id = 8;
insert into automation_enrollments (automation_id, lead_id, runs, last_run_at) values (7, 7, 1, now() - interval '1 day');
call automation_run();
select lead_id, automation_id, status, body from messages order by automation_id;
select automation_merge_leads(7, 8);
select kind, automation_id, lead_id, event from automation_queue order by automation_id;
call automation_run();
select lead_id, automation_id, status, recipient, body from messages where status <> 'cancelled' order by automation_id;
select type, automation_id, details ->> 'reason' as reason from activities where type <> 'crm_updated' order by id;

set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
