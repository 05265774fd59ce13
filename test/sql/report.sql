-- automation_report: the page has the numbers of the views, of the caller's tenant only, and everything in it is text.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm, public;
set timezone = 'UTC';
-- what programs read: the value of a metric in a page, or in the row of an automation
create function public.metric(page text, name text) returns bigint language sql as
$$ select (regexp_match(page, '<data value="(\d+)" data-metric="' || name || '"'))[1]::bigint $$;
create function public.rows_of(page text, metric text) returns table (id bigint, tenant text, line text) language sql as
$$ select r[1]::bigint, r[2], r[3] from regexp_matches(page, '<tr data-automation="(\d+?)" data-tenant="([^"]*?)">(.*?)</tr>', 'g') r
    where r[3] like '%"' || metric || '"%' $$;
-- reason, count and hint of a row of the failures
create function public.failures(page text) returns table (what text, reason text, count bigint, hint text) language sql as
$$ select (regexp_match(r[2], '<th scope="row">(.*?)</th>'))[1], r[1], metric(r[2], '\w+'), regexp_replace((regexp_match(r[2], '.*<td class="w">(.*)</td>'))[1], ' <span.*', '')
     from (select regexp_matches(page, '<tr data-reason="([^"]*?)">(.*?)</tr>', 'g') as r) f $$;

-- an empty database has a whole page
select pg_typeof(automation_report());
create temp table page as select automation_report()::text as html;
select html like '<!DOCTYPE html>%</html>%' as whole, html like '%<html lang="en">%' as lang, html like '%Nothing to show for this period.%' as nothing,
       html like '%<script%' as script, metric(html, 'events') as events, metric(html, 'sent') as sent, metric(html, 'waiting') as waiting,
       metric(html, 'held_messages') as held, metric(html, 'unclassified') as unclassified
  from page;
drop table page;

-- errors say what to write instead
select automation_report('2026-02-01', '2026-01-01');
select automation_report('2026-02-01', '2026-02-01');
select automation_report('infinity', '2026-02-01');
select automation_report(locale => 'not a locale');
select automation_report(locale => '');
-- a language without words in the report is English, and so is null
select l, (regexp_match(automation_report(locale => l), '<html lang="([^"]*)">'))[1] as lang from unnest('{en,de,de-AT,de_CH,en-US,fr,ja,xx,null}'::text[]) l;
select metric(automation_report('-infinity', 'infinity'), 'events') as events, metric(automation_report('2020-01-01', '2020-01-02'), 'events') as past,
       metric(automation_report('4000-01-01', 'infinity'), 'events') as future;

-- runs, of which some are skipped, blocked, failed or held, and one waits
insert into automations (id, name, type, trigger, message_template, review) values
  (1, 'hello', 'lead_followup', 'new_lead', 'hello {lead_name}', 'flagged'), (2, 'held "><img src=x onerror=alert(1)>', 'lead_followup', 'new_lead', 'held {lead_name}', 'always'),
  (3, 'none', 'lead_followup', 'new_lead', '{attributes.missing}', 'flagged');
insert into automations (id, name, type, trigger, actions) values (4, 'mark', 'crm_update', 'new_lead', '{"set": {"status": "marked"}}');
insert into automations (id, name, type, trigger, delay_days, message_template) values (5, 'later', 'lead_followup', 'new_lead', 2, 'later {lead_name}');
insert into leads (id, name, email) select i, 'Lead ' || i, 'lead' || i || '@example.com' from generate_series(1, 130) i;
insert into leads (id, name, email, opted_out) values (2001, 'Out', 'out@example.com', '{all}'), (2002, 'Second', 'second@example.com', '{email}');
insert into leads (id, name) values (2003, '<script>alert("lead")</script>');
call automation_run();
insert into messages (lead_id, direction, body) values (1, 'inbound', 'yes please'), (2, 'inbound', 'what does it cost?');
insert into bookings (lead_id, starts_at, ends_at) values (2, now() + interval '2 days', now() + interval '2 days 1 hour');
delete from messages where status = 'held' and lead_id not in (3, 2003);
-- a day that is folded and over, of an automation that was deleted since
insert into automation_daily_stats (automation_id, day, ran, failed, messages, sent, replied, booked, converted, settled, wait_buckets, wait_counts)
values (77, (now() at time zone 'UTC')::date - 20, 3000, 4, 2500, 2400, 200, 100, 50, true, '{318,400}', '{10,1}');

-- the totals are the sums of the views
create temp table page as select automation_report(null, null)::text as html;
select metric(html, 'events') = f.events as events, metric(html, 'runs') = f.runs as runs, metric(html, 'messages') = f.messages as messages,
       metric(html, 'sent') = f.sent as sent, metric(html, 'replied') = f.replied as replied, metric(html, 'booked') = f.booked as booked,
       f.events > 3400 and f.replied > 200 and f.booked > 100 as something
  from page, (select sum(events) as events, sum(runs) as runs, sum(messages) as messages, sum(sent) as sent, sum(replied) as replied,
                     sum(booked) as booked from automation_funnel()) f;
select metric(html, 'converted') = (select sum(converted) from automation_answers) as converted,
       metric(html, 'waiting') = (select sum(waiting) from automation_backlog) as waiting, metric(html, 'due') = (select sum(due) from automation_backlog) as due,
       metric(html, 'held_messages') as held, metric(html, 'held_messages') = (select count(*) from messages where status = 'held') as of_messages
  from page;
select metric(html, 'outcome_sent') = s.sent + 2400 as sent, metric(html, 'outcome_unsent') = s.messages - s.sent + 100 as unsent, metric(html, 'outcome_failed') = s.failed + 4 as failed,
       metric(html, 'outcome_blocked') = s.blocked as blocked, metric(html, 'outcome_skipped') = s.skipped as skipped
  from page, (select sum(messages) as messages, sum(sent) as sent, sum(skipped) as skipped, sum(blocked) as blocked, sum(failed) as failed from automation_stats) s;
-- and the rows of automations are those of automation_stats
select s.id, metric(r.line, 'automation_events') as events, metric(r.line, 'automation_runs') = s.ran as ran, metric(r.line, 'automation_skipped') = s.skipped as skipped,
       metric(r.line, 'automation_blocked') = s.blocked as blocked, metric(r.line, 'automation_failed') = s.failed as failed, metric(r.line, 'automation_held') = s.held as held,
       metric(r.line, 'automation_messages') = s.messages as messages, metric(r.line, 'automation_sent') = s.sent as sent,
       metric(r.line, 'automation_replied') = s.replied as replied, metric(r.line, 'automation_booked') = s.booked as booked, metric(r.line, 'automation_tokens') = s.tokens as tokens
  from automation_stats s left join (select r.* from page, rows_of(html, 'automation_events') r) r using (id) order by s.id;
select id, metric(line, 'automation_sent') as sent, line like '%deleted%' as deleted from page, rows_of(html, 'automation_events') where id = 77;
select w.id, metric(w.line, 'automation_waiting') = b.waiting as waiting from page, rows_of(html, 'automation_waiting') w left join automation_backlog b on b.automation_id = w.id;
-- waits: of all messages; one took half a minute
select (select sum(metric(html, 'wait_' || i)) from generate_series(0, 7) i) = (select sum(w) from automation_daily_stats, unnest(wait_counts) w) as all_messages,
       metric(html, 'wait_2') > 0 as up_to_a_minute from page;
-- leads by status
select count(*) > 0 and bool_and(s.leads = metric(r[2], 'status_leads')) as statuses
  from page, regexp_matches(html, '<tr data-status="([^"]*?)">(.*?)</tr>', 'g') r
  join lateral (select sum(leads) as leads from automation_statuses where status = r[1]) s on true;

-- of a period: whole days in UTC
select metric(automation_report(d - interval '21 days', d - interval '19 days'), 'sent') as sent, metric(automation_report(d - interval '21 days', d - interval '19 days'), 'runs') as runs,
       metric(automation_report(d - interval '19 days', d - interval '18 days'), 'events') as none, metric(automation_report(d - interval '20 days', d - interval '20 days' + interval '1 second'), 'sent') as first_second
  from (select date_trunc('day', now()) as d) d;
-- long ones begin where there are statistics, and are by day, week or month
select n, automation_report(now() - make_interval(days => n), now()) like '%>Outcomes by ' || unit || '<%' as unit
  from (values (30, 'day'), (395, 'day'), (500, 'day'), (3000, 'day')) v (n, unit);
insert into automation_daily_stats (automation_id, day, ran, messages, sent, settled) values (77, (now() at time zone 'UTC')::date - 3100, 1, 1, 1, true);
select n, automation_report(now() - make_interval(days => n), now()) like '%>Outcomes by ' || unit || '<%' as unit from (values (500, 'week'), (4000, 'month')) v (n, unit);
select metric(automation_report('-infinity', 'infinity'), 'sent') = (select sum(sent) from automation_daily_stats) as sent;

-- names are text
select html like '%<script%' or html like '%<img%' as markup, html like '%&lt;script&gt;alert(&quot;lead&quot;)&lt;/script&gt;%' as lead,
       html like '%held &quot;&gt;&lt;img src=x onerror=alert(1)&gt;%' as automation from page;
-- the page refers to nothing outside
select distinct regexp_matches(html, '(?:src|href|url)\s*[=(]\s*["'']?[^"'')> ]*', 'g') as reference from page order by 1;

-- sequences by step: those of the caller's tenant, the numbers of the period; nothing where there are none
select html like '%id="sequences"%' as sequences from page;
create function public.step_rows(page text) returns table (sequence bigint, step text, waiting bigint, ran bigint, skipped bigint, replied bigint, left_here bigint) language sql as
$$ select s[1]::bigint, r[1], metric(r[2], 'step_waiting'), metric(r[2], 'step_ran'), metric(r[2], 'step_skipped'), metric(r[2], 'step_replied'), metric(r[2], 'step_left_here')
     from regexp_matches(page, '<div data-sequence="(\d+?)" data-tenant="[^"]*?">(.*?)</table>', 'g') s, regexp_matches(s[2], '<tr data-step="([^"]*?)">(.*?)</tr>', 'g') r $$;
set client_min_messages = warning;
insert into automations (id, name, type, trigger, conditions, channel, steps) values (50, 'drip <b>', 'sequence', 'lead_status_changed', '{"lead_status": {"like": "drip%"}}', 'email',
  '[{"name": "one", "message_template": "One"}, {"name": "vip", "if": {"attributes.vip": true}, "then": [{"name": "call", "actions": {"set": {"attributes.called": true}}}]}, {"name": "two", "wait": "2 days", "message_template": "Two"}]');
reset client_min_messages;
update leads set status = 'drip', attributes = jsonb_build_object('vip', id = 11) where id in (10, 11, 12);
call automation_run();
insert into messages (lead_id, direction, body) values (12, 'inbound', 'no thank you');
select * from step_rows(automation_report());
select * from step_rows(automation_report(now() - interval '9 days', now() - interval '8 days'));
select automation_report() like '%<b>: Ran%' as markup, automation_report() like '%<title>drip &lt;b&gt;: Ran</title>%' as funnel, automation_report(locale => 'de') like '%>Sequenzen<%' as german;
set automation.tenant_id = 'c';
select count(*) from step_rows(automation_report());
reset automation.tenant_id;
delete from messages where lead_id = 12 and direction = 'inbound';
delete from automations where id = 50;
delete from automation_daily_stats where automation_id = 50;
delete from automation_stat_deltas where automation_id = 50;

-- numbers as the language writes them
select automation_report(locale => l) like '%>' || n || '</data>%' as found from (values ('en', '2,400'), ('de', '2.400'), ('de-CH', '2’400')) v (l, n);

-- what failed and why, with what to do; errors that differ in addresses and numbers only are one
set automation.restoring = on;
insert into messages (lead_id, automation_id, direction, channel, status, error, created_at)
select i, 1, 'outbound', 'email', 'failed', 'the server rejects the recipient: 550 5.1.1 <lead' || i || '@example.com> unknown, id 9' || 100000 + i, now() from generate_series(1, 12) i;
insert into messages (lead_id, direction, channel, status, error, created_at) values (1, 'outbound', 'sms', 'failed', 'HTTP 401: <b>no</b>', now()), (1, 'outbound', 'sms', 'failed', 'HTTP 401: <b>no</b>', now() - interval '40 days');
update automation_queue set last_error = 'HTTP 429 of the model' where lead_id = 1 and automation_id = 5;
insert into messages (id, lead_id, direction, flags, created_at) values (900001, 1, 'inbound', '{maybe_stop}', now()), (900002, 2, 'inbound', '{auto_reply,absent,absent_until:2026-12-05}', now());
reset automation.restoring;
select f.* from failures(automation_report()) f;
select f.hint from failures(automation_report(locale => 'de')) f;
select metric(automation_report(), 'unclassified') as unclassified;
select r[1] as channel, metric(r[2], 'suppressed') as addresses, metric(r[2], 'suppressed_in_period') as recent
  from regexp_matches(automation_report(), '<tr><th scope="row"><bdi>(\w+?)</bdi></th>(.*?suppressed.*?)</tr>', 'g') r order by 1;

-- each tenant sees its own, and nobody else's; what is wrong in the database is for those who see all of it
set automation.tenant_id = 'b';
insert into automations (id, name, type, trigger, message_template, review) values (8, 'of b', 'lead_followup', 'new_lead', 'b', 'always');
insert into leads (id, name) values (3001, 'Bea');
call automation_run();
reset automation.tenant_id;
create function public.seen(page text) returns table (events bigint, held bigint, bea boolean, hello boolean, findings boolean) language sql as
$$ select metric(page, 'events'), metric(page, 'held_messages'), page like '%>Bea<%', page like '%>hello<%', page like '%id="findings"%' $$;
set automation.tenant_id = 'b';
select * from seen(automation_report());
set automation.tenant_id = 'c';
select * from seen(automation_report());
reset automation.tenant_id;
select held, bea, hello, findings, events > 3400 as events from seen(automation_report());
create role regress_report_b;
grant usage on schema public to regress_report_b;
select automation_grant('regress_report_b', 'viewer', 'b');
set role regress_report_b;
select * from seen(crm.automation_report());
set automation.tenant_id = '';
select * from seen(crm.automation_report());
reset automation.tenant_id;
reset role;
create role regress_report_all;
select automation_grant('regress_report_all', 'operator');
set role regress_report_all;
select held, bea, hello, findings from seen(crm.automation_report());
reset role;
create role regress_report_app;
select automation_grant('regress_report_app', 'app');
set role regress_report_app;
select crm.automation_report();
reset role;

-- no statement reads all messages or all activities
set automation.restoring = on;
insert into messages (lead_id, automation_id, direction, status, created_at)
select 1 + i % 130, 1 + i % 2, 'outbound', 'recorded', now() - i * interval '1 minute' from generate_series(1, 60000) i;
insert into messages (lead_id, direction, created_at) select 1 + i % 5, 'inbound', now() - i * interval '1 hour' from generate_series(1, 900) i;
insert into activities (lead_id, automation_id, type, created_at) select 1 + i % 130, 1, 'automation_ran', now() - i * interval '1 minute' from generate_series(1, 60000) i;
reset automation.restoring;
analyze messages, activities;
select from pg_stat_force_next_flush();
begin;
select length(automation_report()) > 10000 as page;
select relname, seq_scan, idx_scan > 0 as by_index from pg_stat_xact_user_tables where schemaname = 'crm' and relname in ('messages', 'activities') order by 1;
select idx_tup_fetch between 10000 and 11000 as newest from pg_stat_xact_user_tables where schemaname = 'crm' and relname = 'activities';
commit;

-- schema api has it, with the media type as its result
select automation_install_api();
select p.proname, t.typname, b.typname as base from pg_proc p join pg_type t on t.oid = p.prorettype join pg_type b on b.oid = t.typbasetype
 where p.pronamespace = 'api'::regnamespace and p.proname = 'automation_report';
set role regress_report_b;
select metric(api.automation_report(locale => 'de'), 'held_messages') as held;
reset role;

-- a type of the name is left alone
set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
create schema crm;
create domain crm."text/html" as text;
create extension automation schema crm;
drop schema crm cascade;
reset search_path;
drop function public.metric(text, text), public.rows_of(text, text), public.failures(text), public.seen(text), public.step_rows(text);
drop owned by regress_report_b, regress_report_all, regress_report_app;
drop role regress_report_b, regress_report_all, regress_report_app;
