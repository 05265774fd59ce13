-- Schema api: what automation_install_api() makes, who may use it, and what it refuses.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create role regress_api_operator;
create role regress_api_app;
create role regress_api_late;
create role regress_api_nobody;
create schema crm;
create extension automation schema crm;
select crm.automation_grant('regress_api_operator', 'operator', 'acme');
select crm.automation_grant('regress_api_app', 'app', 'acme');
create function rights_of(role text) returns table (object text, privileges text) language sql as $$
  select 'schema ' || nspname, 'usage' from pg_namespace where nspname = 'api' and has_schema_privilege($1, oid, 'usage')
  union all
  select c.oid::regclass::text, string_agg(p, ', ' order by p) from pg_class c, unnest('{select,insert,update,delete}'::text[]) p
   where c.relnamespace = to_regnamespace('api') and has_table_privilege($1, c.oid, p) group by c.oid
  union all
  select 'functions', count(*)::text from pg_proc p where p.pronamespace = to_regnamespace('api') and has_function_privilege($1, p.oid, 'execute')
  order by 1
$$;

-- what is made, and whose it is; once more changes nothing
select crm.automation_install_api();
create view objects as
select c.relname::text as name, c.relkind::text as kind, c.oid, c.xmin::text from pg_class c where c.relnamespace = 'api'::regnamespace
union all
select p.proname, 'f', p.oid, p.xmin::text from pg_proc p where p.pronamespace = 'api'::regnamespace;
select name, kind from objects order by kind desc, name collate "C";
select distinct nspowner::regrole = current_user::regrole as mine, obj_description(oid, 'pg_namespace') as comment from pg_namespace where nspname = 'api';
create temp table before as select oid from objects;
select crm.automation_install_api();
select name from objects full join before using (oid) where objects.oid is null or before.oid is null;

-- every object has a comment, and every column that shows one of a table's; functions have the parameters of those that they call
select name from objects where coalesce(obj_description(oid, 'pg_class'), obj_description(oid, 'pg_proc')) is null and kind <> 'i';
select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
 where c.relnamespace = 'api'::regnamespace and a.attnum > 0 and col_description(c.oid, a.attnum) is null;
select p.oid::regprocedure as function, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid) from pg_proc p
 where p.pronamespace = 'api'::regnamespace and (p.proname, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), p.provolatile)
       not in (select q.proname, pg_get_function_arguments(q.oid), pg_get_function_result(q.oid), q.provolatile from pg_proc q where q.pronamespace = 'crm'::regnamespace);
-- none acts as its owner
select oid::regprocedure from pg_proc where pronamespace = 'api'::regnamespace and prosecdef;
select oid::regclass from pg_class where relnamespace = 'api'::regnamespace and not 'security_invoker=true' = any (reloptions);
-- columns of the tables that the views leave out
select b.attrelid::regclass as relation, b.attname from pg_attribute b join pg_class c on c.oid = b.attrelid and c.relnamespace = 'crm'::regnamespace
  join pg_class v on v.relname = c.relname and v.relnamespace = 'api'::regnamespace
 where b.attnum > 0 and not exists (select from pg_attribute a where a.attrelid = v.oid and a.attname = b.attname) order by 1, b.attname collate "C";

-- rights: of roles that were granted a level before, of one that is granted it now, and of nobody else
select * from rights_of('regress_api_operator');
select * from rights_of('regress_api_app');
select * from rights_of('regress_api_nobody');
select crm.automation_grant('regress_api_late', 'operator', 'zenith');
select l.* from rights_of('regress_api_late') l except select * from rights_of('regress_api_operator');
select crm.automation_grant('regress_api_late', 'app', 'zenith');
select * from rights_of('regress_api_late');
select crm.automation_grant('regress_api_late', 'none');
select * from rights_of('regress_api_late');
select crm.automation_grant('regress_api_late', 'operator');

-- writes of api.automations are those of automation_create(), automation_update() and automation_delete()
set role regress_api_operator;
insert into api.automations (name, type, trigger, delay_hours, delay_days, channel, enabled)
values ('Welcome New Leads', 'lead_followup', 'new_lead', 0, 0, 'email', true)
returning id, name, type, trigger, delay_hours, channel, conditions, review, enabled, times_triggered, version;
insert into api.automations (name, type, trigger, channel, delay_hours, cooldown, conditions)
values ('Nulls are defaults', 'lead_followup', 'new_lead', null, null, '2 hours', '{"source": null}') returning id, channel, delay_hours, cooldown, conditions;
update api.automations set enabled = false where id = 1 returning id, enabled, version;
update api.automations set enabled = false where id = 1 returning id, enabled, version;
update api.automations set channel = null, cooldown = null where id = 2 returning channel, cooldown;
delete from api.automations where id = 2 returning id;
select id, name, enabled from api.automations;
select id, name, enabled from api.automation_list();
-- their errors as well
insert into api.automations (name, type, trigger) values ('x', 'lead_folowup', 'new_lead');
select api.automation_create('{"name": "x", "type": "lead_folowup", "trigger": "new_lead"}');
insert into api.automations (type, trigger) values ('lead_followup', 'new_lead');
insert into api.automations (name, type, trigger, cooldown) values ('x', 'lead_followup', 'new_lead', 'often');
insert into api.automations (id, name, type, trigger) values (7, 'x', 'lead_followup', 'new_lead');
update api.automations set times_triggered = 100;
update api.automations set delay_hours = -1;
select api.automation_create('{"name": "x", "type": "lead_followup", "trigger": "new_lead", "chanel": "sms"}');
select * from api.automation_test(99, 1);

-- the other views, and functions
insert into api.leads (name, email) values ('Ann Lee', 'ann@example.org') returning id, name, status;
select would_run, reasons, status from api.automation_test(id => 1, lead_id => 1);
select api.automation_trigger(trigger => 'new_lead', lead_id => 1);
select name, ran, queued from api.automation_stats;
select type from api.activities;
select status from api.messages;
insert into api.bookings (lead_id, title) values (1, 'Massage') returning status;
update api.leads set name = 'Ann' where id = 1 returning name;
-- nothing of another tenant
reset role;
select tenant_id, name from crm.leads;
insert into crm.leads (id, tenant_id, name) values (50, 'zenith', 'Zoe');
insert into crm.automations (id, tenant_id, name, type, trigger) values (50, 'zenith', 'Other', 'lead_followup', 'new_lead');
set role regress_api_operator;
select count(*) from api.leads where id = 50;
select count(*) from api.automations where id = 50;
update api.automations set enabled = false where id = 50 returning id;
select * from api.automation_test(50, 50);
set automation.tenant_id = 'zenith';
select name from api.automations;
reset automation.tenant_id;
reset role;
-- a role without a limit acts for the tenant of the setting, and sees no other
set role regress_api_late;
select name from api.automations;
set automation.tenant_id = 'zenith';
select name from api.automations;
select name from api.leads;
reset automation.tenant_id;

-- one that is limited to several names one of them
reset role;
select crm.automation_grant('regress_api_app', 'app', 'zenith');
set role regress_api_app;
select name from api.leads;
set automation.tenant_id = 'zenith';
select name from api.leads;
reset automation.tenant_id;
reset role;
select crm.automation_grant('regress_api_app', 'none', 'zenith');

-- level app does not create; no level, nothing
set role regress_api_app;
insert into api.automations (name, type, trigger) values ('x', 'lead_followup', 'new_lead');
select api.automation_create('{"name": "x", "type": "lead_followup", "trigger": "new_lead"}');
select name from api.leads;
set role regress_api_nobody;
select name from api.leads;
select crm.automation_install_api();
reset role;

-- the trigger function works nowhere else
create view public.other as select * from crm.automations;
create trigger t instead of insert on public.other for each row execute function crm.automation_write_api();
insert into public.other (name) values ('x');
drop view public.other;

-- what DROP EXTENSION takes, and what stays
create table api.own (id integer);
\set VERBOSITY sqlstate
drop extension automation cascade;
\set VERBOSITY default
select name, kind from objects;
create extension automation schema crm;
select crm.automation_install_api();
select * from rights_of('regress_api_app');

-- a schema with objects of the same names is left as it is
drop extension automation cascade;
create view api.leads as select 1 as id;
create function api.automation_list(boolean) returns integer language sql as 'select 1';
create function api.automation_enable(text) returns integer language sql as 'select 1';
create extension automation schema crm;
select crm.automation_install_api();
select name, kind from objects order by name;
-- nothing there is granted
revoke all on schema api from regress_api_late;
revoke all on function api.automation_list(boolean), api.automation_enable(text) from public;
select crm.automation_grant('regress_api_late', 'none');
select crm.automation_grant('regress_api_late', 'operator');
select * from rights_of('regress_api_late');
drop view api.leads;
drop function api.automation_list(boolean);
select crm.automation_install_api();
select count(*) > 30 as complete from objects;
-- a schema of somebody else's
drop extension automation cascade;
create extension automation schema crm;
alter schema api owner to regress_api_nobody;
select crm.automation_install_api();
alter schema api owner to current_user;
-- a function that an older version made with other parameters is replaced
select crm.automation_install_api();
drop function api.automation_cancel;
create function api.automation_cancel(lead_id bigint) returns bigint language sql as 'select 1::bigint';
alter function api.automation_cancel depends on extension automation;
drop view api.leads;
create view api.leads with (security_invoker = true) as
  select l.name, l.id from crm.leads l where l.tenant_id = (select crm.automation_acting_tenant('app'));
select crm.automation_install_api();
select p.oid::regprocedure from pg_proc p where p.pronamespace = 'api'::regnamespace and p.proname = 'automation_cancel';
select has_function_privilege('regress_api_late', 'api.automation_cancel(bigint, bigint)', 'execute') as granted,
       has_function_privilege('regress_api_nobody', 'api.automation_cancel(bigint, bigint)', 'execute') as to_everybody;
select count(*) from pg_attribute where attrelid = 'api.leads'::regclass and attnum > 0;
select has_table_privilege('regress_api_late', 'api.leads', 'select, insert') as granted;
-- a view that stands in the way of a column's new type is dropped, and created again with its rights
alter table crm.leads alter column source type varchar(100);
drop view api.leads;
alter table crm.leads alter column source type varchar(100);
select crm.automation_install_api();
select has_table_privilege('regress_api_late', 'api.leads', 'select, insert') as granted,
       (select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'api.leads'::regclass and attname = 'source') as type;
-- before there are tables, and where the extension itself is in the schema
drop extension automation cascade;
drop schema api cascade;
drop schema crm cascade;
create schema crm;
set automation.restoring = on;
create extension automation schema crm;
reset automation.restoring;
select crm.automation_install_api();
drop extension automation cascade;
create schema api;
create extension automation schema api;
select api.automation_install_api();
drop extension automation cascade;
drop function rights_of(text);
drop schema api cascade;
drop schema crm cascade;
drop role regress_api_operator, regress_api_app, regress_api_late, regress_api_nobody;
