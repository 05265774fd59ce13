-- A role that is limited to a tenant sees and touches that tenant only: through every table, view, function and trigger,
-- whatever it sets. Functions are taken from the catalogue: one that is added without a call below makes this fail.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create role regress_limited_a;
create schema crm;
create extension automation schema crm;
reset client_min_messages;

-- a and b have the same of everything, and what is b's says so; so does what belongs to no tenant
do $$
declare
    t record;
begin
    perform set_config('automation.restoring', 'on', true);
    for t in select * from (values ('a', 0, 'open'), ('b', 1, 'SECRET'), ('', 2, 'SECRET')) t (tenant, i, word) loop
        perform set_config('automation.tenant_id', t.tenant, true);
        insert into crm.leads (id, name, email, phone, status)
        values (1 + t.i, t.word || ' lead', t.word || '@example.com', '+4930123456' || t.i, 'new');
        insert into crm.bookings (id, lead_id, title, starts_at, ends_at)
        values (11 + t.i, 1 + t.i, t.word || ' massage', now() + interval '2 days', now() + interval '49 hours');
        insert into crm.automations (id, name, type, trigger, message_template) values
          (21 + t.i, t.word || ' welcome', 'lead_followup', 'new_lead', t.word || ' to {lead_name}'),
          (24 + t.i, t.word || ' reminder', 'booking_reminder', 'booking_reminder_hours', t.word || ' at {booking_time}');
        update crm.automations set delay_hours = 3, created_at = now() - interval '1 day' where id = 24 + t.i;
        insert into crm.messages (id, lead_id, automation_id, channel, recipient, subject, body, status, provider_message_id, direction) values
          (31 + t.i, 1 + t.i, 21 + t.i, 'email', t.word || '@example.com', t.word, t.word || ' held', 'held', null, 'outbound'),
          (34 + t.i, 1 + t.i, 21 + t.i, 'email', t.word || '@example.com', t.word, t.word || ' failed', 'failed', null, 'outbound'),
          (37 + t.i, 1 + t.i, 21 + t.i, 'sms', '+4930123456' || t.i, null, t.word || ' sent', 'sent', 'SM' || t.i, 'outbound'),
          (51 + t.i, 1 + t.i, null, 'email', null, null, t.word || ' inbound', 'received', 'IN' || t.i, 'inbound');
        insert into crm.activities (id, type, description, lead_id, automation_id, details) values
          (41 + t.i, 'automation_failed', t.word || ' failed', 1 + t.i, 21 + t.i, jsonb_build_object('event', 'new_lead', 'word', t.word));
        insert into crm.automation_queue (id, automation_id, lead_id, event, event_at, run_at, last_error)
        values (61 + t.i, 21 + t.i, 1 + t.i, 'new_lead', now(), now() - interval '1 minute', t.word);
        insert into crm.automation_enrollments (automation_id, lead_id, last_run_at, runs) values (21 + t.i, 1 + t.i, now(), 1);
        insert into crm.automation_stat_deltas (automation_id, ran, messages, sent) values (21 + t.i, 7 + t.i, 5, 5);
        insert into crm.automation_daily_stats (automation_id, day, ran, messages, sent, settled, statuses)
        values (21 + t.i, current_date - 2, 70 + t.i, 5, 5, true, jsonb_build_object(t.word, 3));
        insert into crm.automation_suppressions (channel, address, reason) values ('email', t.word || '-gone@example.com', t.word);
        insert into crm.automation_settings (business_name, voice) values (nullif('the ' || t.word || ' salon', 'the SECRET salon'), t.word);
        insert into crm.automation_channels (channel, provider, settings)
        values ('sms', 'webhook', jsonb_build_object('url', 'https://' || lower(t.word) || '.example.com/SECRET'));
        insert into crm.automation_booking_sources (name, company, login, secret, enabled, last_error, paused_reason)
        values ('simplybook', t.word, t.word, to_jsonb('SECRET'::text), true, t.word || ' trouble', t.word);
    end loop;
end $$;
update crm.automation_channels set settings = '{"url": "https://open.example.com/"}' where tenant_id = 'a';
update crm.automation_booking_sources set secret = '"open"' where tenant_id = 'a';
select setval(pg_get_serial_sequence('crm.' || t, 'id'), 1000) from unnest('{leads,bookings,automations,messages,activities}'::text[]) t;
analyze crm.leads, crm.automations, crm.messages;
select crm.automation_grant('regress_limited_a', 'admin', 'a');

-- what is not a's, in one word: it changes when any of it does
create function public.of_others() returns text language plpgsql as $$
declare
    relation regclass;
    rows text;
    sum text := '';
begin
    for relation in select oid from pg_class where relnamespace = 'crm'::regnamespace and relkind = 'r' order by relname loop
        execute format('select string_agg(t::text, chr(10) order by t::text) from %s t where tenant_id <> ''a''', relation) into rows;
        sum := md5(sum || coalesce(rows, ''));
    end loop;
    return sum;
end $$;
-- runs a statement as the role, with a setting, and undoes it: how many rows it gives, or the error; and what it must not do
create function public.tried(statement text, setting text) returns text language plpgsql as $$
declare
    before text := public.of_others();
    shown text;
    count bigint;
    verdict text := '';
begin
    begin
        perform set_config('automation.tenant_id', setting, true);
        set local role regress_limited_a;
        begin
            if statement ~ '^(select|table|with)' then
                execute format('select count(*), string_agg(x::text, '' '') from (%s) x', statement) into count, shown;
                verdict := case when count = 1 then '1 row' else count || ' rows' end;
            else
                execute statement;
                get diagnostics count = row_count;
                verdict := case when count = 1 then '1 row' else count || ' rows' end;
            end if;
        exception when others then
            shown := sqlerrm;
            verdict := sqlstate || ' ' || sqlerrm;
        end;
        reset role;
        if shown ~ 'SECRET' then verdict := 'SHOWS WHAT IS NOT ITS OWN: ' || shown; end if;
        if public.of_others() <> before then verdict := 'TOUCHES WHAT IS NOT ITS OWN, ' || verdict; end if;
        raise exception using errcode = 'AU001';
    exception when sqlstate 'AU001' then
        return verdict;
    end;
end $$;
create function public.tried_all(statement text) returns text language sql as $$
    select string_agg(distinct public.tried(statement, s), ' | ') from unnest(array['', 'a', 'b', 'c']) s
$$;

-- every table and view, even those that it has no right to by its level
grant select on all tables in schema crm to regress_limited_a;
select c.relname, public.tried_all(format('select * from crm.%I', c.relname)) as has,
       public.tried_all(format('select * from crm.%I where tenant_id <> ''a''', c.relname)) as of_others
  from pg_class c where c.relnamespace = 'crm'::regnamespace and c.relkind in ('r', 'v', 'm', 'p', 'f') order by 1;
revoke select on crm.automation_instance, crm.automation_grants from regress_limited_a;

-- every right to write
select c.relname,
       public.tried_all(format('update crm.%I set tenant_id = tenant_id where tenant_id <> ''a''', c.relname)) as updates,
       public.tried_all(format('delete from crm.%I where tenant_id <> ''a''', c.relname)) as deletes,
       public.tried_all(format('insert into crm.%1$I select (jsonb_populate_record(t, ''{"tenant_id": "b"}'')).* from crm.%1$I t', c.relname)) as inserts
  from pg_class c where c.relnamespace = 'crm'::regnamespace and c.relkind in ('r', 'p') order by 1;
select has_table_privilege('regress_limited_a', c.oid, 'truncate, references, trigger') as more, count(*)
  from pg_class c where c.relnamespace = 'crm'::regnamespace and c.relkind in ('r', 'p', 'v') group by 1;

-- every function. A call names b's things (2, 12, 22, 25, 32, 35, 38, 42) where the function takes any, and a's (one less)
create table public.calls (ordinal integer generated always as identity, routine name, statement text);
insert into public.calls (routine, statement) values
  ('automation_create', $$select crm.automation_create('{"name":"x","type":"lead_followup","trigger":"new_lead"}')$$),
  ('automation_create', $$select crm.automation_create('{"name":"x","type":"lead_followup","trigger":"new_lead","tenant_id":"b"}')$$),
  ('automation_update', $$select crm.automation_update(22, '{"name":"x"}')$$),
  ('automation_update', $$select crm.automation_update(21, '{"name":"x"}')$$),
  ('automation_enable', $$select crm.automation_enable(22, false)$$),
  ('automation_enable', $$select crm.automation_enable(21, false)$$),
  ('automation_delete', $$select crm.automation_delete(22)$$),
  ('automation_delete', $$select crm.automation_delete(21)$$),
  ('automation_list', $$select * from crm.automation_list()$$),
  ('automation_presets', $$select * from crm.automation_presets() limit 1$$),
  ('automation_install_preset', $$select * from crm.automation_install_preset('booking_care') r where r ->> 'tenant_id' = 'a'$$),
  ('automation_export', $$select crm.automation_export()$$),
  ('automation_import', $$select * from crm.automation_import('{"format":1,"automations":[{"name":"SECRET welcome","type":"lead_followup","trigger":"new_lead"}]}') r where r ->> 'tenant_id' <> 'a'$$),
  ('automation_import', $$select * from crm.automation_import('{"format":1,"automations":[{"name":"open welcome","type":"lead_followup","trigger":"new_lead"}]}') r where r ->> 'id' = '21'$$),
  ('automation_test', $$select * from crm.automation_test(22, 2)$$),
  ('automation_test', $$select * from crm.automation_test(21, 2)$$),
  ('automation_test', $$select * from crm.automation_test(22, 1)$$),
  ('automation_test', $$select * from crm.automation_test(24, 1, 12)$$),
  ('automation_test', $$select * from crm.automation_test(21, 1, null, true)$$),
  ('automation_trigger', $$select crm.automation_trigger('new_lead', 2)$$),
  ('automation_trigger', $$select crm.automation_trigger('booking_reminder_hours', 1, '{"booking_id": 12}')$$),
  ('automation_trigger', $$select crm.automation_trigger('message_received', 1, '{"message_id": 52}')$$),
  ('automation_trigger', $$select crm.automation_trigger('new_lead', 1)$$),
  ('automation_enroll', $$select crm.automation_enroll(22, 2)$$),
  ('automation_enroll', $$select crm.automation_enroll(21, 2)$$),
  ('automation_enroll', $$select crm.automation_enroll(22, 1)$$),
  ('automation_enroll', $$select crm.automation_enroll(21, 1)$$),
  ('automation_exit', $$select crm.automation_exit(22, 2)$$),
  ('automation_exit', $$select crm.automation_exit(21, 1)$$),
  ('automation_move', $$select crm.automation_move(22, 2, 'x')$$),
  ('automation_move', $$select crm.automation_move(21, 1, 'x')$$),
  ('automation_run', $$call crm.automation_run()$$),
  ('automation_cancel', $$select crm.automation_cancel(2)$$),
  ('automation_cancel', $$select crm.automation_cancel(1, 22)$$),
  ('automation_cancel', $$select crm.automation_cancel(1)$$),
  ('automation_merge_leads', $$select crm.automation_merge_leads(1, 2)$$),
  ('automation_merge_leads', $$select crm.automation_merge_leads(2, 1)$$),
  ('automation_person', $$select crm.automation_person(2)$$),
  ('automation_person', $$select 1 from crm.automation_person(1) p where p::text ~ 'SECRET' or (p #>> '{lead,id}') <> '1'$$),
  ('automation_person', $$select 1 from crm.automation_person(1) p where p #>> '{lead,id}' = '1'$$),
  ('automation_forget', $$select crm.automation_forget(2)$$),
  ('automation_forget', $$select 1 from crm.automation_forget(1) f where f ->> 'bookings' > '0'$$),
  ('automation_progress', $$select * from crm.automation_progress() p where p.tenant_id is distinct from 'a'$$),
  ('automation_rehearse', $$select * from crm.automation_rehearse(22, 2)$$),
  ('automation_rehearse', $$select * from crm.automation_rehearse(21, 2)$$),
  ('automation_rehearse', $$select * from crm.automation_rehearse(21, 1)$$),
  ('automation_explain', $$select * from crm.automation_explain(22, 2)$$),
  ('automation_explain', $$select * from crm.automation_explain(21, 2)$$),
  ('automation_explain', $$select * from crm.automation_explain(22, 1)$$),
  ('automation_explain', $$select * from crm.automation_explain(24, 1, 12)$$),
  ('automation_explain', $$select * from crm.automation_explain(21, 1) where step = 'automation'$$),
  ('automation_why', $$select * from crm.automation_why(2)$$),
  ('automation_why', $$select * from crm.automation_why(1)$$),
  ('automation_upcoming', $$select * from crm.automation_upcoming(2)$$),
  ('automation_upcoming', $$select * from crm.automation_upcoming(1)$$),
  ('automation_preview', $$select * from crm.automation_preview(22)$$),
  ('automation_preview', $$select * from crm.automation_preview(21)$$),
  ('automation_preview_summary', $$select * from crm.automation_preview_summary(22)$$),
  ('automation_preview_summary', $$select * from crm.automation_preview_summary(21) where what = 'matches' and value = 1$$),
  ('automation_simulate', $$select * from crm.automation_simulate('update crm.leads set status = ''SECRET''')$$),
  ('automation_simulate', $$select * from crm.automation_simulate('insert into crm.leads (name) values (''new'')')$$),
  ('automation_simulate', $$select * from crm.automation_simulate('insert into crm.leads (tenant_id, name) values (''b'', ''new'')')$$),
  ('automation_render', $$select * from crm.automation_render('{lead_name} {booking_title}', 2)$$),
  ('automation_render', $$select * from crm.automation_render('{lead_name} {booking_title}', 1, 12)$$),
  ('automation_render', $$select * from crm.automation_render('{lead_name} {booking_title}', 1)$$),
  ('automation_funnel', $$select * from crm.automation_funnel()$$),
  ('automation_report', $$select crm.automation_report()$$),
  ('automation_approve', $$select crm.automation_approve(32)$$),
  ('automation_approve', $$select crm.automation_approve(31)$$),
  ('automation_reject', $$select crm.automation_reject(32)$$),
  ('automation_reject', $$select crm.automation_reject(31)$$),
  ('automation_retry', $$select crm.automation_retry(35)$$),
  ('automation_retry', $$select crm.automation_retry(34)$$),
  ('automation_retry_run', $$select crm.automation_retry_run(42)$$),
  ('automation_retry_run', $$select crm.automation_retry_run(41)$$),
  ('automation_classify', $$select crm.automation_classify(52, 'stop')$$),
  ('automation_classify', $$select crm.automation_classify(51, 'answer')$$),
  ('automation_status', $$select * from crm.automation_status() where pid is null and in_flight = 0 and queued = 1 and due = 1 and processed = 0 and failed = 0 and last_error is null$$),
  ('automation_receive', $$select where crm.automation_receive('email', 'SECRET@example.com', 'x') is not null$$),
  ('automation_receive', $$select where crm.automation_receive('email', 'x', 'x', null, 'IN1') is not null$$),
  ('automation_receive', $$select where crm.automation_receive('email', 'open@example.com', 'STOP') is not null$$),
  ('automation_receive_mail', $$select where crm.automation_receive_mail(convert_to(e'From: SECRET@example.com\n\nx', 'UTF8')) is not null$$),
  ('automation_delivery_report', $$select where crm.automation_delivery_report('sms', 'SM1', 'bounced') is not null$$),
  ('automation_delivery_report', $$select where crm.automation_delivery_report('sms', 'SM0', 'bounced') is not null$$),
  ('automation_booking_hook', $$select where crm.automation_booking_hook('{"company": "SECRET"}')$$),
  ('automation_booking_hook', $$select where crm.automation_booking_hook('{"company": "open"}')$$),
  ('automation_tenants', $$select where crm.automation_tenants('app') = '{a}' and crm.automation_tenants('admin') = '{a}'$$),
  ('automation_acting_tenant', $$select where crm.automation_acting_tenant('app') = 'a' and crm.automation_acting_tenant('admin') = 'a'$$),
  ('automation_unsubscribe', $$select crm.automation_unsubscribe('made up')$$);
grant select on public.calls to regress_limited_a;
select c.statement, public.tried_all(c.statement) as outcome from public.calls c order by c.ordinal;
-- those that it may execute and that no call above tries; there must be none
select p.oid::regprocedure as untried from pg_proc p
 where p.pronamespace = 'crm'::regnamespace and has_function_privilege('regress_limited_a', p.oid, 'execute')
   and p.proname not in (select routine from public.calls);
-- those that are the owner's alone, and those that a trigger calls: one more of them is to be thought about
select p.proname, p.prorettype = 'trigger'::regtype as of_triggers from pg_proc p
 where p.pronamespace = 'crm'::regnamespace and not has_function_privilege('regress_limited_a', p.oid, 'execute') order by of_triggers, p.proname collate "C";
-- functions that run as their owner would be a way around it
select p.oid::regprocedure from pg_proc p where p.pronamespace = 'crm'::regnamespace and p.prosecdef;
-- so would be views
select c.oid::regclass from pg_class c where c.relnamespace = 'crm'::regnamespace and c.relkind = 'v'
   and not coalesce('security_invoker=true' = any (c.reloptions), false);

-- triggers: rules of a act on what a writes, and b's are left alone, whatever the session says of itself
set role regress_limited_a;
set automation.tenant_id = 'b';
show automation.tenant_id;
insert into crm.leads (name, email) values ('new', 'new@example.com') returning tenant_id;
insert into crm.bookings (lead_id, title, starts_at) select id, 'cut', now() + interval '2 hours' from crm.leads where name = 'new' returning tenant_id;
insert into crm.messages (lead_id, direction, body) select id, 'inbound', 'hello' from crm.leads where name = 'new' returning tenant_id;
update crm.leads set status = 'won' where name = 'new' returning status;
reset role;
reset automation.tenant_id;
select tenant_id, event, count(*) from crm.automation_queue where id > 100 or id < 60 group by 1, 2 order by 1, 2;

-- nor does it run what is due of others, even where somebody gave it the right to
grant execute on procedure crm.automation_run to regress_limited_a;
set role regress_limited_a;
call crm.automation_run(null);
reset role;

-- nothing refers to what is b's
select public.tried_all('insert into crm.bookings (lead_id, title) values (2, ''x'')') as booking;
select public.tried_all('insert into crm.messages (lead_id, body) values (2, ''x'')') as message;
select public.tried_all('update crm.bookings set lead_id = 2') as moved;
select public.tried_all('update crm.leads set tenant_id = ''b''') as given_away;
select public.tried_all('insert into crm.leads (id, name) values (2, ''x'') on conflict (id, tenant_id) do update set name = ''taken''') as conflict;
select public.tried_all('merge into crm.leads l using (values (2)) v (id) on l.id = v.id when matched then update set name = ''x'' when not matched then do nothing') as merged;

-- neither a function that looks at rows, nor statistics, nor a switch shows them
create function public.look(text) returns boolean language plpgsql cost 0.0001 as 'begin raise notice ''seen: %'', $1; return true; end';
set role regress_limited_a;
select count(*) from crm.leads where public.look(name);
select count(*) from crm.automation_timeline where public.look(description) and type = 'automation_failed';
select count(*) from pg_stats where schemaname = 'crm';
set row_security = off;
select count(*) from crm.leads;
reset row_security;
copy crm.leads (tenant_id, name) from stdin;
\.
copy (select name from crm.leads where id < 10) to stdout;
prepare mine as select name from crm.leads where id < 10;
execute mine;
reset role;
execute mine;
set role regress_limited_a;
execute mine;

-- a plan that looks its tenants up in an index
set enable_seqscan = off;
do $$
declare
    line text;
begin
    for line in explain (costs off) select * from crm.automations where trigger = 'new_lead' loop
        if line ~ 'Index Cond: .*tenant_id = ANY .*trigger = ' then raise notice 'by the index'; end if;
    end loop;
end $$;
reset enable_seqscan;
reset role;

set client_min_messages = warning;
drop function public.of_others(), public.tried(text, text), public.tried_all(text), public.look(text);
drop table public.calls;
drop extension automation cascade;
drop schema crm cascade;
drop role regress_limited_a;
