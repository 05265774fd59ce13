-- What a session sets for itself changes nothing of what automations do: the same scenario under each setting, in a
-- session of its own, ends with the same rows and the same answers as under none.
\set SHOW_CONTEXT never
\set VERBOSITY terse
set client_min_messages = error;
create role regress_automation_app;
create role regress_automation_staff;
create role regress_automation_owner;
create schema crm;
create extension automation schema crm;
do $$
declare
    relation text;
begin
    for relation in select c.oid::regclass from pg_class c where c.relnamespace = 'crm'::regnamespace and c.relkind in ('r', 'v') loop
        execute format('alter table %s owner to regress_automation_owner', relation);
    end loop;
end $$;
grant usage, create on schema crm to regress_automation_owner;
grant execute on all functions in schema crm to regress_automation_owner;
select crm.automation_grant('regress_automation_app', 'app');
select crm.automation_grant('regress_automation_staff', 'operator', 'a');
create schema test;
grant usage on schema test to public;
create table test.seen (setting text, line integer, step text, answer text, primary key (setting, line));
grant all on test.seen to public;

-- Each step as one text; an error as its SQLSTATE and message.
create function test.step(setting text, step text, query text) returns void language plpgsql as $$
declare
    answer text;
begin
    begin
        execute 'select pg_catalog.string_agg(a::pg_catalog.text, '' / '') from (' || query || ') a' into answer;
    exception when others then
        answer := sqlstate || ' ' || sqlerrm;
    end;
    insert into test.seen values (setting, (select count(*) from test.seen s where s.setting = step.setting), step, answer);
end $$;
alter function test.step set search_path = pg_catalog;

-- The founding scenario by a tenant's staff, an application, the owner of the tables and a superuser. Texts of moments
-- depend on what a session wants to see: they are compared as hours from now.
create procedure test.scenario(setting text) language plpgsql as $$
declare
    hours constant pg_catalog.text := 'pg_catalog.round(extract(epoch from %s - pg_catalog.now()) / 3600)';
begin
    truncate crm.leads, crm.automations, crm.bookings, crm.messages, crm.activities, crm.automation_queue, crm.automation_enrollments,
             crm.automation_watches, crm.automation_stat_deltas, crm.automation_daily_stats, crm.automation_suppressions restart identity cascade;
    perform pg_catalog.set_config('role', 'regress_automation_staff', true);
    perform test.step(setting, 'create', $q$ select crm.automation_create($j${"name":"Welcome \"you\" \\ O'Neill","type":"lead_followup","trigger":"new_lead","delay_hours":2,"channel":"email","message_template":"Hi {lead_name}, \\ {attributes.price} {attributes.when}","conditions":{"source":{"in":["Website",null]},"attributes.price":{"gte":19.9}}}$j$) - 'created_at' - 'updated_at' $q$);
    perform test.step(setting, 'create again', $q$ select crm.automation_create('{"name":"Remind","type":"booking_reminder","trigger":"booking_reminder_hours","delay_hours":24,"message_template":"{booking_date} {booking_time} {booking_title}","cooldown":"1 day 02:00:00"}') -> 'delay_hours' $q$);
    perform test.step(setting, 'create the third', $q$ select crm.automation_create($j${"name":"Sort","type":"crm_update","trigger":"lead_status_changed","conditions":{"old.status":"new"},"actions":{"set":{"attributes.tier":"gold"},"add":{"attributes.tags":["a\\b"],"attributes.n":1.50}}}$j$) -> 'actions' $q$);
    perform test.step(setting, 'create the fourth', $q$ select crm.automation_create('{"name":"Silent","type":"lead_followup","trigger":"no_contact_days","delay_days":30,"message_template":"Long time"}') ->> 'name' $q$);
    perform test.step(setting, 'refused', $q$ select crm.automation_create('{"name":"x","tpye":"lead_followup"}') $q$);
    perform pg_catalog.set_config('role', 'regress_automation_app', true);
    perform pg_catalog.set_config('automation.tenant_id', 'a', true);
    insert into crm.leads (name, email, phone, source, timezone, attributes)
    values ('Ann', 'Ann@Example.com', '+49 170 1234567', 'Website', 'Europe/Berlin', '{"price": 19.90, "when": "2026-11-24T14:30:00+01:00", "big": 12345678901234567890}'),
           ($v$Bea \ O'Neill$v$, null, null, null, 'nowhere', '{"price": 20}'), ('Cem', 'cem@example.com', null, 'Fair', null, '{}');
    insert into crm.leads (name, email, created_at, last_contacted) values ('Dee', 'dee@example.com', pg_catalog.now() - pg_catalog.interval '90 days', pg_catalog.now() - pg_catalog.interval '60 days');
    insert into crm.bookings (lead_id, title, starts_at, ends_at) values (1, 'Massage', pg_catalog.now() + pg_catalog.interval '3 days', pg_catalog.now() + pg_catalog.interval '73 hours');
    update crm.leads set status = 'won' where id in (1, 3);
    perform test.step(setting, 'receive', $q$ select crm.automation_receive('sms', '0170 1234567', 'STOP'), crm.automation_receive('email', 'cem@example.com', 'Yes, please') $q$);
    perform pg_catalog.set_config('role', 'regress_automation_staff', true);
    perform test.step(setting, 'queued', pg_catalog.format($q$ select automation_id, lead_id, booking_id, event, %s as due, context from crm.automation_queue order by 1, 2 $q$, pg_catalog.format(hours, 'run_at')));
    perform test.step(setting, 'list', $q$ select id, name, type, delay, conditions from crm.automation_list() order by id $q$);
    perform test.step(setting, 'explain', $q$ select step, ok, detail from crm.automation_explain(1, 1) where detail !~ '20[0-9][0-9]-' $q$);
    perform test.step(setting, 'why', $q$ select automation_id, would_run, reason from crm.automation_why(2) $q$);
    perform test.step(setting, 'test', $q$ select recipient, subject, body, origin, would_run, reasons from crm.automation_test(1, 1) $q$);
    perform test.step(setting, 'preview', $q$ select lead_id, lead_name, would_run, reason from crm.automation_preview(4) $q$);
    perform test.step(setting, 'summary', $q$ select what, value from crm.automation_preview_summary(4) where what !~ '^[0-9]' and what !~ '20[0-9][0-9]' $q$);
    perform test.step(setting, 'upcoming', pg_catalog.format($q$ select automation_id, event, would_run, reason, %s from crm.automation_upcoming(1) $q$, pg_catalog.format(hours, 'due_at')));
    perform test.step(setting, 'simulate', $q$ select automation_id, lead_name, event, would_run, reason, body from crm.automation_simulate('insert into crm.leads (name, attributes) values (''Sim'', ''{"price": 30}''); update crm.leads set status = ''open'' where id = 2') $q$);
    perform test.step(setting, 'render', $q$ select crm.automation_render('{lead_name|you} {booking_title} {attributes.big} {attributes.price}', 1, 1) $q$);
    perform test.step(setting, 'export', $q$ select crm.automation_export() $q$);
    perform test.step(setting, 'trigger', $q$ select crm.automation_trigger('lead_status_changed', 2, '{"old_status": "new", "new_status": "won"}') $q$);
    perform test.step(setting, 'cancel', $q$ select crm.automation_cancel(3, 3) $q$);
    perform pg_catalog.set_config('role', 'regress_automation_owner', true);
    perform pg_catalog.set_config('automation.tenant_id', '', true);
    update crm.automation_queue set run_at = run_at - pg_catalog.interval '2 hours', event_at = event_at - pg_catalog.interval '2 hours' where automation_id = 1;
    perform test.step(setting, 'grant', $q$ select crm.automation_grant('regress_automation_app', 'operator'), crm.automation_grant('regress_automation_app', 'app') $q$);
    perform test.step(setting, 'grant tenant', $q$ select crm.automation_grant('regress_automation_staff', 'operator', 'b'), crm.automation_grant('regress_automation_staff', 'none', 'b') $q$);
    perform pg_catalog.set_config('role', 'none', true);
    -- something to make, by a superuser
    drop view crm.automation_stats;
    drop index if exists crm.leads_created_at_idx;
    perform test.step(setting, 'install again', $q$ select crm.automation_install() $q$);
    perform test.step(setting, 'rights of what was made', $q$ select pg_catalog.has_table_privilege('regress_automation_staff', 'crm.automation_stats', 'select') $q$);
    perform test.step(setting, 'start', $q$ select crm.automation_start() is not null, crm.automation_stop() is not null, (select state in ('stopped', 'not preloaded') from crm.automation_status()) $q$);
end $$;
create procedure test.outcome(setting text) language plpgsql as $$
begin
    perform test.step(setting, 'messages', $q$ select lead_id, automation_id, direction, channel, recipient, subject, pg_catalog.regexp_replace(body, '[0-9]{4}.*', 'date'), status, origin from crm.messages order by id $q$);
    perform test.step(setting, 'activities', $q$ select type, lead_id, automation_id, description, details - 'message_id' from crm.activities where type <> 'automation_tested' order by type collate "C", lead_id, automation_id $q$);
    perform test.step(setting, 'leads', $q$ select id, name, status, opted_out, attributes, last_contacted is not null, silent_since is not null, last_inbound_at is not null from crm.leads order by id $q$);
    perform test.step(setting, 'stats', $q$ select id, queued, ran, skipped, blocked, failed from crm.automation_stats order by id $q$);
    perform test.step(setting, 'timeline', $q$ select count(*) from crm.automation_timeline $q$);
    commit;
end $$;
-- a session for each, with what this server knows of it; several that hardly anybody would think of in one
\getenv directory PG_ABS_SRCDIR
\set scenario :directory '/data/session_setting.sql'
\set ECHO none
\set settings ''
\i :scenario
\set settings 'transform_null_equals=on'
\i :scenario
\set settings 'standard_conforming_strings=off'
\i :scenario
\set settings 'backslash_quote=off; escape_string_warning=off; array_nulls=off'
\i :scenario
\set settings 'quote_all_identifiers=on'
\i :scenario
\set settings 'datestyle=German, DMY; intervalstyle=iso_8601; timezone=Pacific/Apia'
\i :scenario
\set settings 'datestyle=SQL, YMD; intervalstyle=sql_standard; timezone=America/St_Johns; timezone_abbreviations=Australia'
\i :scenario
\set settings 'bytea_output=escape; extra_float_digits=-15; client_encoding=LATIN1; lc_time=C; lc_numeric=C; xmlbinary=hex'
\i :scenario
\set settings 'client_encoding=SQL_ASCII; xmloption=document; check_function_bodies=off'
\i :scenario
\set settings 'search_path='
\i :scenario
\set settings 'search_path=pg_temp, test, crm, pg_catalog'
\i :scenario
\set settings 'default_transaction_isolation=serializable'
\i :scenario
\set settings 'default_transaction_isolation=repeatable read; default_transaction_deferrable=on'
\i :scenario
\set settings 'plan_cache_mode=force_custom_plan; work_mem=64kB; temp_buffers=100; gin_fuzzy_search_limit=1'
\i :scenario
\set settings 'enable_indexscan=off; enable_bitmapscan=off; enable_nestloop=off; enable_sort=off; enable_hashagg=off; enable_material=off; enable_indexonlyscan=off; from_collapse_limit=1; join_collapse_limit=1; geqo_threshold=2; constraint_exclusion=on; seq_page_cost=1000000; random_page_cost=0; effective_cache_size=1; cursor_tuple_fraction=0.01'
\i :scenario
\set settings 'plpgsql.variable_conflict=use_column; plpgsql.extra_errors=all; plpgsql.check_asserts=off'
\i :scenario
\set settings 'plpgsql.variable_conflict=use_variable; jit_above_cost=0'
\i :scenario
\set settings 'debug_parallel_query=regress; force_parallel_mode=regress; parallel_setup_cost=0; max_parallel_workers_per_gather=4; parallel_leader_participation=off'
\i :scenario
\set settings 'synchronous_commit=off; lock_timeout=10s; statement_timeout=60s; idle_in_transaction_session_timeout=100s; default_toast_compression=pglz; lo_compat_privileges=on; vacuum_cost_delay=1; track_activities=off; stats_fetch_consistency=none; application_name=x; deadlock_timeout=1ms; max_stack_depth=200kB; default_statistics_target=1'
\i :scenario
\set settings 'role=regress_automation_owner'
\i :scenario
\set ECHO all
set client_min_messages = error;
-- none of them makes a difference
select s.setting, s.line, s.step, n.answer as as_usual, s.answer
  from test.seen s
  full join (select * from test.seen where setting = '') n on n.line = s.line
 where s.setting is distinct from '' and (s.answer is distinct from n.answer or s.step is distinct from n.step)
 order by s.setting collate "C", s.line;
select count(distinct setting) as sessions, min(lines) = max(lines) as all_whole from (select setting, count(*) as lines from test.seen group by 1) s;
-- the scenario as it goes in every one of them
select line, step, answer from test.seen where setting = '' order by line;
select crm.automation_grant('regress_automation_app', 'none'), crm.automation_grant('regress_automation_staff', 'none');
drop extension automation cascade;
drop schema crm cascade;
drop schema test cascade;
drop owned by regress_automation_owner;
drop role regress_automation_app, regress_automation_staff, regress_automation_owner;
