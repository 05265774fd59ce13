-- automation_check(): what one session can plant is found by its code, object and value, and is gone when it is mended.
-- What depends on a worker is in test/t/checks.pl.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
set timezone = 'UTC';
create temp view found as
select severity, finding, detail, hint from crm.automation_check() where finding not in ('not_preloaded', 'worker_stopped');
table found;
insert into leads (id, name, status, email) values (1, 'Ann', 'new', 'ann@example.com'), (2, 'Bob', 'open', 'bob@example.com');
insert into automations (id, name, type, trigger, message_template) values (1, 'welcome', 'lead_followup', 'new_lead', 'Hello');
table found;

-- automations that cannot match
insert into automations (id, name, type, trigger, message_template, conditions) values
  (11, 'both', 'lead_followup', 'new_lead', 'x', '{"lead_status":"new","not":{"status":["new","open"]}}'),
  (12, 'range', 'lead_followup', 'new_lead', 'x', '{"attributes.age":{"gte":65,"lt":18}}'),
  (13, 'typo', 'lead_followup', 'lead_status_changed', 'x', '{"status":{"changed_to":"opne"}}'),
  (14, 'set', 'lead_followup', 'lead_status_changed', 'x', '{"status":{"changed_to":"won"}}'),
  (15, 'fine', 'lead_followup', 'new_lead', 'x', '{"status":["new","never"]}');
insert into automations (id, name, type, trigger, actions) values (16, 'sets', 'crm_update', 'new_lead', '{"set":{"status":"won"}}');
table found;
update automations set enabled = false where id = 13;
table found;
delete from automations where id > 1;

-- one of an older version, which could save what this one rejects
alter table automations disable trigger user;
insert into automations (id, name, type, trigger, message_template) values (21, 'no such type', 'letter', 'new_lead', 'x');
alter table automations enable trigger user;
table found;
delete from automations where id = 21;
-- and one whose column of leads has been renamed
alter table leads add column trial_ends date;
insert into automations (id, name, type, trigger, date_field, message_template) values (22, 'trial', 'lead_followup', 'lead_date', 'trial_ends', 'x');
alter table leads rename column trial_ends to ends_at;
table found;
delete from automations where id = 22;
alter table leads drop column ends_at;

-- disabled by the engine, as opposed to by somebody
insert into automations (id, name, type, trigger, message_template, enabled) values (31, 'failing', 'lead_followup', 'new_lead', 'x', false), (32, 'off', 'lead_followup', 'new_lead', 'x', false);
insert into activities (type, automation_id, details) values ('automation_failed', 31, '{"event":"message_failed","detail":"20 of its last 20 messages have failed permanently"}');
table found;
select automation_enable(31) ->> 'enabled' as enabled;
table found;
select automation_enable(31, false) ->> 'enabled' as enabled;
update automations set updated_at = now() + interval '1 hour' where id = 31;
delete from automations where id in (31, 32);
delete from activities;

-- the model, for what writes without a template
insert into automations (id, name, type, trigger) values (41, 'written', 'lead_followup', 'new_lead');
table found;
update automations set enabled = false where id = 41;
table found;
delete from automations where id = 41;

-- channels: paused, without their secret, missing; one that is disabled is so on purpose
insert into automation_channels (channel, provider, settings, paused_reason, enabled) values
  ('email', 'webhook', '{"url":"https://example.com/"}', 'HTTP 401', true), ('sms', 'webhook', '{"url":"https://example.com/"}', 'HTTP 401', false);
set client_min_messages = error;
insert into automation_channels (channel, provider, settings, tenant_id) values ('whatsapp', 'webhook', '{"url":"https://example.com/","secret":{"env":"AUTOMATION_NOT_SET"}}', 'acme');
reset client_min_messages;
insert into messages (lead_id, channel, body, status) values (1, 'fax', 'x', 'queued');
table found;
truncate automation_channels, messages, automation_queue cascade;
insert into automation_booking_sources (name, company, login, secret, timezone, paused_reason) values ('a', 'a', 'a', '"swordfish"', 'UTC', 'access denied');
insert into automation_booking_sources (name, company, login, secret, timezone) values ('b', 'b', 'b', '{"env":"AUTOMATION_NOT_SET"}', 'UTC');
table found;
truncate automation_booking_sources;

-- time zones; what is blank counts as absent
alter table automation_settings disable trigger user;
insert into automation_settings (timezone) values ('Mars/Base');
alter table automation_settings enable trigger user;
update leads set timezone = case id when 1 then 'Berlin' else ' ' end;
table found;
update leads set timezone = 'Europe/Berlin';
truncate automation_settings;

-- rows that are too large or too deep to be read
insert into leads (id, name, attributes) values (3, 'large', jsonb_build_object('text', repeat('x', 17 * 1024 * 1024))),
  (4, 'deep', (repeat('[', 1001) || repeat(']', 1001))::jsonb), (5, 'long', jsonb_build_object('text', repeat('x', 100000)));
insert into bookings (id, lead_id, details) values (1, 1, (repeat('{"a":', 1001) || '1' || repeat('}', 1001))::jsonb);
table found;
delete from leads where id > 2;
delete from bookings;

-- the clock
insert into activities (type, created_at) values ('automation_ran', now() + interval '2 hours');
select severity, finding, regexp_replace(detail, '\d{4}-[^ ,]+', '<time>', 'g') as detail, hint from found;
delete from activities;

-- statistics
alter table leads set (autovacuum_enabled = off);
set automation.restoring = on;
insert into leads (id, name, attributes) select 1000 + i, 'Lead ' || i, jsonb_build_object('note', repeat(md5(i::text), 20)) from generate_series(1, 3000) i;
reset automation.restoring;
select severity, finding, regexp_replace(detail, '\d+ [kM]B', '<size>') as detail, hint from found;
analyze leads;
table found;
delete from leads where name like 'Lead %';

-- each index: without it there is one finding, whose hint creates it again as it was
create function pg_temp.definitions() returns text language sql as $$
  select string_agg(d.definition, E'\n' order by d.definition) from (
      select c.relname || ' ' || x.indisunique || regexp_replace(pg_get_indexdef(x.indexrelid), '^.*? USING', '') as definition
        from pg_index x join pg_class c on c.oid = x.indrelid where c.relnamespace = 'crm'::regnamespace) d $$;
do $$
declare
    index record;
    before text := pg_temp.definitions();
    finding record;
    lacking integer := 0;
begin
    for index in select x.indexrelid::regclass::text as name from pg_index x join pg_class c on c.oid = x.indrelid
                  where c.relnamespace = 'crm'::regnamespace and not exists (select from pg_constraint k where k.conindid = x.indexrelid)
    loop
        execute format('drop index %s', index.name);
        if (select count(*) from found) <> 1 then
            raise '% findings without %', (select string_agg(f::text, E'\n') from found f), index.name;
        end if;
        select * into finding from found;
        -- without one that an insert of the engine needs, nothing is processed; automation_install() creates it
        if finding.finding = 'table_misfit' and index.name = 'messages_tenant_id_channel_provider_message_id_idx' then
            perform automation_install();
        elsif finding.finding = 'index_missing' then
            execute finding.hint;
        else
            raise '% without %', finding, index.name;
        end if;
        if pg_temp.definitions() <> before then
            raise '% was not created again by %', index.name, finding.hint;
        end if;
        lacking := lacking + 1;
    end loop;
    raise notice '% indexes, as expected: %', lacking, lacking = (select count(*) from pg_index x join pg_class c on c.oid = x.indrelid
        where c.relnamespace = 'crm'::regnamespace and not exists (select from pg_constraint k where k.conindid = x.indexrelid));
end $$;
-- one of the user's that does the same
drop index bookings_lead_id_idx;
select finding, detail, hint from found;
create index mine on bookings (lead_id, title);
table found;

-- the tables: a copy, an older version, one that does not fit
update automation_instance set identity = '1/2';
select severity, finding, hint from found;
select count(*) from automation_start();
select count(*) from automation_stop();
table found;
alter table automation_instance alter version set default '1.0';
table found;
select automation_install();
alter table automation_enrollments alter column runs type text;
table found;
alter table automation_enrollments alter column runs drop default, alter column runs type integer using runs::integer, alter column runs set default 0;
table found;
alter table automation_enrollments rename to enrollments;
table found;
alter table enrollments rename to automation_enrollments;

-- row security that applies to the owner; roles that may call it
create role regress_checks_owner;
create role regress_checks_monitor in role pg_monitor;
create role regress_checks_tenant;
grant usage on schema crm to regress_checks_owner, pg_monitor, regress_checks_tenant;
do $$
declare
    relation regclass;
begin
    for relation in select oid from pg_class where relnamespace = 'crm'::regnamespace and relkind in ('r', 'v') loop
        execute format('alter table %s owner to regress_checks_owner', relation);
    end loop;
end $$;
table found;
alter table leads enable row level security, force row level security;
table found;
alter table leads no force row level security;
table found;
alter table leads disable row level security;
set role regress_checks_tenant;
select count(*) from automation_check();
reset role;
select automation_grant('regress_checks_tenant', 'operator', 'acme');
set role regress_checks_tenant;
select count(*) from automation_check();
reset role;
grant execute on function automation_check to regress_checks_tenant;
set role regress_checks_tenant;
select count(*) from automation_check();
reset role;
insert into automations (id, name, type, trigger, tenant_id) values (51, 'written', 'lead_followup', 'new_lead', 'acme');
set role regress_checks_monitor;
select finding, detail from automation_check() where finding not in ('not_preloaded', 'worker_stopped');
reset role;

set client_min_messages = error;
select automation_grant('regress_checks_tenant', 'none');
drop extension automation cascade;
drop schema crm cascade;
drop owned by regress_checks_tenant, regress_checks_owner;
drop role regress_checks_tenant, regress_checks_owner, regress_checks_monitor;
