-- What became of messages: automation_stats, automation_answers, automation_statuses, automation_funnel.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
-- everything below happens at noon in UTC, of today or days ago
set timezone = 'UTC';
create temp table clock as select date_trunc('day', now()) + interval '12 hours' as noon;
create temp view result as
select id, ran, messages, sent, replied, booked, converted from automation_stats order by id;
create temp view funnel as
select automation_id as id, name, (select noon::date from clock) - day as days_ago, events, runs, messages, sent, replied, booked, status_reached
  from automation_funnel('2000-01-01', 'infinity');

-- runs count themselves: the folded and what is not folded yet
insert into automations (id, name, type, trigger, message_template, review) values
  (1, 'hello', 'lead_followup', 'new_lead', 'hello {lead_name}', 'flagged'), (2, 'held', 'lead_followup', 'new_lead', 'held {lead_name}', 'always'),
  (3, 'none', 'lead_followup', 'new_lead', '{attributes.missing}', 'flagged');
insert into automations (id, name, type, trigger, actions) values (4, 'mark', 'crm_update', 'new_lead', '{"set": {"status": "marked"}}');
insert into leads (id, name) select i, 'Lead ' || i from generate_series(1, 20) i;
update automation_queue set event_at = event_at - interval '100 seconds' where automation_id = 1 and lead_id <= 15;
update automation_queue set event_at = event_at - interval '1 hour' where automation_id = 1 and lead_id > 15;
call automation_run();
select id, name, queued, ran, skipped, blocked, failed, held, messages, sent from automation_stats order by id;
-- 15 of 20 waited 100 seconds, 5 an hour; a bucket is within 2.2 per cent
select id, abs(median_seconds / 100 - 1) < 0.03 as median, abs(p95_seconds / 3600 - 1) < 0.03 as p95 from automation_stats where id = 1;
select id, median_seconds, p95_seconds from automation_stats where id in (3, 4) order by id;
-- what is not folded yet counts too
insert into automation_stat_deltas (automation_id, at, ran, messages, sent, wait_buckets, wait_counts) values (1, now(), 30, 30, 30, '{318}', '{30}');
select id, ran, messages, sent, median_seconds < 2 as median, abs(p95_seconds / 3600 - 1) < 0.03 as p95 from automation_stats where id = 1;
-- adding up folds is adding up buckets
insert into leads (id, name) values (21, 'Lead 21');
call automation_run();
select sum(n) as waits, sum(messages) as messages, count(*) as days
  from automation_daily_stats, lateral (select sum(n) as n from unnest(wait_counts) n) w where automation_id = 1;
select bool_and(wait_buckets = array(select unnest(wait_buckets) order by 1)) as in_order from automation_daily_stats;
truncate leads, bookings, messages, activities, automation_queue, automation_enrollments, automation_stat_deltas, automation_daily_stats cascade;

-- a reply counts for the last message before it, whoever wrote that, within 7 days of it, once
set automation.restoring = on;
create function public.ago(text) returns timestamptz language sql stable as $$ select noon - $1::interval from pg_temp.clock $$;
insert into automation_daily_stats (automation_id, day, ran, messages, sent)
select a, noon::date - d, 1, 1, 1 from clock, generate_series(1, 2) a, generate_series(0, 30) d;
insert into leads (id, name, status) values (1, 'answers twice', 'won'), (2, 'answers late', 'new'), (3, 'answers somebody', 'new'),
  (4, 'answers the second', 'won'), (5, 'answers nothing', null), (6, 'books', 'booked'), (7, 'books late', 'new'), (8, 'writes first', 'new');
insert into messages (lead_id, automation_id, direction, status, created_at) values
  (1, 1, 'outbound', 'recorded', public.ago('10 days')), (1, null, 'inbound', 'received', public.ago('9 days')), (1, null, 'inbound', 'received', public.ago('8 days')),
  (2, 1, 'outbound', 'sent', public.ago('10 days')), (2, null, 'inbound', 'received', public.ago('71 hours')),
  (3, 1, 'outbound', 'recorded', public.ago('10 days')), (3, null, 'outbound', 'recorded', public.ago('9 days')), (3, null, 'inbound', 'received', public.ago('8 days')),
  (4, 1, 'outbound', 'recorded', public.ago('10 days')), (4, 2, 'outbound', 'delivered', public.ago('9 days')), (4, null, 'inbound', 'received', public.ago('8 days')),
  (5, 1, 'outbound', 'recorded', public.ago('10 days')),
  (6, 1, 'outbound', 'recorded', public.ago('10 days')), (6, null, 'inbound', 'received', public.ago('9 days')),
  (7, 2, 'outbound', 'recorded', public.ago('20 days')), (8, null, 'inbound', 'received', public.ago('11 days')), (8, 1, 'outbound', 'recorded', public.ago('10 days'));
select automation_id, (select noon::date from clock) - day as days_ago, replied, booked, converted from automation_answers order by day, automation_id;
-- one that reached nobody is not the last: a draft, a held, a failed one; and a message counts from when it was sent
insert into messages (lead_id, automation_id, direction, status, created_at) select 1, 2, 'outbound', s, public.ago('9 days 12 hours') from unnest('{draft,held,failed,cancelled,queued}'::text[]) s;
insert into messages (lead_id, automation_id, direction, status, created_at, sent_at) values (8, 2, 'outbound', 'sent', public.ago('12 days'), public.ago('10 days 12 hours'));
select automation_id, (select noon::date from clock) - day as days_ago, replied, booked, converted from automation_answers order by day, automation_id;

-- a booking likewise within 14 days, answers in between or not; a session that took place within 30 days converts
insert into bookings (lead_id, created_at, starts_at, ends_at, status) values
  (6, public.ago('5 days'), public.ago('3 days'), public.ago('2 days'), 'completed'), (7, public.ago('5 days'), null, null, 'booked'),
  (1, public.ago('1 day'), now() + interval '3 days', now() + interval '4 days', 'booked'), (5, public.ago('2 days'), public.ago('1 day'), public.ago('23 hours'), 'cancelled'),
  (4, public.ago('4 days'), public.ago('3 days'), public.ago('70 hours'), 'booked');
select automation_id, (select noon::date from clock) - day as days_ago, replied, booked, converted from automation_answers order by day, automation_id;
select * from result where id <= 2;

-- where the leads stand
select automation_id, (select noon::date from clock) - day as days_ago, status, leads from automation_statuses order by day, automation_id, status;
select * from funnel where replied + booked > 0 or status_reached <> '{}';
-- of a period only; whole days in UTC, the last moment does not belong to it
select count(distinct day), min(clock.noon::date - day), max(clock.noon::date - day) from clock, automation_funnel(noon - interval '252 hours', noon - interval '12 hours');
select count(distinct day), max(day) - min(day) as days from automation_funnel();
select count(*) from automation_funnel('-infinity', '2020-01-01');
select automation_funnel('2026-02-01', '2026-01-01');

-- the windows are hours: the session's time zone and its summer time change nothing
create temp table utc as select * from automation_answers;
set timezone = 'America/New_York';
select * from automation_answers except select * from utc;
set timezone = 'UTC';

-- what is over is settled by the next fold, and stays as it was: nothing changes, and messages need not be looked at
create temp table before as select * from automation_stats;
create temp table funnel_before as table funnel;
insert into messages (lead_id, automation_id, direction, status, created_at) values (5, 1, 'outbound', 'recorded', public.ago('40 days')), (5, null, 'inbound', 'received', public.ago('39 days'));
insert into automation_daily_stats (automation_id, day, ran, messages, sent) select 1, noon::date - 40, 1, 1, 1 from clock;
select * from result where id = 1;
reset automation.restoring;
update automations set enabled = true, message_template = 'x' where id = 1;
insert into leads (id, name) values (100, 'sets it off');
call automation_run();
select (select noon::date from clock) - day as days_ago, replied, booked, converted, statuses from automation_daily_stats where settled order by day, automation_id;
select noon::date - since::date as open_days from clock, automation_open_days;
select * from result where id = 1;
delete from messages where created_at < public.ago('35 days');
select * from result where id = 1;
select status_reached from funnel where days_ago = 40;
select * from funnel_before where days_ago > 0 except select * from funnel;

-- each tenant sees what is its own
set automation.tenant_id = 'b';
select count(*) from automation_funnel('2000-01-01', 'infinity');
insert into automations (id, name, type, trigger, message_template) values (7, 'of b', 'lead_followup', 'new_lead', 'b');
insert into leads (name) values ('Bea');
call automation_run();
insert into messages (tenant_id, lead_id, direction, body) select tenant_id, id, 'inbound', 'yes' from leads where name = 'Bea';
select automation_id, name, events, runs, messages, sent, replied, booked, status_reached from automation_funnel();
reset automation.tenant_id;
select id, replied from automation_stats where tenant_id = 'b';
select count(*) from automation_funnel() where automation_id = 7;
create role regress_reader;
grant usage on schema crm to regress_reader;
grant select on all tables in schema crm to regress_reader;
alter table automations enable row level security;
create policy own on automations using (tenant_id = 'b');
alter table messages enable row level security;
create policy own on messages using (tenant_id = 'b');
set role regress_reader;
select id, name, ran, replied from automation_stats;
select count(*) from automation_answers where not exists (select from automation_daily_stats d where d.automation_id = automation_answers.automation_id and d.settled);
select automation_funnel();
reset role;

-- what is not asked for is not worked out
create function public.reads(query text) returns setof text language plpgsql as $$
declare
    line text;
begin
    for line in execute 'explain (costs off) ' || query loop
        return query select (regexp_matches(line, ' on (\w{3,})'))[1];
    end loop;
end $$;
select distinct r from public.reads('select name, queued, ran, skipped, failed, sent, times_triggered from crm.automation_stats') r order by 1;
select distinct r from public.reads('select replied from crm.automation_stats') r order by 1;

reset search_path;
set client_min_messages = warning;
drop function public.ago(text), public.reads(text);
drop extension automation cascade;
drop schema crm cascade;
drop role regress_reader;
