-- Event triggers of a DBA who keeps a log of commands that only he may write, and of one who forbids some of them.
\set SHOW_CONTEXT never
\set VERBOSITY terse
set client_min_messages = error;
create role regress_automation_auditor superuser;
create role regress_automation_owner;
create role regress_automation_app;
create role regress_automation_staff;
create schema audit;
create table audit.log (id bigserial, who name default current_user, tag text, object text);
create function audit.note() returns event_trigger language plpgsql as $$
begin
    insert into audit.log (tag, object) select tg_tag, c.object_identity from pg_event_trigger_ddl_commands() c;
end $$;
create function audit.note_drop() returns event_trigger language plpgsql as $$
begin
    insert into audit.log (tag, object) select tg_tag, c.object_identity from pg_event_trigger_dropped_objects() c;
end $$;
create event trigger regress_automation_note on ddl_command_end execute function audit.note();
create event trigger regress_automation_note_drop on sql_drop execute function audit.note_drop();

-- CREATE EXTENSION and automation_install() as the DBA
create schema crm;
create extension automation schema crm;
select count(*) > 100 as noted from audit.log;
drop view crm.automation_backlog;
select crm.automation_install();
select count(*) from pg_class where oid = 'crm.automation_backlog'::regclass;
-- the tables belong to somebody who may not write the log
do $$
declare
    relation text;
begin
    for relation in select c.oid::regclass from pg_class c where c.relnamespace = 'crm'::regnamespace and c.relkind in ('r', 'v') loop
        execute format('alter table %s owner to regress_automation_owner', relation);
    end loop;
    alter schema crm owner to regress_automation_owner;
end $$;
truncate audit.log;
select crm.automation_grant('regress_automation_app', 'app');
select crm.automation_grant('regress_automation_staff', 'operator', 'a');
select crm.automation_grant('regress_automation_staff', 'operator', 'b');
select crm.automation_grant('regress_automation_staff', 'none');
select crm.automation_grant('regress_automation_app', 'admin');
select who, tag, count(*) > 1 as several from audit.log group by 1, 2 order by 2;
-- in the name of the owner, whoever ran it
select distinct a.grantor::regrole from pg_class c, aclexplode(c.relacl) a where c.relnamespace = 'crm'::regnamespace and a.grantee = 'regress_automation_app'::regrole;
-- a table and a view come back, with their rights, and the log knows
drop view crm.automation_stats;
truncate audit.log;
select crm.automation_install();
select has_table_privilege('regress_automation_app', 'crm.automation_stats', 'select') as given_again;
select tag, object from audit.log where tag not in ('ALTER EXTENSION', 'GRANT') order by id;
-- setting out to serve, or not, is no command; both in one statement
select crm.automation_start() is not null as starts, crm.automation_stop() is not null as stops;

-- the log's path is the session's: his function finds it without naming its schema
alter event trigger regress_automation_note disable;
create or replace function audit.note() returns event_trigger language plpgsql as $$
begin
    insert into log (tag, object) select tg_tag, c.object_identity from pg_event_trigger_ddl_commands() c;
end $$;
alter event trigger regress_automation_note enable;
set search_path = audit;
select crm.automation_grant('regress_automation_staff', 'app');
select crm.automation_grant('regress_automation_staff', 'none');
reset search_path;
create or replace function audit.note() returns event_trigger language plpgsql as $$
begin
    insert into audit.log (tag, object) select tg_tag, c.object_identity from pg_event_trigger_ddl_commands() c;
end $$;

-- operators planted in the path of whoever grants are not used
create schema planted;
create function planted.equal(text, text) returns boolean language plpgsql as $$ begin raise exception 'planted'; end $$;
create operator planted.= (leftarg = text, rightarg = text, function = planted.equal);
create domain planted.text as pg_catalog.text;
set search_path = planted, pg_catalog;
select crm.automation_grant('regress_automation_staff', 'app', 'a');
reset search_path;
select distinct pg_get_expr(polqual, polrelid) from pg_policy where polname = 'automation_tenant';
select crm.automation_grant('regress_automation_staff', 'none');

-- a command that is forbidden fails the whole of it: no half of a grant is left
create function audit.forbid() returns event_trigger language plpgsql as $$
begin
    if exists (select from pg_event_trigger_ddl_commands() c where c.object_identity like '%bookings%' or tg_tag = 'GRANT') then
        raise exception 'not during business hours';
    end if;
end $$;
create event trigger regress_automation_forbid on ddl_command_end when tag in ('GRANT') execute function audit.forbid();
select crm.automation_grant('regress_automation_staff', 'operator', 'a');
select count(*) from crm.automation_grants where role = 'regress_automation_staff';
select has_table_privilege('regress_automation_staff', 'crm.leads', 'select') as half;
drop event trigger regress_automation_forbid;
select crm.automation_grant('regress_automation_staff', 'operator', 'a');
select has_table_privilege('regress_automation_staff', 'crm.bookings', 'select') as whole;

-- the owner of the tables, whose own commands the log refuses: the same as for any command of his
grant usage on schema audit to regress_automation_owner;
grant execute on function crm.automation_grant to regress_automation_owner;
set role regress_automation_owner;
grant select on crm.leads to regress_automation_app;
select crm.automation_grant('regress_automation_staff', 'none');
reset role;
-- and with an event trigger that writes as its own owner, it is noted
alter function audit.note() security definer;
alter function audit.note_drop() security definer;
set role regress_automation_owner;
select crm.automation_grant('regress_automation_staff', 'none');
reset role;

-- an upgrade
set client_min_messages = error;
drop extension automation cascade;
drop schema crm cascade;
alter function audit.note() security invoker;
alter function audit.note_drop() security invoker;
create schema crm;
create extension automation schema crm version '0.9';
truncate audit.log;
alter extension automation update;
select count(*) > 50 as noted from audit.log;
select extversion = (select default_version from pg_available_extensions where name = 'automation') as updated from pg_extension where extname = 'automation';

drop event trigger regress_automation_note;
drop event trigger regress_automation_note_drop;
drop extension automation cascade;
drop schema crm cascade;
drop schema audit cascade;
drop schema planted cascade;
drop role regress_automation_app, regress_automation_staff, regress_automation_owner, regress_automation_auditor;
