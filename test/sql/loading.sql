-- Rows that come from a dump, a replica or a bulk import set nothing off and are taken as they are.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
insert into crm.automations (name, type, trigger, message_template) values
  ('new', 'lead_followup', 'new_lead', 'x'), ('status', 'lead_followup', 'lead_status_changed', 'x'),
  ('answer', 'lead_followup', 'message_received', 'x'), ('confirm', 'confirmation', 'booking_created', 'x'),
  ('cancelled', 'lead_followup', 'booking_cancelled', 'x'), ('missed', 'lead_followup', 'booking_no_show', 'x'),
  ('done', 'post_session', 'session_completed', 'x');
-- everything that is an event, by names with their schema, for one lead
create procedure public.everything(person bigint) language plpgsql as $$
begin
    insert into crm.leads (id, name, updated_at) values (person, 'Ann', '2001-02-03');
    update crm.leads set status = 'won' where id = person;
    insert into crm.messages (lead_id, direction, channel, body) values (person, 'inbound', 'SMS', 'hello');
    insert into crm.bookings (id, lead_id, starts_at) values (person, person, pg_catalog.now() + '1 day');
    update crm.bookings set status = 'cancelled' where id = person;
    update crm.bookings set status = 'no_show' where id = person;
    update crm.bookings set status = 'completed' where id = person;
end $$;

-- outside of all that: each of them fires
call public.everything(1);
select event, count(*) from crm.automation_queue group by event order by event collate "C";
select l.last_inbound_at is not null as wrote, l.updated_at > '2001-02-03' as touched, m.channel, m.status
  from crm.leads l join crm.messages m on m.lead_id = l.id where l.id = 1;
truncate crm.automation_queue;

-- a session that looks like a pg_dump script
begin;
set local check_function_bodies = false;
select pg_catalog.set_config('search_path', '', true);
call public.everything(2);
copy crm.leads (id, name, updated_at) from stdin;
20	from a dump	2001-02-03
\.
-- a rule of the dump is not checked again: what was saved once, is restored
insert into crm.automations (id, name, type, trigger, conditions, channel, updated_at)
values (100, 'broken', 'lead_followup', 'new_lead', '{"shoe": 1}', 'PIGEON', '2001-02-03');
commit;
select count(*) from crm.automation_queue;
select l.id, l.last_inbound_at is not null as wrote, l.updated_at = '2001-02-03' as as_given, m.channel, m.status
  from crm.leads l left join crm.messages m on m.lead_id = l.id where l.id in (2, 20) order by l.id;
select name, conditions, channel, updated_at = '2001-02-03' as as_given, version from crm.automations where id = 100;
delete from crm.automations where id = 100;

-- one of the two marks alone is no dump
begin;
set local check_function_bodies = false;
insert into crm.leads (id, name) values (30, 'only unchecked bodies');
commit;
begin;
select pg_catalog.set_config('search_path', '', true);
insert into crm.leads (id, name) values (31, 'only an empty path');
commit;
select lead_id, event from crm.automation_queue order by id;
truncate crm.automation_queue;

-- a bulk import
set automation.restoring = on;
call public.everything(4);
set automation.restoring = off;
begin;
set local automation.restoring = true;
call public.everything(5);
commit;
select count(*) from crm.automation_queue;
select l.id, l.last_inbound_at is not null as wrote, l.updated_at = '2001-02-03' as as_given, m.channel, m.status
  from crm.leads l join crm.messages m on m.lead_id = l.id where l.id in (4, 5) order by l.id;

-- only its own session's rows: what comes after it fires again
insert into crm.leads (id, name) values (6, 'after the import');
select lead_id, event from crm.automation_queue order by id;
truncate crm.automation_queue;

-- a replica that applies what the origin did: no trigger at all
set session_replication_role = replica;
call public.everything(7);
reset session_replication_role;
select count(*) from crm.automation_queue;
select l.id, l.last_inbound_at is not null as wrote, l.updated_at = '2001-02-03' as as_given, m.channel, m.status
  from crm.leads l join crm.messages m on m.lead_id = l.id where l.id = 7;

-- and with a trigger that a DBA had set to ALWAYS, still nothing
alter table crm.leads enable always trigger automation_lead_added;
set session_replication_role = replica;
insert into crm.leads (id, name) values (8, 'applied');
reset session_replication_role;
select count(*) from crm.automation_queue;
alter table crm.leads enable trigger automation_lead_added;

-- a rule that is imported is known at once, by this session and its next statement
set automation.restoring = on;
insert into crm.automations (name, type, trigger, message_template) values ('imported', 'lead_followup', 'new_lead', 'y');
reset automation.restoring;
insert into crm.leads (id, name) values (9, 'for both');
select a.name from crm.automation_queue q join crm.automations a on a.id = q.automation_id order by q.id;

set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
drop procedure public.everything;
