-- Partitioned tables of an owner who is no superuser: he creates and attaches partitions as those of any table, and what
-- is written through the parent triggers automations once, whichever partition it goes to.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create role regress_partitions_owner;
create role regress_partitions_next;
create role regress_partitions_other;
create schema crm;
create extension automation schema crm;
drop extension automation cascade;
do $$
declare
    relation text;
begin
    drop view crm.automation_timeline, crm.automation_stats, crm.automation_backlog;
    drop table crm.bookings cascade;
    foreach relation in array array['messages', 'leads'] loop
        execute format('alter table crm.%I rename to %I', relation, relation || '_before');
        execute format('create table crm.%I (like crm.%I including defaults including identity) partition by %s',
                       relation, relation || '_before', case relation when 'leads' then 'range (id)' else 'list (tenant_id)' end);
        execute format('drop table crm.%I cascade', relation || '_before');
        execute format('alter table crm.%I add primary key (id, tenant_id)', relation);
    end loop;
end $$;
create table crm.leads_1 partition of crm.leads for values from (1) to (1000);
create table crm.messages_1 partition of crm.messages for values in ('');
create extension automation schema crm;
create procedure give(new_owner text) language plpgsql as $$
declare
    relation regclass;
begin
    execute format('alter schema crm owner to %I', new_owner);
    for relation in select c.oid from pg_class c where c.relnamespace = 'crm'::regnamespace and c.relkind in ('r', 'p', 'v')
    loop
        execute format('alter table %s owner to %I', relation, new_owner);
    end loop;
end $$;
call give('regress_partitions_owner');
reset client_min_messages;

-- he may execute nothing yet, and gets what he needs when he needs it
select count(*) as functions from pg_proc p where p.pronamespace = 'crm'::regnamespace and p.prorettype = 'trigger'::regtype
   and has_function_privilege('regress_partitions_owner', p.oid, 'execute');
set role regress_partitions_owner;
set search_path = crm;
create table leads_2 partition of leads for values from (1000) to (2000);
create table leads_3 (shoe_size integer, like leads including defaults);
alter table leads_3 drop column shoe_size;
alter table leads attach partition leads_3 for values from (2000) to (3000) ;
create table messages_2 partition of messages for values in ('a', 'b') partition by list (tenant_id);
create table messages_2_1 partition of messages_2 default;
select t.tgrelid::regclass as partition, count(*) as triggers
  from pg_trigger t where t.tgparentid <> 0 and not t.tgisinternal and t.tgname like 'automation%' group by 1 order by 1::text;

-- who owns nothing gets nothing
reset role;
set role regress_partitions_other;
create table crm.leads_4 partition of crm.leads for values from (3000) to (4000);
reset role;
select p.proname from pg_proc p where p.pronamespace = 'crm'::regnamespace and p.prorettype = 'trigger'::regtype
   and has_function_privilege('regress_partitions_other', p.oid, 'execute');
select bool_and(has_function_privilege('regress_partitions_owner', p.oid, 'execute') = (p.prorettype = 'trigger'::regtype)) as trigger_functions_only
  from pg_proc p where p.pronamespace = 'crm'::regnamespace and p.proname not in ('automation_unsubscribe', 'automation_tenants', 'automation_acting_tenant');

-- inserts, updates and answers through the parent: each triggers once
insert into automations (name, type, trigger, message_template) values
  ('hello', 'lead_followup', 'new_lead', 'hello {lead_name}'), ('won', 'lead_followup', 'lead_status_changed', 'won {lead_name}'),
  ('answer', 'lead_followup', 'message_received', 'thanks {lead_name}');
insert into automations (tenant_id, name, type, trigger, message_template) values
  ('a', 'answer', 'lead_followup', 'message_received', 'thanks {lead_name} of a');
set role regress_partitions_owner;
insert into leads (id, name) values (1, 'Ann'), (1001, 'Bea'), (2001, 'Cy');
insert into leads (id, tenant_id, name) values (2500, 'a', 'Al');
update leads set status = 'won';
insert into messages (tenant_id, lead_id, direction, body) select tenant_id, id, 'inbound', 'hello from ' || name from leads order by id;
reset role;
select q.event, array_agg(q.lead_id order by q.lead_id) as leads from automation_queue q group by 1 order by 1;
call automation_run();
select m.tableoid::regclass as partition, m.lead_id, m.body from messages m where m.direction = 'outbound' order by m.lead_id, m.body;
select l.tableoid::regclass as partition, l.name, l.status, l.last_contacted is not null as contacted, l.last_inbound_at is not null as wrote
  from leads l order by l.id;

-- directly into a partition: updates trigger, inserts do not
set role regress_partitions_owner;
insert into leads_3 (id, name) values (2002, 'Dee');
update leads_3 set status = 'lost' where name = 'Dee';
reset role;
select q.event, q.lead_id from automation_queue q order by 1;

-- detached, it is a table like any other
set role regress_partitions_owner;
alter table leads detach partition leads_3;
insert into leads_3 (id, name) values (2003, 'Eve');
update leads_3 set status = 'won', tenant_id = 'x' where name = 'Eve';
select tgname from pg_trigger where tgrelid = 'leads_3'::regclass;
alter table leads attach partition leads_3 for values from (2000) to (3000);
reset role;

-- the next owner, by REASSIGN OWNED
reassign owned by regress_partitions_owner to regress_partitions_next;
set role regress_partitions_next;
create table leads_5 partition of leads for values from (4000) to (5000);
insert into leads (id, name) values (4001, 'Fay');
reset role;
select q.event, q.lead_id from automation_queue q where q.lead_id = 4001;

-- automation_install() gives it as well, to the owner of tables with our triggers only
call public.give('regress_partitions_other');
select crm.automation_install();
select count(*) > 0 as functions from pg_proc p where p.pronamespace = 'crm'::regnamespace and p.prorettype = 'trigger'::regtype
   and has_function_privilege('regress_partitions_other', p.oid, 'execute');

-- the right is no initial privilege of the extension: a dump has it
select count(*) from pg_init_privs i where i.classoid = 'pg_proc'::regclass and i.initprivs::text ~ 'regress_partitions';

set client_min_messages = warning;
reset search_path;
drop extension automation cascade;
drop schema crm cascade;
drop procedure give;
drop owned by regress_partitions_owner, regress_partitions_next, regress_partitions_other;
drop role regress_partitions_owner, regress_partitions_next, regress_partitions_other;
