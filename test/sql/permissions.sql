-- Who may do what before anybody was granted anything: nobody but the owner.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create role regress_automation_nobody;
create schema crm;
grant usage, create on schema crm to public;
create extension automation schema crm;

-- PUBLIC may execute nothing but the function behind an unsubscribe link and those that row security and the views of schema api ask, and read nothing
select p.oid::regprocedure from pg_proc p
 where p.pronamespace = 'crm'::regnamespace and has_function_privilege('regress_automation_nobody', p.oid, 'execute');
select c.oid::regclass from pg_class c
 where c.relnamespace = 'crm'::regnamespace and c.relkind in ('r', 'v')
   and has_table_privilege('regress_automation_nobody', c.oid, 'select, insert, update, delete, truncate, references, trigger');
select c.oid::regclass from pg_class c
 where c.relnamespace = 'crm'::regnamespace
   and case c.relkind when 'S' then has_sequence_privilege('regress_automation_nobody', c.oid, 'usage, select, update') end;

-- who may execute nothing cannot put a trigger function on a table of his own, nor install
set role regress_automation_nobody;
create table crm.mine (tenant_id text);
create trigger t before update on crm.mine for each row execute function crm.automation_keep_tenant();
select crm.automation_install();
select * from crm.automation_stats;
insert into crm.leads (name) values ('Ann');
reset role;

-- what default privileges give to new tables is the user's wish and stays; installing again grants and revokes nothing
drop extension automation cascade;
drop table crm.mine;
drop schema crm cascade;
create schema crm;
alter default privileges in schema crm grant select on tables to regress_automation_nobody;
create extension automation schema crm;
select count(*) as readable from pg_class c
 where c.relnamespace = 'crm'::regnamespace and c.relkind in ('r', 'v')
   and has_table_privilege('regress_automation_nobody', c.oid, 'select');
select count(*) as initial from pg_init_privs where classoid = 'pg_class'::regclass
   and objoid in (select oid from pg_class where relnamespace = 'crm'::regnamespace);
revoke select on crm.leads from regress_automation_nobody;
grant insert on crm.leads to regress_automation_nobody;
create temp table before as select oid, relacl from pg_class where relnamespace = 'crm'::regnamespace;
select crm.automation_install();
drop extension automation cascade;
create extension automation schema crm;
-- (the view over a function of the extension was dropped with it)
-- without MAINTAIN, which PostgreSQL has from 17 on
select oid::regclass, replace(relacl::text, 'Dxtm', 'Dxt') as relacl from pg_class where relnamespace = 'crm'::regnamespace except
select oid::regclass, replace(relacl::text, 'Dxtm', 'Dxt') from before;

-- operators and functions planted in the schema are not used
drop extension automation cascade;
create function crm.planted(text, text) returns boolean language plpgsql as 'begin raise exception ''planted''; end';
create operator crm.= (leftarg = text, rightarg = text, function = crm.planted);
create function crm.planted(oid, regclass) returns boolean language plpgsql as 'begin raise exception ''planted''; end';
create operator crm.= (leftarg = oid, rightarg = regclass, function = crm.planted);
create function crm.planted(name, text) returns boolean language plpgsql as 'begin raise exception ''planted''; end';
create operator crm.= (leftarg = name, rightarg = text, function = crm.planted);
create function crm.lower(text) returns text language plpgsql as 'begin raise exception ''planted''; end';
create function crm.now() returns timestamptz language plpgsql as 'begin raise exception ''planted''; end';
set search_path = crm, pg_catalog;
create extension automation schema crm;
insert into crm.leads (name) values ('Ann');
update crm.leads set status = 'won';
select count(*) from crm.automation_stats;
reset search_path;
select distinct n.nspname from pg_depend d join pg_operator o on d.refclassid = 'pg_operator'::regclass and o.oid = d.refobjid
  join pg_namespace n on n.oid = o.oprnamespace where d.classid in ('pg_trigger'::regclass, 'pg_rewrite'::regclass);

drop extension automation cascade;
drop schema crm cascade;
drop role regress_automation_nobody;
