-- Whose rights: what automations do, they do as the owner of the tables. A role that may only insert leads gets
-- nothing by it, and nobody becomes more than he is.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create role regress_rights_app;
create role regress_rights_owner;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
create view public.letters as
select l.name as lead, a.type, m.body, m.status from crm.activities a join crm.leads l on l.id = a.lead_id
  left join crm.messages m on m.id = a.message_id order by a.id;
insert into crm.automations (name, type, trigger, message_template) values
  ('hello', 'lead_followup', 'new_lead', 'hello {lead_name}'), ('answer', 'lead_followup', 'message_received', 'thanks {lead_name}'),
  ('confirm', 'confirmation', 'booking_created', 'confirmed {booking_title}');

-- a role that may insert leads, and nothing else
grant usage on schema crm to regress_rights_app;
grant insert on crm.leads to regress_rights_app;
set role regress_rights_app;
insert into crm.leads (name) values ('Ann');
copy crm.leads (name) from stdin;
Bea
\.
insert into crm.leads (name) values ('Cy') returning id;
select * from crm.leads;
select * from crm.automations;
select * from crm.automation_queue;
update crm.leads set status = 'won';
insert into crm.automation_queue (automation_id, lead_id, event_at, run_at, event) values (1, 1, now(), now(), 'new_lead');
select crm.automation_list();
select crm.automation_create('{"name":"mine","type":"lead_followup","trigger":"new_lead"}');
select crm.automation_trigger('new_lead', 1);
select crm.automation_cancel(1);
select * from crm.automation_test(1, 1);
select * from crm.automation_explain(1, 1);
call crm.automation_run();
select crm.automation_start();
reset role;
call crm.automation_run();
select * from public.letters;

-- one that may insert messages and bookings moves what the engine keeps on the lead, without a right to it
grant insert on crm.messages, crm.bookings to regress_rights_app;
set role regress_rights_app;
insert into crm.messages (lead_id, direction, body) values (1, 'inbound', 'hello');
insert into crm.bookings (lead_id, title) values (1, 'Massage');
select last_inbound_at from crm.leads;
reset role;
call crm.automation_run();
select * from public.letters offset 2;
select name, last_inbound_at is not null as wrote from crm.leads order by id;

-- one that may call a function does by it what its owner may; the settings that matter stay out of reach
grant execute on function crm.automation_trigger, crm.automation_list to regress_rights_app;
set role regress_rights_app;
select crm.automation_trigger('new_lead', 1);
select name from crm.automation_list();
set automation.batch_size = 1;
set automation.gemini_model = 'mine';
set automation.gemini_base_url = 'http://127.0.0.1';
set automation.enabled = 'here';
set automation.role = 'postgres';
\set VERBOSITY sqlstate
show automation.gemini_base_url;
show automation.gemini_api_key;
\set VERBOSITY default
reset role;
truncate crm.automation_queue;

-- a search_path full of things planted: operators and functions that raise, tables that look like ours
create schema evil authorization regress_rights_app;
set role regress_rights_app;
create function evil.planted(text, text) returns boolean language plpgsql as 'begin raise exception ''planted''; end';
create operator evil.= (leftarg = text, rightarg = text, function = evil.planted);
create operator evil.<> (leftarg = text, rightarg = text, function = evil.planted);
create function evil.planted(bigint, bigint) returns boolean language plpgsql as 'begin raise exception ''planted''; end';
create operator evil.= (leftarg = bigint, rightarg = bigint, function = evil.planted);
create operator evil.> (leftarg = bigint, rightarg = bigint, function = evil.planted);
create function evil.planted(timestamptz, timestamptz) returns boolean language plpgsql as 'begin raise exception ''planted''; end';
create operator evil.<= (leftarg = timestamptz, rightarg = timestamptz, function = evil.planted);
create function evil.now() returns timestamptz language plpgsql as 'begin raise exception ''planted''; end';
create function evil.lower(text) returns text language plpgsql as 'begin raise exception ''planted''; end';
create function evil.nextval(regclass) returns bigint language plpgsql as 'begin raise exception ''planted''; end';
reset role;
create table evil.leads (like crm.leads);
create table evil.automations (like crm.automations);
create table evil.automation_queue (like crm.automation_queue);
create table evil.messages (like crm.messages);
create temp table automations (like crm.automations);
create temp table automation_queue (like crm.automation_queue);
create temp table messages (like crm.messages);
create temp table activities (like crm.activities);
insert into evil.automations select (a).* from (select jsonb_populate_record(a, '{"id": 66, "name": "evil"}') a from crm.automations a limit 1) planted;
insert into pg_temp.automations select * from evil.automations;
set role regress_rights_app;
set search_path = evil, pg_temp, crm, pg_catalog;
insert into crm.leads (name) values ('through a hostile path');
insert into crm.messages (lead_id, direction, body) values (1, 'inbound', 'through a hostile path');
reset role;
grant usage on schema evil to public;
update crm.leads set status = 'won', name = 'Ann again' where id operator(pg_catalog.=) 1;
select crm.automation_create('{"name":"made","type":"lead_followup","trigger":"new_lead","message_template":"made"}') operator(pg_catalog.->>) 'name' as name;
select crm.automation_update(4, '{"name":"made anew"}') operator(pg_catalog.->>) 'name' as name;
select body from crm.automation_test(4, 1);
select pg_catalog.bool_and(ok) from crm.automation_explain(4, 1) where step operator(pg_catalog.<>) 'worker';
select crm.automation_trigger('new_lead', 2);
select crm.automation_cancel(2);
call crm.automation_run();
select crm.automation_delete(4);
reset search_path;
select lead, type, body, status from public.letters offset 4;
select (select count(*) from evil.leads) + (select count(*) from evil.automation_queue) + (select count(*) from evil.messages)
     + (select count(*) from pg_temp.automation_queue) + (select count(*) from pg_temp.messages)
     + (select count(*) from pg_temp.activities) as strays;
drop table pg_temp.automations, pg_temp.automation_queue, pg_temp.messages, pg_temp.activities;

-- the owner of the tables is nobody special, and has planted triggers, a default and an index expression that try to
-- become more when a superuser inserts a lead and runs the queue
set client_min_messages = warning;
drop schema evil cascade;
reset client_min_messages;
truncate crm.leads, crm.automation_queue, crm.automation_stat_deltas, crm.automation_enrollments cascade;
do $$
declare
    relation regclass;
begin
    for relation in select oid from pg_class where relnamespace = 'crm'::regnamespace and relkind in ('r', 'v') loop
        execute format('alter table %s owner to regress_rights_owner', relation);
    end loop;
end $$;
create schema lair authorization regress_rights_owner;
grant usage, create on schema crm to regress_rights_owner;
set role regress_rights_owner;
create table lair.tried (seen_as name, session name, attempt text, result text, place text);
create function lair.attempt(statement text, place text) returns void language plpgsql as $$
begin
    execute statement;
    insert into lair.tried values (current_user, session_user, statement, 'done', place);
exception when others then
    -- PostgreSQL 15 and later ones do not say it in the same words
    insert into lair.tried values (current_user, session_user, statement,
        regexp_replace(sqlerrm, '^must be superuser to alter superuser roles.*', 'permission denied to alter role'), place);
end $$;
create function lair.attempts(place text) returns void language plpgsql as $$
begin
    perform lair.attempt('alter role regress_rights_owner superuser', place);
    perform lair.attempt('set role regress_rights_app', place);
    perform lair.attempt('reset role', place);
    perform lair.attempt('set session authorization default', place);
    perform lair.attempt('select rolpassword from pg_authid', place);
    perform lair.attempt('create temp table t ()', place);
end $$;
create function lair.on_row() returns trigger language plpgsql as $$
begin
    perform lair.attempts(tg_op || ' ' || tg_table_name);
    return new;
end $$;
create function lair.a_default() returns text language plpgsql as $$
begin
    perform lair.attempts('default');
    return 'x';
end $$;
create function lair.an_expression(text) returns text immutable language plpgsql as $$
begin
    perform lair.attempts('index expression');
    return $1;
end $$;
create trigger lair after insert on crm.automation_queue for each row execute function lair.on_row();
create trigger lair before insert on crm.messages for each row execute function lair.on_row();
create trigger lair after insert on crm.activities for each row execute function lair.on_row();
create trigger lair before update on crm.leads for each row execute function lair.on_row();
create trigger lair before insert on crm.automation_stat_deltas for each row execute function lair.on_row();
create trigger lair after update of times_triggered on crm.automations for each row execute function lair.on_row();
alter table crm.activities add column planted text;
alter table crm.activities alter column planted set default lair.a_default();
create index on crm.messages (lair.an_expression(body));
reset role;
insert into crm.leads (name) values ('Dora');
call crm.automation_run();
select * from public.letters;
select place, seen_as, session = session_user as session_is_ours, count(*) from lair.tried group by 1, 2, 3 order by place collate "C", 2;
select attempt, result, count(*) from lair.tried group by 1, 2 order by 1, 2;
select rolsuper from pg_roles where rolname = 'regress_rights_owner';
select current_user = session_user as still_ourselves;

-- a trigger that waits for the end of the transaction, when we are ourselves again, is refused; the write stands
truncate lair.tried;
set role regress_rights_owner;
create constraint trigger later after insert on crm.automation_queue deferrable initially deferred for each row execute function lair.on_row();
reset role;
insert into crm.leads (name) values ('Elsa');
select seen_as, count(*) from lair.tried group by 1;
drop trigger later on crm.automation_queue;

-- views of the extension that its owner has made into something else, and triggers on what automation_grant() writes:
-- a superuser who reads or grants runs them as the owner
truncate lair.tried;
set role regress_rights_owner;
create or replace view crm.automation_statuses with (security_invoker = true) as
select ''::text collate "C" as tenant_id, 1::bigint as automation_id, current_date as day, lair.an_expression('x') as status, 1::bigint as leads;
create trigger lair before insert or delete on crm.automation_grants for each row execute function lair.on_row();
-- steps for automation_grant() that nearly fit
create function crm.automation_policy_steps(text, oid[], bigint) returns table (statement text, owner oid) language sql
as $$ select 'alter role regress_rights_owner superuser', 10::oid $$;
create function crm.automation_grant_steps(text, oid, bigint, bigint, boolean) returns table (statement text, owner oid) language sql
as $$ select 'alter role regress_rights_owner superuser', 10::oid $$;
insert into crm.automation_stat_deltas (automation_id, ran) values (1, 1);
truncate lair.tried;
reset role;
select count(*) > 0 as funnel from crm.automation_funnel();
select crm.automation_grant('regress_rights_app', 'operator', 'a');
select place, seen_as, count(*) from lair.tried where result <> 'done' group by 1, 2 order by place collate "C";
select rolsuper from pg_roles where rolname = 'regress_rights_owner';
select current_user = session_user as still_ourselves;

-- the owner grants on what is the owner's, and rights to our functions; not on anything else in the schema, nor more
-- than a level holds
create function crm.of_the_superuser() returns text language sql security definer as 'select current_user::text';
revoke all on function crm.of_the_superuser from public;
create table crm.of_the_superuser ();
grant execute on function crm.automation_grant to regress_rights_owner;
set role regress_rights_owner;
select crm.automation_grant('regress_rights_app', 'admin', 'a');
select crm.automation_grant('regress_rights_owner', 'admin');
select crm.of_the_superuser();
select crm.automation_install();
alter table crm.of_the_superuser add x text;
reset role;
select has_table_privilege('regress_rights_app', 'crm.of_the_superuser', 'select') as reads,
       has_function_privilege('regress_rights_app', 'crm.of_the_superuser()', 'execute') as executes,
       has_schema_privilege('regress_rights_app', 'crm', 'create') as creates;

-- a limited role plants what it can, in its own schema and in its temporary one; nothing of ours looks there
create schema den authorization regress_rights_app;
set role regress_rights_app;
create function crm.automation_tenants(name) returns text[] language sql as $$ select '{a,b}'::text[] $$;
create function den.automation_tenants(text) returns text[] language sql as $$ select '{a,b}'::text[] $$;
create function den.planted(text, text) returns boolean language plpgsql as 'begin raise exception ''planted''; end';
create operator den.= (leftarg = text, rightarg = text, function = den.planted);
create function pg_temp.current_setting(text, boolean) returns text language sql as $$ select 'b'::text $$;
create temp table leads (like crm.leads);
create temp table automation_grants (role name, level text, tenant_id text, every_tenant boolean);
insert into pg_temp.automation_grants values ('regress_rights_app', 'admin', 'b', false);
set search_path = den, pg_temp, crm, pg_catalog;
select crm.automation_tenants('app');
select count(*) from crm.leads where tenant_id operator(pg_catalog.<>) 'a';
insert into crm.leads (name) values ('planted') returning tenant_id;
select count(*) from crm.automation_list();
reset search_path;
drop table pg_temp.leads, pg_temp.automation_grants;

-- nor does what it may write lead out: conditions, actions and templates name fields, never SQL
select crm.automation_create('{"name":"x","type":"lead_followup","trigger":"new_lead","message_template":"{automation_instance.secret}"}');
select crm.automation_create('{"name":"x","type":"lead_followup","trigger":"new_lead","message_template":"{attributes.x'' || (select secret from crm.automation_instance) || ''}"}') ->> 'message_template' as template;
select crm.automation_create('{"name":"x","type":"lead_followup","trigger":"new_lead","conditions":{"1=1; drop table crm.leads":"x"}}');
select crm.automation_create('{"name":"x","type":"crm_update","trigger":"new_lead","actions":{"set":{"tenant_id":"b"}}}');
select crm.automation_create('{"name":"x","type":"crm_update","trigger":"new_lead","actions":{"set":{"status = (select 1) --":"b"}}}');
select crm.automation_create('{"name":"x","type":"crm_update","trigger":"new_lead","actions":{"set":{"status":"''; drop table crm.leads; --"}}}') -> 'actions' as actions;
select crm.automation_create('{"name":"y","type":"lead_followup","trigger":"new_lead","message_template":"hello {lead_name}"}') ->> 'tenant_id' as tenant;
insert into crm.leads (name) values ('''; drop table crm.leads; -- {lead_email} {automation_instance.secret}') returning tenant_id;
reset role;
call crm.automation_run(null);
select name, status from crm.leads where tenant_id = 'a' order by id;
select m.body from crm.messages m where m.tenant_id = 'a' order by id;

-- a row of settings names secrets that were put there for us, and hosts that a secret may travel to
set automation.tenant_id = 'a';
insert into crm.automation_channels (channel, provider, settings) values ('x', 'twilio', '{"account_sid": "AC00000000000000000000000000000000", "from": "+15005550006", "auth_token": {"env": "GEMINI_API_KEY"}}');
insert into crm.automation_channels (channel, provider, settings) values ('x', 'twilio', '{"account_sid": "AC00000000000000000000000000000000", "from": "+15005550006", "auth_token": {"file": "../pg_hba.conf"}}');
insert into crm.automation_channels (channel, provider, settings) values ('x', 'twilio', '{"account_sid": "AC00000000000000000000000000000000", "from": "+15005550006", "auth_token": {"file": "/etc/passwd"}}');
insert into crm.automation_channels (channel, provider, settings) values ('x', 'twilio', '{"account_sid": "AC00000000000000000000000000000000", "from": "+15005550006", "auth_token": {"file": ".pgpass"}}');
insert into crm.automation_channels (channel, provider, settings) values ('x', 'webhook', '{"url": "http://example.com/"}');
insert into crm.automation_channels (channel, provider, settings) values ('x', 'webhook', '{"url": "https://user@example.com/"}');
insert into crm.automation_booking_sources (company, login, secret) values ('x', 'x', '{"env": "PGPASSWORD"}');
insert into crm.automation_booking_sources (company, login, secret, base_url) values ('x', 'x', '"x"', 'http://169.254.169.254/');
reset automation.tenant_id;

set client_min_messages = warning;
drop owned by regress_rights_app cascade;
drop view public.letters;
drop extension automation cascade;
drop schema crm cascade;
drop schema lair cascade;
drop role regress_rights_app, regress_rights_owner;
