-- automation_install() and tables that are there already: adopted, refused, brought up to date.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create role regress_automation_keeper;
create role regress_automation_planter;
create role regress_automation_admin superuser;
set role regress_automation_admin;

-- a fitting table of one's own is adopted with its rows; what it lacks of defaults, indexes and comments it gets
create schema crm;
create table crm.leads (
    id bigserial primary key, tenant_id text not null default '', name text, email text, phone text, status text,
    source text, last_contacted timestamptz, silent_since timestamptz, last_inbound_at timestamptz, timezone text,
    language text, opted_out text[], ai_allowed boolean, attributes jsonb, external_ids jsonb,
    created_at timestamptz default '2020-01-01', updated_at timestamptz, shoe_size numeric
);
comment on column crm.leads.name is 'My own words.';
insert into crm.leads (name, shoe_size) values ('Ann', 38.5);
create extension automation schema crm;
insert into crm.leads (name) values ('Bea');
select id, tenant_id, name, status, created_at < '2021-01-01' as own_default, updated_at is null as no_update, shoe_size
  from crm.leads order by id;
select pg_get_indexdef(indexrelid) from pg_index where indrelid = 'crm.leads'::regclass order by indexrelid;
select col_description('crm.leads'::regclass, 3) as kept, col_description('crm.leads'::regclass, 4) as filled,
       col_description('crm.leads'::regclass, 19) as left_alone;
select tgname from pg_trigger where tgrelid = 'crm.leads'::regclass and not tgisinternal order by 1;
drop extension automation cascade;
drop schema crm cascade;

-- misfits: refused, all of them named, nothing made
create schema crm;
create table crm.leads (id bigint primary key, tenant_id text, name varchar(100), email text, status text, source text);
create table crm.messages (id integer);
create view crm.bookings as select 1 as id;
create type crm.automations as (x integer);
create extension automation schema crm;
select relname from pg_class where relnamespace = 'crm'::regnamespace and relkind in ('r', 'v') order by 1;
drop schema crm cascade;

-- columns that may be null, or have a type that indexes cannot use, are named at once, with what corrects them
create schema crm;
create table crm.bookings (
    id serial primary key, tenant_id text not null default '', lead_id integer, title varchar(50), starts_at timestamp, ends_at timestamptz,
    status varchar(20), location text, details jsonb, source text, external_id text, created_at timestamptz default now(), updated_at timestamptz not null default now()
);
create extension automation schema crm;
alter table crm.bookings alter column lead_id set not null, alter column source set not null, alter column status set not null, alter column created_at set not null,
    alter column starts_at type timestamptz;
create extension automation schema crm;
insert into crm.leads (id, name) values (1, 'Ann');
insert into crm.automations (id, name, type, trigger, message_template) values (1, 'confirm', 'confirmation', 'booking_created', 'See you {booking_title}');
insert into crm.bookings (lead_id, title, status, source) values (1, 'Yoga', 'booked', 'manual');
call crm.automation_run();
select body from crm.messages;
drop extension automation cascade;
drop schema crm cascade;

-- a table whose rows have no tenant: they get that of an application with one; they find their runs, and no new row lacks it
create schema crm;
create table crm.leads (
    id bigserial primary key, tenant_id text, name text, email text, phone text, status text, source text,
    last_contacted timestamptz, silent_since timestamptz, last_inbound_at timestamptz, timezone text, language text,
    opted_out text[], ai_allowed boolean, attributes jsonb, external_ids jsonb, created_at timestamptz, updated_at timestamptz
);
insert into crm.leads (name) values ('Ann');
insert into crm.leads (name, tenant_id) values ('Bob', 'b');
create extension automation schema crm;
insert into crm.leads (name) values ('Cem');
select id, name, quote_nullable(tenant_id) as tenant from crm.leads order by id;
select attnotnull from pg_attribute where attrelid = 'crm.leads'::regclass and attname = 'tenant_id';
insert into crm.automations (id, name, type, trigger, message_template) values (1, 'call', 'lead_followup', 'new_lead', 'hello');
set automation.tenant_id = '';
select step, ok from crm.automation_explain(1, 1) limit 2;
update crm.leads set tenant_id = 'b' where id = 1;
-- so too where it was adopted before: automation_install() gives them one, and so does an UPDATE by hand
alter table crm.leads alter column tenant_id drop not null;
alter table crm.leads disable trigger automation_keep_tenant;
update crm.leads set tenant_id = null where id in (1, 3);
alter table crm.leads enable trigger automation_keep_tenant;
update crm.leads set tenant_id = '' where id = 3;
select crm.automation_install();
select id, name, quote_nullable(tenant_id) as tenant from crm.leads order by id;
reset automation.tenant_id;
drop extension automation cascade;
drop schema crm cascade;

-- where only columns are missing, the hint says what adds them, to be pasted
create schema crm;
create table crm.leads (
    id bigserial primary key, name text, email text, phone text, status text, source text,
    last_contacted timestamptz, timezone text, language text, opted_out text[], created_at timestamptz, updated_at timestamptz
);
insert into crm.leads (name) values ('Ann');
create extension automation schema crm;
alter table crm.leads
    add column ai_allowed boolean default true,
    add column attributes jsonb default '{}'::jsonb,
    add column external_ids jsonb default '{}'::jsonb,
    add column tenant_id text default COALESCE(current_setting('automation.tenant_id'::text, true), ''::text) not null;
create extension automation schema crm;
select id, name, quote_nullable(tenant_id) as tenant, attributes from crm.leads;
drop extension automation cascade;
drop schema crm cascade;

-- a table in place of a view
create schema crm;
create table crm.automation_stats (id bigint);
create extension automation schema crm;
drop schema crm cascade;

-- a trigger of the same name that does something else
create schema crm;
create extension automation schema crm;
create function crm.planted() returns trigger language plpgsql as 'begin return new; end';
create or replace trigger automation_touch before update on crm.leads for each row execute function crm.planted();
select crm.automation_install();
drop extension automation cascade;
drop schema crm cascade;

-- somebody else's table is refused, although a superuser could use it, and although it would fit
create schema crm;
create extension automation schema crm;
drop extension automation cascade;
alter table crm.leads owner to regress_automation_planter;
create extension automation schema crm;
drop schema crm cascade;

-- and so is somebody else's view
create schema crm;
create view crm.automation_stats as select 1 as id;
alter view crm.automation_stats owner to regress_automation_planter;
create extension automation schema crm;
drop schema crm cascade;

-- tables that carry the triggers are the extension's own, whoever owns them; what is missing comes back, with the same
-- owner: a column, a table, a view, a trigger
create schema crm;
create extension automation schema crm;
grant usage, create on schema crm to regress_automation_keeper;
do $$
declare relation text;
begin
    for relation in select oid::regclass from pg_class where relnamespace = 'crm'::regnamespace and relkind in ('r', 'v') loop
        execute format('alter table %s owner to regress_automation_keeper', relation);
    end loop;
end $$;
grant select on crm.automation_stats, crm.leads to public;
insert into crm.leads (name) values ('Ann');
update crm.automation_instance set identity = 'another database';
alter table crm.leads drop column ai_allowed;
alter table crm.messages drop column attempts;
drop view crm.automation_stats, crm.automation_timeline;
drop table crm.automation_daily_stats cascade;
drop trigger automation_touch on crm.leads;
create or replace view crm.automation_backlog as select tenant_id, automation_id, 'x'::text as name, 0::bigint as waiting,
    0::bigint as deliveries, 0::bigint as due, interval '0' as oldest_due_age, now() as next_run_at from crm.automation_queue;
grant select on crm.automation_backlog to public;
select relation, gap, problem from automation_internal.automation_install_gaps('crm', array['leads', 'messages', 'automation_backlog'])
 order by 1, 2;
select crm.automation_install();
select name, ai_allowed from crm.leads;
select col_description(attrelid, attnum), attnotnull from pg_attribute
 where attrelid = 'crm.messages'::regclass and attname = 'attempts';
select relname, pg_get_userbyid(relowner) as owner from pg_class
 where relnamespace = 'crm'::regnamespace
   and relname in ('automation_stats', 'automation_timeline', 'automation_backlog', 'automation_daily_stats',
                   'automation_queue_id_seq', 'leads')
 order by 1;
select tgname from pg_trigger where tgrelid = 'crm.leads'::regclass and not tgisinternal order by 1;
select pg_get_viewdef('crm.automation_backlog') like '%oldest_due_at%' as as_it_was,
       has_table_privilege('regress_automation_planter', 'crm.automation_backlog', 'select') as grant_stays;

-- that was not adopted, so it still says whose it is
select identity from crm.automation_instance;

-- the owner needs no superuser, where nothing is missing or everything is granted
grant execute on all functions in schema crm to regress_automation_keeper;
set role regress_automation_keeper;
drop view crm.automation_timeline;
drop trigger automation_keep_tenant on crm.bookings;
select crm.automation_install();
set role regress_automation_admin;
select relname, pg_get_userbyid(relowner) from pg_class where oid = 'crm.automation_timeline'::regclass;

-- a user's index, column, default and partition stay; an index that was taken away stays away
alter table crm.leads add column shoe_size numeric default 40;
create index own on crm.leads (shoe_size);
drop index crm.leads_right_idx;
alter table crm.leads alter column status drop default;
select crm.automation_install();
select pg_get_indexdef(indexrelid) from pg_index where indrelid = 'crm.leads'::regclass order by indexrelid;
insert into crm.leads (name) values ('Bea') returning status, shoe_size;

-- a type that converts is left as it is; any other that was changed is not put up with
alter table crm.leads alter column name type varchar(20);
select crm.automation_install();
alter table crm.leads alter column ai_allowed drop default, alter column ai_allowed type integer using 1;
select crm.automation_install();
drop extension automation cascade;
drop schema crm cascade;

-- partitioned by tenant before it is adopted
create schema crm;
create extension automation schema crm;
drop extension automation cascade;
drop view crm.automation_timeline;
drop table crm.bookings, crm.messages, crm.activities cascade;
alter table crm.leads rename to leads_before;
create table crm.leads (like crm.leads_before including defaults) partition by hash (tenant_id);
alter table crm.leads add primary key (id, tenant_id);
create sequence crm.lead_numbers owned by crm.leads.id;
alter table crm.leads alter column id set default nextval('crm.lead_numbers');
create table crm.leads_0 partition of crm.leads for values with (modulus 2, remainder 0);
create table crm.leads_1 partition of crm.leads for values with (modulus 2, remainder 1);
create extension automation schema crm;
insert into crm.leads (tenant_id, name) values ('a', 'Ann'), ('b', 'Bea');
select tenant_id, name from crm.leads order by 1;
select conrelid::regclass, pg_get_constraintdef(oid) from pg_constraint
 where confrelid = 'crm.leads'::regclass and conparentid = 0 order by conname;
select crm.automation_install();
drop extension automation cascade;
drop schema crm cascade;

-- a view is replaced inside an extension script too, as an upgrade does it; grants on it and views upon it stay
create schema crm;
create extension automation schema crm;
create or replace view crm.automation_backlog as select tenant_id, automation_id, 'x'::text as name, 0::bigint as waiting,
    0::bigint as deliveries, 0::bigint as due, interval '0' as oldest_due_age, now() as next_run_at from crm.automation_queue;
create view public.upon as select waiting from crm.automation_backlog;
drop extension automation cascade;
grant select on crm.automation_backlog to public;
create extension automation schema crm;
select pg_get_viewdef('crm.automation_backlog') like '%oldest_due_at%' as as_it_was,
       has_table_privilege('regress_automation_planter', 'crm.automation_backlog', 'select') as grant_stays;
select count(*) from pg_depend d join pg_extension e on e.oid = d.refobjid
 where d.refclassid = 'pg_extension'::regclass and e.extname = 'automation' and d.deptype = 'e'
   and d.classid = 'pg_class'::regclass;
drop extension automation cascade;
drop schema crm cascade;

reset role;
drop role regress_automation_admin, regress_automation_keeper, regress_automation_planter;
