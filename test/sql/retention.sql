-- Retention: old messages and activities go, what must be remembered stays, and statistics do not change.
\set SHOW_CONTEXT never
set client_min_messages = warning;
set timezone = 'UTC';
create schema crm;
create extension automation schema crm;
set search_path = crm;

-- settings: a tenant's own, checked when they are saved
insert into automation_settings (tenant_id, retention) values ('', '{"messages":30}');
insert into automation_settings (tenant_id, retention) values ('', '{"mesages":90}');
insert into automation_settings (tenant_id, retention) values ('', '[90]');
insert into automation_settings (tenant_id, retention) values ('', '{"activities":"90"}');
insert into automation_settings (tenant_id, retention) values ('', '{"activities":1e2}') returning retention;
delete from automation_settings;
alter system set automation.retention = 12;
set client_min_messages = notice;
call automation_prune();
begin;
call automation_prune();
rollback;
set client_min_messages = warning;

insert into automations (id, name, type, trigger, delay_days, message_template) values
  (1, 'welcome', 'lead_followup', 'new_lead', 0, 'Hello {lead_name}'),
  (2, 'answer', 'lead_followup', 'message_received', 100, 'Thanks'),
  (3, 'status', 'lead_followup', 'lead_status_changed', 0, 'Status {lead_status}');
insert into leads (id, name, email) select i, 'Lead ' || i, 'lead' || i || '@example.com' from generate_series(1, 5) i;
update leads set status = 'open' where id <= 3;
call automation_run();

-- half a year passes
create procedure pg_temp.later(days integer) language sql as $$
update messages set created_at = created_at - make_interval(days => $1), sent_at = sent_at - make_interval(days => $1);
update activities set created_at = created_at - make_interval(days => $1);
update automation_daily_stats set day = day - $1 where day > '-infinity';
update automation_enrollments set created_at = created_at - make_interval(days => $1), last_run_at = last_run_at - make_interval(days => $1);
$$;
insert into messages (id, lead_id, channel, direction, body, flags, created_at) values
  (1001, 1, 'email', 'inbound', 'Thank you', '{}', now()),
  (1002, 2, 'email', 'inbound', 'Could you stop writing so often?', '{}', now());
update leads set opted_out = '{sms}' where id = 4;
-- a message that waits for a decision, one that is held, one whose run still waits
select id, flags from messages where id > 1000 order by id;
insert into messages (id, lead_id, automation_id, channel, body, status, origin) values (1003, 3, 3, 'email', 'held', 'held', 'template');
insert into activities (type, lead_id, automation_id, message_id) values ('automation_ran', 3, 3, 1003);
call automation_run();
set automation.restoring = on;
insert into messages (id, lead_id, channel, body, status) values (1004, 2, 'email', 'imported', null);
call pg_temp.later(180);
set automation.restoring = off;
-- and something happens today
update leads set status = 'won' where id = 5;
call automation_run();
select id, ran, messages, sent, times_triggered, replied, median_seconds is not null as timed from automation_stats order by id;

-- kept: everything, while nothing is set; the tenant's own days come over the default
call automation_prune();
select count(*) from messages;
insert into automation_settings (tenant_id, retention) values ('', '{"messages":90,"activities":0}'), ('b', '{"messages":0}');
insert into leads (id, tenant_id, email) values (50, 'b', 'b@example.com');
insert into messages (id, tenant_id, lead_id, channel, direction, body, created_at) values (1050, 'b', 50, 'email', 'inbound', 'Hi', now() - interval '300 days');
call automation_prune();
select id, tenant_id, status, direction from messages order by tenant_id, created_at, id;
select type, count(*) from activities group by 1 order by 1;
update automation_settings set retention = '{"messages":90,"activities":60}' where tenant_id = '';
call automation_prune();
select type, details ->> 'event' as event, lead_id, message_id > 1000 as of_waiting, created_at < now() - interval '60 days' as old from activities order by id;

-- the statistics are those of before; of the old days there is one row
select id, ran, messages, sent, times_triggered, replied, median_seconds is not null as timed from automation_stats order by id;
select automation_id, case when day = '-infinity' then 'before' else 'today' end as day, ran, messages, statuses from automation_daily_stats order by 1, 2;
call automation_prune();
select id, ran, messages, sent from automation_stats order by id;

-- who was welcomed is not welcomed again: runs are remembered as long as their lead, automation and booking exist
select automation_id, lead_id, runs from automation_enrollments order by 1, 2;
set automation.restoring = on;
delete from leads where id = 3;
delete from automations where id = 3;
set automation.restoring = off;
call automation_prune();
select automation_id, lead_id, runs from automation_enrollments order by 1, 2;
select count(*) from automation_queue where lead_id = 1 and kind = 'run';

-- a table of the user's own that refers to a message keeps it, and is named
update automations set enabled = false where id = 2;
create table attachments (message_id bigint, tenant_id text default '', foreign key (message_id, tenant_id) references messages (id, tenant_id));
insert into messages (id, lead_id, channel, direction, body, created_at) values (1060, 5, 'email', 'inbound', 'photo', now() - interval '200 days');
insert into attachments values (1060);
call automation_prune();
select finding, detail from automation_check() where finding like 'retention%';
drop table attachments;
call automation_prune();
select count(*) from messages where id = 1060;
select finding from automation_check() where finding like 'retention%';

-- a welcome that failed does not count as one after its message could be gone: neither goes without the other
update automations set enabled = true where id = 1;
insert into leads (id, name, email) values (70, 'Fay', 'fay@example.com');
call automation_run();
update messages set status = 'failed' where lead_id = 70;
set automation.restoring = on;
update messages set created_at = now() - interval '200 days', sent_at = null where lead_id = 70;
reset automation.restoring;
call automation_prune();
select count(*) as kept from messages where lead_id = 70;
set automation.restoring = on;
update activities set created_at = now() - interval '200 days' where lead_id = 70;
reset automation.restoring;
call automation_prune();
select (select count(*) from messages where lead_id = 70) as messages, (select count(*) from activities where lead_id = 70) as activities;
-- reports and the funnel begin with the first day that is not added up
select length(automation_report('2020-01-01', now())) > 1000 as reported;
select count(*) from automation_funnel('-infinity', 'infinity') where day = '-infinity';

-- while a dump is being loaded, who is remembered may be yet to come
truncate leads, automation_enrollments cascade;
insert into automation_enrollments (automation_id, lead_id, runs, created_at) values (1, 4711, 1, now() - interval '200 days');
call automation_prune();
select count(*) as kept from automation_enrollments where lead_id = 4711;
insert into leads (id, name) values (80, 'Gil');
call automation_prune();
select count(*) as kept from automation_enrollments where lead_id = 4711;

-- only an admin of every tenant may call it
create role ret_admin;
create role ret_limited;
select automation_grant('ret_admin', 'admin'), automation_grant('ret_limited', 'admin', 'b');
set role ret_admin;
call crm.automation_prune();
set role ret_limited;
call crm.automation_prune();
reset role;
select automation_grant('ret_admin', 'none'), automation_grant('ret_limited', 'none', 'b');
select * from automation_progress;
drop extension automation cascade;
drop schema crm cascade;
drop role ret_admin, ret_limited;
