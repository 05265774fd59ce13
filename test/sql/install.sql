-- CREATE EXTENSION, automation_install(), DROP EXTENSION: the tables are the user's own.
\set SHOW_CONTEXT never
create schema crm;

-- the tables come with the extension, and a reminder that nothing runs yet
create extension automation schema crm;
select relname, relkind from pg_class
 where relnamespace = 'crm'::regnamespace and relkind in ('r', 'p', 'v') order by relkind, relname collate "C";

-- none of them is a member of it: members are functions and their schema only, and no initial privileges are recorded for a table
select distinct classid::regclass from pg_depend
 where refclassid = 'pg_extension'::regclass and deptype = 'e'
   and refobjid = (select oid from pg_extension where extname = 'automation');
select count(*) from pg_init_privs
 where classoid = 'pg_class'::regclass
   and objoid in (select oid from pg_class where relnamespace = 'crm'::regnamespace);

-- they belong to this database
select tenant_id, identity = s.system_identifier || '/' || d.oid as is_this_database, running, batch_limit
  from crm.automation_instance, pg_control_system() s, pg_database d
 where d.datname = current_database();

-- a second call writes no catalogue row of table, column, trigger or view, and takes no lock
create temp view catalogue as
select 'relation' as kind, oid, xmin::text as written from pg_class where relnamespace = 'crm'::regnamespace
union all
select 'rule', r.oid, r.xmin::text
  from pg_rewrite r join pg_class c on c.oid = r.ev_class where c.relnamespace = 'crm'::regnamespace
union all
select 'trigger', t.oid, t.xmin::text
  from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = 'crm'::regnamespace
union all
select 'column', a.attrelid, a.xmin::text
  from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relnamespace = 'crm'::regnamespace;
create temp table before as select * from catalogue;
begin;
select crm.automation_install();
select l.mode from pg_locks l join pg_class c on c.oid = l.relation
 where l.pid = pg_backend_pid() and c.relnamespace = 'crm'::regnamespace and l.mode <> 'AccessShareLock';
commit;
select * from catalogue except select * from before;
select count(*) from pg_class where relnamespace = pg_my_temp_schema() and relname not in ('before', 'catalogue');

-- a temporary table with one of the names does no harm and comes to none
create temp table leads (note text);
create temp view bookings as select note from pg_temp.leads;
insert into pg_temp.leads values ('mine');
select crm.automation_install();
table pg_temp.bookings;
drop view pg_temp.bookings;
drop table pg_temp.leads;

-- only the triggers hold the extension
insert into crm.leads (name, email) values ('Ann', 'ann@example.com');
drop extension automation;
set client_min_messages = warning;
drop extension automation cascade;
reset client_min_messages;

-- the leads stay, and their views; the triggers are gone
select id, tenant_id, name, email, status from crm.leads;
select count(*) from pg_trigger t join pg_class c on c.oid = t.tgrelid
 where c.relnamespace = 'crm'::regnamespace and not tgisinternal;
select name, what, type from crm.automation_timeline right join crm.leads on leads.id = lead_id;

-- created again, it takes them back as they are
create extension automation schema crm;
select id, tenant_id, name, email, status from crm.leads;
select c.relname, count(*) from pg_trigger t join pg_class c on c.oid = t.tgrelid
 where c.relnamespace = 'crm'::regnamespace and not tgisinternal group by 1 order by 1;

-- a schema that is renamed takes everything along
alter schema crm rename to "Customers & Co";
select "Customers & Co".automation_install();
select count(*) from "Customers & Co".automation_stats;
set client_min_messages = warning;
drop extension automation cascade;
drop schema "Customers & Co" cascade;
reset client_min_messages;

-- any schema will do, and without one it is the current one
create schema "it's ""mine""";
set search_path = "it's ""mine""", pg_catalog;
create extension automation;
reset search_path;
select count(*) from pg_class where relnamespace = '"it''s ""mine"""'::regnamespace and relkind in ('r', 'v');
set client_min_messages = warning;
drop extension automation cascade;
drop schema "it's ""mine""" cascade;
reset client_min_messages;

-- no tables while a dump is being loaded (every dump sets xmloption), nor while automation.restoring is on
create schema crm;
set xmloption = content;
create extension automation schema crm;
reset xmloption;
select count(*) from pg_class where relnamespace = 'crm'::regnamespace and relkind in ('r', 'v');
drop extension automation;
set automation.restoring = on;
create extension automation schema crm;
reset automation.restoring;
select count(*) from pg_class where relnamespace = 'crm'::regnamespace and relkind in ('r', 'v');

-- automation_install() makes them then, and they are no members either
select crm.automation_install();
select count(*) from pg_class where relnamespace = 'crm'::regnamespace and relkind in ('r', 'v');
select count(*) from crm.automation_instance;
set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
reset client_min_messages;

-- what is created in a transaction that rolls back was never there
begin;
create schema crm;
create extension automation schema crm;
rollback;
select count(*) from pg_extension where extname = 'automation';

-- the schema is chosen once
create schema crm;
set client_min_messages = warning;
create extension automation schema crm;
alter extension automation set schema public;
drop extension automation cascade;
drop schema crm cascade;
