-- Level viewer of automation_grant(): reads what an operator reads, writes nothing, and is limited to a tenant like the others.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create role regress_viewer;
create role regress_viewer_group;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
create view public.held as
select o.kind, o.name, o.privileges
  from pg_roles r
 cross join lateral (
    select 'table' as kind, c.relname::text as name, string_agg(lower(a.privilege_type), ', ' order by a.privilege_type) as privileges
      from pg_class c, aclexplode(c.relacl) a where c.relnamespace = 'crm'::regnamespace and a.grantee = r.oid group by 2
    union all
    select 'routine', p.proname, lower(a.privilege_type) from pg_proc p, aclexplode(p.proacl) a
     where p.pronamespace = 'crm'::regnamespace and a.grantee = r.oid
    union all
    select 'schema', n.nspname, lower(a.privilege_type) from pg_namespace n, aclexplode(n.nspacl) a where n.nspname = 'crm' and a.grantee = r.oid) o
 where r.rolname = 'regress_viewer';
insert into crm.leads (id, tenant_id, name) values (1, '', 'Ann'), (2, 'acme', 'Bob'), (3, 'other', 'Cyd');
insert into crm.automations (id, tenant_id, name, type, trigger, message_template) values (1, '', 'welcome', 'lead_followup', 'new_lead', 'x'),
  (2, 'acme', 'greet', 'lead_followup', 'new_lead', 'x'), (3, 'other', 'hail', 'lead_followup', 'new_lead', 'x');
insert into crm.messages (lead_id, tenant_id, body) values (1, '', 'hello'), (2, 'acme', 'hi'), (3, 'other', 'hey');

select crm.automation_grant('regress_viewer', 'viewer');
select kind, name, privileges from public.held order by kind, name collate "C";
-- only routines that read: none is volatile
select p.proname from public.held h join pg_proc p on p.proname = h.name and p.pronamespace = 'crm'::regnamespace where h.kind = 'routine' and p.provolatile = 'v';
set role regress_viewer;
select name from crm.leads order by id;
select name, queued from crm.automation_stats order by id;
select count(*) > 0 as explained from crm.automation_explain(1, 1);
select count(*) > 0 as status from crm.automation_status();
select count(*) > 0 as metrics from crm.automation_metrics();
select count(*) > 0 as checked from crm.automation_check();
select count(*) from crm.automation_backlog;
insert into crm.leads (name) values ('Dee');
update crm.leads set name = 'x';
delete from crm.messages;
select crm.automation_create('{"name":"x","type":"lead_followup","trigger":"new_lead"}');
select crm.automation_enable(1, false);
select crm.automation_test(1, 1);
select crm.automation_trigger('new_lead', 1);
select crm.automation_cancel(1);
select * from crm.automation_channels;
select * from crm.automation_settings;
call crm.automation_run();
reset role;

-- from level to level: what one has and the other has not is revoked
create temp table held_as (level text, kind text, name text, privileges text);
select crm.automation_grant('regress_viewer', 'none');
select count(*) from public.held;
do $$
declare
    level text;
    other text;
begin
    foreach level in array array['app', 'operator', 'admin', 'viewer'] loop
        perform crm.automation_grant('regress_viewer', level);
        insert into held_as select level, h.* from public.held h;
        perform crm.automation_grant('regress_viewer', 'none');
    end loop;
    foreach level in array array['app', 'operator', 'admin', 'viewer'] loop
        foreach other in array array['app', 'operator', 'admin', 'viewer'] loop
            perform crm.automation_grant('regress_viewer', level);
            perform crm.automation_grant('regress_viewer', other);
            if exists (select kind, name, privileges from public.held except select a.kind, a.name, a.privileges from held_as a where a.level = other)
               or exists (select a.kind, a.name, a.privileges from held_as a where a.level = other except select kind, name, privileges from public.held) then
                raise 'from % to %', level, other;
            end if;
        end loop;
    end loop;
    perform crm.automation_grant('regress_viewer', 'none');
end $$;
select count(*) from public.held;
select count(*) from crm.automation_grants;

-- of one tenant
select crm.automation_grant('regress_viewer', 'viewer', 'acme');
select name from public.held where kind = 'routine' and name in ('automation_metrics', 'automation_check', 'automation_list');
set role regress_viewer;
select name from crm.leads;
select name from crm.automations;
select name from crm.automation_list();
select body from crm.messages;
select count(*) > 0 as explained from crm.automation_explain(2, 2);
select count(*) from crm.automation_explain(1, 1);
set automation.tenant_id = 'other';
select name from crm.leads;
show automation.tenant_id;
reset automation.tenant_id;
select count(*) from crm.automation_metrics();
reset role;
-- of two
select crm.automation_grant('regress_viewer', 'viewer', 'other');
set role regress_viewer;
select name from crm.leads order by id;
reset role;

-- never a viewer and more: what it may write for one tenant it could write for the other
select crm.automation_grant('regress_viewer', 'operator', 'third');
select crm.automation_grant('regress_viewer', 'operator', 'acme');
select crm.automation_grant('regress_viewer', 'viewer');
select role, level, tenant_id, every_tenant from crm.automation_grants order by tenant_id;
select crm.automation_grant('regress_viewer_group', 'app', 'third');
grant regress_viewer_group to regress_viewer;
set role regress_viewer;
select name from crm.leads order by id;
update crm.leads set name = 'x' where tenant_id = 'acme';
reset role;
revoke regress_viewer_group from regress_viewer;
set role regress_viewer;
select name from crm.leads order by id;
reset role;
select crm.automation_grant('regress_viewer', 'watcher');
select crm.automation_tenants('viewer');

select crm.automation_grant('regress_viewer', 'none');
select crm.automation_grant('regress_viewer_group', 'none');
select count(*) from public.held;
set client_min_messages = error;
drop extension automation cascade;
drop schema crm cascade;
drop role regress_viewer, regress_viewer_group;
