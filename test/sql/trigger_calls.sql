-- Trigger functions check how they are called: event, level, time and relation, whoever has attached them.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create role regress_trigger_calls_owner;
create schema crm;
create extension automation schema crm;

-- no function works as anything but a trigger
select crm.automation_on_lead_status();

-- every trigger function on another table, in every form that PostgreSQL lets one attach: none reads a row that is not
-- one of ours. The statement that fires it fails with 55000 and a HINT that says CREATE TRIGGER.
create table crm.other (id bigint, name text, status integer, tenant_id integer, lead_id text, direction bytea, updated_at integer, timezone text);
create view crm.looks as select * from crm.other;
create table crm.forms (time text, events text, relation text, level text, referencing text, condition text, constrained text);
insert into crm.forms
select t.time, e.events, r.relation, l.level, n.referencing, w.condition, c.constrained
  from unnest(array['before', 'after', 'instead of']) t (time)
 cross join unnest(array['insert', 'update', 'delete', 'truncate']) e (events)
 cross join unnest(array['other', 'looks']) r (relation)
 cross join unnest(array['row', 'statement']) l (level)
 cross join unnest(array['', 'referencing new table as n', 'referencing old table as o']) n (referencing)
 cross join unnest(array['', 'when (true)']) w (condition)
 cross join unnest(array['', 'constraint']) c (constrained)
 where l.level = 'row' or r.relation = 'other';  -- what is written to the view is written to its table

create function crm.try_forms() returns table (function text, form text, outcome text)
language plpgsql as $body$
declare
    f record;
    form crm.forms;
    sqlstate_seen text;
    hint_seen text;
begin
    for f in select p.proname from pg_proc p join pg_language l on l.oid = p.prolang and l.lanname in ('c', 'plpgsql')
              where p.pronamespace = 'crm'::regnamespace and p.prorettype = 'trigger'::regtype order by 1
    loop
        for form in select * from crm.forms loop
            begin
                begin
                    execute format('create %s trigger t %s %s on crm.%s %s for each %s %s execute function crm.%I()', form.constrained,
                                   form.time, form.events, form.relation, form.referencing, form.level, form.condition, f.proname);
                exception when others then
                    continue;  -- PostgreSQL has no such triggers
                end;
                insert into crm.other values (1, 'x', 7, 8, 'l', '\xff', 9, 'Nowhere/At_All');
                execute case form.events
                    when 'insert' then format('insert into crm.%s values (2, ''y'', 7, 8, ''l'', ''\xff'', 9, ''Nowhere/At_All'')', form.relation)
                    when 'update' then format('update crm.%s set status = 12345, updated_at = 77, timezone = ''Nowhere/At_All''', form.relation)
                    when 'delete' then format('delete from crm.%s', form.relation)
                    else format('truncate crm.%s', form.relation) end;
                raise exception 'undo' using errcode = 'AU002';
            exception when sqlstate 'AU002' then
                return query select f.proname::text, concat_ws(' ', form.time, form.events, form.relation, form.level, form.referencing, form.condition, form.constrained), 'nothing was raised'::text;
            when others then
                get stacked diagnostics sqlstate_seen = returned_sqlstate, hint_seen = pg_exception_hint;
                return query select f.proname::text, '', format('%s%s', sqlstate_seen,
                    case when hint_seen ~ ('CREATE TRIGGER \w+ (BEFORE|AFTER|INSTEAD OF) [A-Za-z ]+ ON (crm|api)\.\w+ .*EXECUTE FUNCTION crm\.' || f.proname || '\(\);$')
                         then ' with a hint' end);
            end;
        end loop;
    end loop;
end
$body$;
create temp table tries as select * from crm.try_forms();
select outcome, count(distinct function) as functions, count(*) > 800 as many from tries group by 1;

-- what it says
create trigger t after update on crm.other for each row execute function crm.automation_on_lead_status();
insert into crm.other values (1);
update crm.other set status = 1;
drop trigger t on crm.other;
create trigger t before insert or delete on crm.other for each statement execute function crm.automation_on_leads_insert();
insert into crm.other values (1);
drop trigger t on crm.other;

-- on the right table, in a wrong form, and on another table of ours
create trigger t after insert on crm.leads for each statement execute function crm.automation_on_leads_insert();
insert into crm.leads (name) values ('Ann');
drop trigger t on crm.leads;
create trigger t before insert on crm.leads for each row execute function crm.automation_on_message();
insert into crm.leads (name) values ('Ann');
drop trigger t on crm.leads;
create trigger t after insert on crm.leads for each row execute function crm.automation_on_message();
insert into crm.leads (name) values ('Ann');
drop trigger t on crm.leads;
create trigger t before update on crm.automation_queue for each row execute function crm.automation_touch();

-- once more in the right form, with a condition, and as a constraint: it fires once more, and nothing else comes of it
create constraint trigger t after insert on crm.messages deferrable initially deferred
    for each row when (new.body <> '') execute function crm.automation_on_message();
insert into crm.leads (name) values ('Ann');
insert into crm.messages (lead_id, direction, body) select id, 'inbound', 'hello' from crm.leads;
select name, last_inbound_at is not null as wrote from crm.leads;
drop trigger t on crm.messages;

-- a table of ours that was renamed or moved is written to as if there were no triggers; a WARNING says so
insert into crm.automations (name, type, trigger, message_template) values
  ('hello', 'lead_followup', 'new_lead', 'hello {lead_name}'), ('won', 'lead_followup', 'lead_status_changed', 'won {lead_name}');
reset client_min_messages;
alter table crm.leads rename to leads_before;
insert into crm.leads_before (name) values ('Bea');
update crm.leads_before set status = 'won', opted_out = '{sms}', last_contacted = now() where name = 'Bea';
create table crm.leads (like crm.leads_before including all);
insert into crm.leads_before (name) values ('Cy');
update crm.leads_before set status = 'won', tenant_id = 'x' where name = 'Bea';
delete from crm.leads_before where name = 'Bea';
drop table crm.leads;
alter table crm.leads_before rename to leads;
select count(*) from crm.automation_queue;

-- two that have changed their names with each other
alter table crm.bookings rename to b;
alter table crm.leads rename to bookings;
alter table crm.b rename to leads;
\set VERBOSITY terse
insert into crm.bookings (name) values ('Dee');
update crm.bookings set status = 'won' where name = 'Dee';
insert into crm.leads (lead_id, title) select id, 'massage' from crm.bookings where name = 'Dee';
\set VERBOSITY default
delete from crm.leads;
alter table crm.leads rename to b;
alter table crm.bookings rename to leads;
alter table crm.b rename to bookings;
insert into crm.leads (name) values ('Eve');
select count(*) from crm.automation_queue;

-- a shard of Citus is the table that its name says, where Citus is there and the owner is the same
create table crm.leads_102008 (like crm.leads including defaults including identity);
create trigger automation_lead_added_102008 after insert on crm.leads_102008 referencing new table as new_leads
    for each statement execute function crm.automation_on_leads_insert();
insert into crm.leads_102008 (name) values ('Fay');
insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
select 999999, 'citus', 10, oid, false, '0' from pg_namespace where nspname = 'pg_catalog';
alter table crm.leads_102008 owner to regress_trigger_calls_owner;
insert into crm.leads_102008 (name) values ('Fay');
alter table crm.leads_102008 owner to current_user;
insert into crm.leads_102008 (id, name) values (4711, 'Fay');
delete from pg_extension where extname = 'citus';
select lead_id from crm.automation_queue order by id desc limit 1;

set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
drop role regress_trigger_calls_owner;
