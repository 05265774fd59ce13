-- What sets automations off, however it is written; and when the runs are due.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
create temp view waiting as
select l.name as lead, a.name as automation, q.event, q.kind, q.booking_id, q.message_id is not null as has_message,
       q.context
  from automation_queue q join leads l on l.id = q.lead_id join automations a on a.id = q.automation_id order by q.id;
create temp view story as
select l.name as lead, a.type, a.details ->> 'event' as event, a.details ->> 'reason' as reason, m.body
  from activities a join leads l on l.id = a.lead_id left join messages m on m.id = a.message_id order by a.id;

insert into automations (name, type, trigger, message_template) values
  ('first', 'lead_followup', 'new_lead', 'first for {lead_name}');
insert into automations (name, type, trigger, message_template, conditions) values
  ('gold', 'lead_followup', 'new_lead', 'gold for {lead_name}', '{"attributes.tier": "gold"}');

-- one row, many rows, none; all that match, in order of id
insert into leads (name, attributes) values ('one', '{"tier": "gold"}');
insert into leads (name) select 'many ' || n from generate_series(1, 3) n;
insert into leads (name) select 'none' where false;
select * from waiting;
call automation_run();
select * from story;
truncate activities, messages;

-- COPY, columns in another order, an explicit id
copy leads (attributes, name, id) from stdin;
{"tier": "gold"}	copied gold	1001
{"tier": "tin"}	copied tin	1002
\N	copied none	1003
\.
select * from waiting;
truncate automation_queue;

-- ON CONFLICT: what is inserted fires, what is updated or left alone does not
insert into leads (id, name) values (1001, 'again'), (2001, 'inserted')
    on conflict (id, tenant_id) do update set name = 'updated';
insert into leads (id, name) values (1001, 'again'), (2002, 'inserted too') on conflict do nothing;
insert into leads (id, name) values (1001, 'again') on conflict do nothing;
select * from waiting;
truncate automation_queue;

-- MERGE
merge into leads l using (values (1001, 'merged'), (3001, 'merged in'), (3002, 'not')) s (id, name)
   on l.id = s.id
 when matched then update set name = s.name
 when not matched and s.name <> 'not' then insert (id, name) values (s.id, s.name);
select * from waiting;
truncate automation_queue;

-- CTEs, RETURNING, a statement whose rows are read by another part of it
with added as (insert into leads (name) values ('from a cte') returning id, name),
     more as (insert into leads (name) select name || ' again' from added returning name)
select name from added union all select name from more order by 1;
select * from waiting;
truncate automation_queue;

-- a prepared statement, generic plan or not, with a rule saved in between
prepare add_lead (text) as insert into leads (name) values ($1);
set plan_cache_mode = force_generic_plan;
execute add_lead('prepared 1');
update automations set enabled = false where name = 'first';
execute add_lead('prepared 2');
update automations set enabled = true where name = 'first';
execute add_lead('prepared 3');
reset plan_cache_mode;
select * from waiting;
truncate automation_queue;

-- through a view, through a function, through a rule
create temp view people as select id, name, attributes from leads;
insert into people (name) values ('through a view');
create function pg_temp.add(text) returns void language sql as 'insert into crm.leads (name) values ($1)';
select pg_temp.add('through a function');
create temp table form (name text);
create rule to_leads as on insert to form do instead insert into crm.leads (name) values (new.name);
insert into form values ('through a rule');
select * from waiting;
truncate automation_queue;

-- a transaction or a savepoint that rolls back leaves nothing; rules count from where they are saved
begin;
insert into leads (name) values ('rolled back');
rollback;
begin;
insert into leads (name) values ('before');
savepoint s;
insert into leads (name) values ('rolled back');
insert into automations (name, type, trigger, message_template) values ('rolled back', 'lead_followup', 'new_lead', 'x');
insert into leads (name) values ('rolled back too');
rollback to s;
insert into leads (name) values ('after');
savepoint t;
insert into leads (name) values ('released');
release t;
commit;
do $$
begin
    insert into leads (name) values ('caught');
    raise division_by_zero;
exception when division_by_zero then
    insert into leads (name) values ('handler');
end $$;
begin;
insert into automations (name, type, trigger, message_template) values ('same transaction', 'lead_followup', 'new_lead', 'x');
insert into leads (name) values ('sees it');
delete from automations where name = 'same transaction';
insert into leads (name) values ('sees it no more');
commit;
select lead, automation from waiting;
truncate automation_queue;

-- an added column harms nobody; a renamed one does not fail the write, and nothing is set off without it
begin;
alter table leads add column shoe_size int default 40;
insert into leads (name) values ('with a column more');
select event, count(*) from automation_queue group by 1;
alter table leads rename column name to full_name;
insert into leads (full_name) values ('after surgery');
select event, count(*) from automation_queue group by 1;
rollback;

-- a status that changes, and one that is only written again; what it was stands in the context
insert into automations (name, type, trigger, message_template) values
  ('status', 'lead_followup', 'lead_status_changed', '{lead_status}');
update leads set status = 'won' where id = 1001;
update leads set status = 'won' where id = 1001;
update leads set status = 'won' where id = 1002;
update leads set name = name where id = 1001;
update leads set status = null where id = 1001;
select * from waiting;

-- the older of two runs for the same lead is superseded, also when the status is back where it was
call automation_run();
select * from story;
truncate activities, messages;
update leads set status = 'lost' where id = 1002;
update leads set status = 'won' where id = 1002;
call automation_run();
select * from story;
truncate activities, messages;

-- conditions are looked at when it happens and again when it is due
insert into automations (name, type, trigger, message_template, conditions) values
  ('won', 'lead_followup', 'lead_status_changed', 'won', '{"status": "won"}');
update leads set status = 'lost' where id = 1002;
update leads set status = 'won' where id = 1002;
alter table leads disable trigger automation_lead_status;
update leads set status = 'lost' where id = 1002;
alter table leads enable trigger automation_lead_status;
select * from waiting;
call automation_run();
select * from story;
delete from automations where trigger = 'lead_status_changed';
truncate activities, messages;

-- an inbound message: the lead has written, whatever the case of the channel; an outbound one is no event
insert into automations (name, type, trigger, message_template, channel) values
  ('answer', 'lead_followup', 'message_received', 'thanks', 'SMS');
insert into messages (lead_id, direction, channel, body) values (1002, 'inbound', 'WhatsApp', 'hello');
insert into messages (lead_id, channel, body) values (1002, 'email', 'from us');
select name, last_inbound_at is not null as wrote from leads where id in (1001, 1002) order by id;
select direction, channel, status, origin from messages order by id;
select * from waiting;
call automation_run();
select * from story;
-- within the cooldown of an hour there is no second answer
insert into messages (lead_id, direction, channel, body) values (1002, 'inbound', 'sms', 'and again');
call automation_run();
select * from story offset 1;
truncate activities, messages;

-- who answers is not followed up, unless the rule says so
update automations set delay_hours = 1 where name = 'first';
insert into automations (name, type, trigger, message_template, delay_hours, stop_on_reply) values
  ('all the same', 'lead_followup', 'new_lead', 'all the same', 1, false);
delete from automations where name = 'answer';
insert into leads (id, name) values (4001, 'answers'), (4002, 'does not');
insert into messages (lead_id, direction, body) values (4001, 'inbound', 'yes');
call automation_run();
update automation_queue set run_at = clock_timestamp();
call automation_run();
select * from story order by lead, body;
select name, last_contacted > last_inbound_at as written_after from leads where id >= 4001 order by id;
truncate activities, messages;

-- when runs are due: hours are elapsed time, days go by the clock on the wall of the lead, of the tenant, of UTC
delete from automations;
insert into automations (name, type, trigger, message_template, delay_days, delay_hours)
select 'after ' || d || ' days ' || h || ' hours', 'lead_followup', 'new_lead', 'x', d, h
  from unnest(array[0, 1, 30, 90, 150, 210, 270, 330]) d, unnest(array[0, 6]) h;
insert into leads (name, timezone) values
  ('Berlin', 'Europe/Berlin'), ('New York', 'America/New_York'), ('Lord Howe', 'Australia/Lord_Howe'),
  ('Kolkata', 'Asia/Kolkata'), ('Mars', 'Mars/Base'), ('nowhere', null);
create temp view due as
select l.name as lead, z.name as zone, a.delay_days, a.delay_hours, q.event_at, q.run_at,
       d.day + make_interval(hours => a.delay_hours) as expected,
       a.delay_days > 0 and (d.day - interval '30 minutes') at time zone z.name = d.day at time zone z.name
         as shown_twice
  from automation_queue q
  join leads l on l.id = q.lead_id
  join automations a on a.id = q.automation_id
  left join automation_settings s on s.tenant_id = q.tenant_id
 cross join lateral (select case when l.timezone like 'Mars%' or l.timezone is null then coalesce(s.timezone, 'UTC')
                                 else l.timezone end as name) z
 cross join lateral (select ((q.event_at at time zone z.name) + make_interval(days => a.delay_days))
                              at time zone z.name as day) d;
-- (an hour that the clock shows twice has two answers: it is left out)
select lead, bool_and(run_at = expected) as right,
       bool_or(run_at - event_at <> make_interval(hours => 24 * delay_days + delay_hours)) as clocks_changed
  from due
 where not shown_twice
 group by lead order by lead;
truncate automation_queue;
insert into automation_settings (timezone) values ('America/New_York');
insert into leads (name, timezone) values ('Mars again', 'Mars/Base'), ('nowhere again', null);
select lead, zone, bool_and(run_at = expected) as right,
       bool_or(run_at - event_at <> make_interval(hours => 24 * delay_days + delay_hours)) as clocks_changed
  from due
 where not shown_twice
 group by lead, zone order by lead;
-- the session's own zone has no say
set timezone = 'Pacific/Apia';
truncate automation_queue;
insert into leads (name, timezone) values ('Berlin again', 'Europe/Berlin');
select lead, zone, bool_and(run_at = expected) as right
  from due
 where not shown_twice
 group by lead, zone order by lead;
reset timezone;

-- what is not due yet waits
call automation_run();
select count(*) filter (where run_at > now()) as waiting, count(*) filter (where run_at <= now()) as due
  from automation_queue;

reset search_path;
set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
