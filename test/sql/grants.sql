-- automation_grant(): what the levels may do, that a tenant limits them, and how all of it is taken back.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create role regress_grants_app;
create role regress_grants_operator;
create role regress_grants_admin;
create role regress_grants_plain;
create role regress_grants_owner;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
create view public.held as
select r.rolname as role, o.kind, o.name, o.privileges
  from pg_roles r
 cross join lateral (
    select 'table' as kind, c.relname::text as name, string_agg(lower(a.privilege_type), ', ' order by a.privilege_type) as privileges
      from pg_class c, aclexplode(c.relacl) a
     where c.relnamespace = 'crm'::regnamespace and a.grantee = r.oid and c.relkind <> 'S' group by 2
    union all
    select 'sequence', c.relname, string_agg(lower(a.privilege_type), ', ') from pg_class c, aclexplode(c.relacl) a
     where c.relnamespace = 'crm'::regnamespace and a.grantee = r.oid and c.relkind = 'S' group by 2
    union all
    select 'routine', p.proname, lower(a.privilege_type) from pg_proc p, aclexplode(p.proacl) a
     where p.pronamespace = 'crm'::regnamespace and a.grantee = r.oid
    union all
    select 'schema', n.nspname, lower(a.privilege_type) from pg_namespace n, aclexplode(n.nspacl) a
     where n.nspname = 'crm' and a.grantee = r.oid) o
 where r.rolname like 'regress_grants_%';

-- each level holds what the one before it holds, and more; nothing is granted by anybody else
select crm.automation_grant('regress_grants_app', 'app');
select kind, name, privileges from public.held where role = 'regress_grants_app' order by kind, name collate "C";
select crm.automation_grant('regress_grants_operator', 'operator');
select kind, name, privileges from public.held where role = 'regress_grants_operator'
except select kind, name, privileges from public.held where role = 'regress_grants_app' order by 1, 2;
select crm.automation_grant('regress_grants_admin', 'admin');
select kind, name, privileges from public.held where role = 'regress_grants_admin'
except select kind, name, privileges from public.held where role = 'regress_grants_operator' order by 1, 2;
select kind, name, privileges from public.held where role = 'regress_grants_operator'
except select kind, name, privileges from public.held where role = 'regress_grants_admin';
select role, level, tenant_id, every_tenant from crm.automation_grants order by id;
select count(*) as policies from pg_policy;

-- they are enough for the work
set role regress_grants_app;
insert into crm.leads (name, email) values ('Ann', 'ann@example.com') returning id;
select currval(pg_get_serial_sequence('crm.leads', 'id'));
insert into crm.bookings (lead_id, title) values (1, 'Massage');
update crm.bookings set title = 'Haircut';
insert into crm.messages (lead_id, body) values (1, 'hello');
select crm.automation_receive('email', 'ann@example.com', 'hello back') is not null as received;
select direction, body, status from crm.messages order by id;
delete from crm.bookings;
delete from crm.messages;
select * from crm.automations;
select crm.automation_list();
select * from crm.automation_stats;
set role regress_grants_operator;
select crm.automation_create('{"name":"hello","type":"lead_followup","trigger":"new_lead","message_template":"hello {lead_name}"}') ->> 'name' as name;
insert into crm.automations (name, type, trigger, message_template) values ('by hand', 'lead_followup', 'new_lead', 'x') returning name;
insert into crm.leads (name) values ('Bea');
select name, queued from crm.automation_stats order by name;
call crm.automation_run(null);
select queued, due from crm.automation_status();
select what, type from crm.automation_timeline where lead_id = 2 order by id;
insert into crm.automation_settings (business_name) values ('mine');
select * from crm.automation_channels;
select crm.automation_grant('regress_grants_operator', 'admin');
set role regress_grants_admin;
insert into crm.automation_settings (business_name) values ('Salon') returning business_name;
insert into crm.automation_channels (channel, provider, settings)
values ('email', 'smtp', '{"host": "127.0.0.1", "security": "none", "from": "a@example.com", "ca_file": "/etc/ssl/ca.pem"}') returning channel;
delete from crm.automation_channels;
select * from crm.automation_grants;
select secret from crm.automation_instance;
select crm.automation_grant('regress_grants_admin', 'admin');
select crm.automation_install();
reset role;

-- granting again changes the level; none takes everything back, and only what was given
select crm.automation_grant('regress_grants_admin', 'operator');
select kind, name, privileges from public.held where role = 'regress_grants_admin'
except select kind, name, privileges from public.held where role = 'regress_grants_operator';
grant truncate on crm.leads to regress_grants_admin;
select crm.automation_grant('regress_grants_admin', 'none');
select kind, name, privileges from public.held where role = 'regress_grants_admin';
select crm.automation_grant('regress_grants_operator', 'none');
select crm.automation_grant('regress_grants_app', 'none');
select role, kind, name, privileges from public.held;
select count(*) from crm.automation_grants;
revoke truncate on crm.leads from regress_grants_admin;

-- what cannot be granted
select crm.automation_grant('regress_grants_app', 'operater');
select crm.automation_grant('regress_grants_nobody', 'app');
select crm.automation_grant('-', 'app');
select crm.automation_grant(null, 'app');
select crm.automation_grant('regress_grants_app', null);
alter role regress_grants_plain superuser;
select crm.automation_grant('regress_grants_plain', 'app', 'a');
alter role regress_grants_plain nosuperuser;
alter role regress_grants_plain bypassrls;
select crm.automation_grant('regress_grants_plain', 'app', 'a');
alter role regress_grants_plain nobypassrls;
select crm.automation_grant('regress_grants_app', 'app');
select crm.automation_grant('regress_grants_app', 'app', 'a');
select crm.automation_grant('regress_grants_app', 'none');
select crm.automation_grant('regress_grants_app', 'app', 'a');
select crm.automation_grant('regress_grants_app', 'app');

-- row security is on since a role is limited; it names that role, and others are as they were
select c.relname, c.relrowsecurity, c.relforcerowsecurity, string_agg(p.polname::text, ', ' order by p.polname) as policies
  from pg_class c left join pg_policy p on p.polrelid = c.oid where c.relnamespace = 'crm'::regnamespace and c.relkind in ('r', 'p')
 group by c.oid, 1, 2, 3 order by 1;
select polpermissive, polroles::regrole[], pg_get_expr(polqual, polrelid), polwithcheck is null as checked_alike
  from pg_policy where polrelid = 'crm.leads'::regclass order by polname;
insert into crm.leads (name, tenant_id) values ('of a', 'a'), ('of b', 'b');
grant usage on schema crm to regress_grants_plain;
grant select, insert on crm.leads to regress_grants_plain;
set role regress_grants_plain;
select name from crm.leads order by name;
insert into crm.leads (name, tenant_id) values ('plain', 'b');
set role regress_grants_app;
select name from crm.leads;
reset role;

-- a role may be granted several tenants, at several levels, and says which one it acts for
select crm.automation_grant('regress_grants_app', 'operator', 'b');
select level, tenant_id, every_tenant from crm.automation_grants where role = 'regress_grants_app' order by id;
insert into crm.automations (tenant_id, name, type, trigger) values ('a', 'rule of a', 'lead_followup', 'new_lead'), ('b', 'rule of b', 'lead_followup', 'new_lead');
set role regress_grants_app;
select tenant_id, name from crm.leads order by name;
select name from crm.automations;
show automation.tenant_id;
insert into crm.leads (name) values ('of whom?');
set automation.tenant_id = 'a';
insert into crm.leads (name) values ('of a, too') returning tenant_id;
select name from crm.automation_list();
select crm.automation_receive('email', 'nobody@example.com', 'x');
set automation.tenant_id = 'c';
select crm.automation_receive('email', 'nobody@example.com', 'x');
select crm.automation_tenants('app'), crm.automation_tenants('operator'), crm.automation_tenants('admin');
reset automation.tenant_id;
reset role;
select crm.automation_grant('regress_grants_app', 'none', 'b');
select level, tenant_id, every_tenant from crm.automation_grants where role = 'regress_grants_app';
select count(*) from public.held where role = 'regress_grants_app' and name = 'automations';

-- members of the role are limited as it is, and so is whoever becomes it; a member of two sees both
create role regress_grants_member in role regress_grants_app;
create role regress_grants_apart noinherit in role regress_grants_app;
select crm.automation_grant('regress_grants_operator', 'operator', 'b');
set role regress_grants_member;
select name from crm.leads order by 1;
show automation.tenant_id;
set role regress_grants_apart;
select name from crm.leads;
reset role;
grant regress_grants_operator to regress_grants_member;
set role regress_grants_member;
select name from crm.leads order by 1;
select name from crm.automations;
select name from crm.automation_list();
reset role;
revoke regress_grants_operator from regress_grants_member;
set role regress_grants_member;
select name from crm.leads order by 1;
reset role;

-- renamed, it stays limited, to nothing, until it is granted anew
alter role regress_grants_app rename to regress_grants_renamed;
set role regress_grants_renamed;
select name from crm.leads;
insert into crm.leads (name, tenant_id) values ('x', 'a');
select crm.automation_receive('email', 'nobody@example.com', 'x');
reset role;
select crm.automation_grant('regress_grants_renamed', 'app', 'a');
set role regress_grants_renamed;
select name from crm.leads order by 1;
reset role;
alter role regress_grants_renamed rename to regress_grants_app;
select crm.automation_grant('regress_grants_app', 'app', 'a');
delete from crm.automation_grants where role = 'regress_grants_renamed';

-- a row that is gone takes no limit away
delete from crm.automation_grants where role = 'regress_grants_app';
set role regress_grants_app;
select count(*) from crm.leads;
select crm.automation_receive('email', 'nobody@example.com', 'x');
reset role;
select crm.automation_grant('regress_grants_app', 'app', 'a');

-- a policy that a restore could not make, because one of its roles is not there, is made by automation_install()
begin;
drop policy automation_tenant on crm.leads;
select crm.automation_install();
set role regress_grants_app;
select name from crm.leads order by 1;
rollback;

-- what is made later is given to those who hold their level, and to nobody from whom it was taken
select crm.automation_grant('regress_grants_operator', 'admin', 'b');
revoke all on crm.leads from regress_grants_app;
create temp table before as table public.held;
select crm.automation_install();
(table public.held except table before) union all (table before except table public.held);
begin;
drop table crm.automation_suppressions;
drop view crm.automation_timeline;
select crm.automation_install();
select role, kind, name, privileges from (table public.held except table before) x;
(table before except table public.held);
select count(*) from pg_policy where polrelid = 'crm.automation_suppressions'::regclass;
rollback;

-- DROP EXTENSION leaves the tables, and nobody gets through but the owner
set client_min_messages = warning;
drop extension automation cascade;
set role regress_grants_operator;
select count(*) from crm.leads;
insert into crm.leads (name, tenant_id) values ('x', 'b');
reset role;
create extension automation schema crm;
set role regress_grants_operator;
select name from crm.leads order by 1;
insert into crm.leads (name) values ('of b again') returning tenant_id;
select name from crm.automation_list();
reset role;
reset client_min_messages;
select string_agg(distinct p.polname::text, ', ') as policies from pg_policy p;

-- the last limit goes with its policies, unless the user has some of his own
create policy mine on crm.bookings using (true);
select crm.automation_grant('regress_grants_operator', 'none');
grant select on crm.leads to public;
select crm.automation_grant('regress_grants_app', 'none');
revoke select on crm.leads from public;
select c.relname, c.relrowsecurity from pg_class c where c.relnamespace = 'crm'::regnamespace and c.relrowsecurity;
select polrelid::regclass, polname from pg_policy;
drop policy mine on crm.bookings;
alter table crm.bookings disable row level security;

-- row security that was on before is the user's: nobody gets through whom he did not let through
alter table crm.leads enable row level security;
set role regress_grants_plain;
select count(*) from crm.leads;
reset role;
select crm.automation_grant('regress_grants_operator', 'app', 'b');
set role regress_grants_plain;
select count(*) from crm.leads;
set role regress_grants_operator;
select count(*) from crm.leads;
reset role;
create policy mine on crm.leads using (true);
set role regress_grants_operator;
select name from crm.leads order by 1;
reset role;
select crm.automation_grant('regress_grants_operator', 'none');
alter table crm.leads disable row level security;
drop policy mine on crm.leads;

-- the owner of the tables grants, though functions belong to somebody else; nobody else does
do $$
declare
    relation regclass;
begin
    for relation in select oid from pg_class where relnamespace = 'crm'::regnamespace and relkind in ('r', 'v') loop
        execute format('alter table %s owner to regress_grants_owner', relation);
    end loop;
end $$;
grant usage on schema crm to regress_grants_owner;
grant execute on function crm.automation_grant to regress_grants_owner, regress_grants_plain;
set role regress_grants_plain;
select crm.automation_grant('regress_grants_plain', 'admin');
set role regress_grants_owner;
select crm.automation_grant('regress_grants_app', 'operator', 'b');
select crm.automation_grant('regress_grants_owner', 'operator', 'b');
set role regress_grants_app;
select name from crm.automation_list();
select name from crm.leads order by 1;
reset role;
select distinct a.grantor::regrole, c.relkind from pg_class c, aclexplode(c.relacl) a
 where c.relnamespace = 'crm'::regnamespace and a.grantee = 'regress_grants_app'::regrole order by 2;
drop owned by regress_grants_app;
drop role regress_grants_app;
select crm.automation_grant('regress_grants_admin', 'app', 'a');
set role regress_grants_admin;
select name from crm.leads order by 1;
reset role;

set client_min_messages = warning;
drop view public.held;
drop owned by regress_grants_owner, regress_grants_plain, regress_grants_operator, regress_grants_admin;
drop extension automation cascade;
drop schema crm cascade;
drop role regress_grants_plain, regress_grants_operator, regress_grants_admin, regress_grants_owner, regress_grants_member, regress_grants_apart;
