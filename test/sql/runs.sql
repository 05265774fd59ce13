-- The tables are the user's own: whatever was added to them, an event and its run come out as they would without it.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm, public;
-- what there is to do, and what has to come of it
create procedure public.rules() language sql as $$
    insert into crm.automations (id, name, type, trigger, message_template) values
      (1, 'hello', 'lead_followup', 'new_lead', 'hello {lead_name}'), (2, 'status', 'lead_followup', 'lead_status_changed', 'now {lead_status}'),
      (3, 'answer', 'lead_followup', 'message_received', 'thanks {lead_name}');
    insert into crm.automations (id, name, type, trigger, actions) values
      (4, 'mark', 'crm_update', 'new_lead', '{"set": {"attributes.marked": true}}');
$$;
create procedure public.events() language sql as $$
    insert into crm.leads (name) values ('Ann'), ('Bea'), ('Cy');
    update crm.leads set status = 'won' where name = 'Ann';
    insert into crm.leads (name, opted_out) values ('Di', '{all}');
    insert into crm.messages (lead_id, direction, body) select id, 'inbound', 'hello' from crm.leads where name = 'Bea';
$$;
create temp table expected (lead text, type text, reason text, message text);
create function public.outcome() returns table (lead text, type text, reason text, message text) language sql as $$
    select l.name, a.type, a.details ->> 'reason', m.body || ' (' || m.status || ', ' || m.origin || ')'
      from crm.activities a join crm.leads l on l.id = a.lead_id left join crm.messages m on m.id = a.message_id
     union all
    select l.name, 'lead', l.status || ' ' || l.attributes, 'contacted: ' || (l.last_contacted is not null) from crm.leads l
     union all
    select a.name, 'statistics', s.ran || ' ran, ' || s.skipped || ' skipped, ' || s.blocked || ' blocked, ' || s.failed || ' failed',
           a.times_triggered || ' triggered'
      from crm.automation_stats s join crm.automations a on a.id = s.id
     union all
    select 'queue', q.event, q.last_error, null from crm.automation_queue q
$$;
create procedure public.afresh() language sql as $$
    truncate crm.leads, crm.bookings, crm.messages, crm.activities, crm.automation_queue, crm.automation_enrollments,
             crm.automation_stat_deltas, crm.automation_daily_stats cascade;
    delete from crm.automations;
    call public.rules();
$$;
-- what differs from the tables as they come: nothing, each time
create function public.difference() returns setof text language sql as $$
    (select 'missing: ' || e from (select * from pg_temp.expected except all select * from public.outcome()) e)
     union all
    (select 'surplus: ' || o from (select * from public.outcome() except all select * from pg_temp.expected) o)
     order by 1
$$;

-- the tables as they come
call rules();
call events();
call automation_run();
insert into expected select * from outcome();
select * from expected order by lead collate "C", type, message;

-- columns of the user's, with defaults, and some that are generated
call afresh();
alter table messages add column language text not null default 'en', add column length int generated always as (length(body)) stored;
alter table activities add column seen boolean not null default false;
alter table automation_queue add column asked_at timestamptz not null default now();
alter table leads add column gone int, add column shoe_size int default 40;
alter table leads drop column gone;
alter table automation_stat_deltas add column host text default 'here';
call events();
call automation_run();
select * from difference();
select distinct language, length = length(body) as right from messages;
select distinct seen from activities;
alter table messages drop column length, drop column language;
alter table activities drop column seen;

-- triggers of the user's, for each row: each sees every row, and changes it
call afresh();
create table seen (relation text, operation text);
create function public.see() returns trigger language plpgsql as $$
begin
    insert into crm.seen values (tg_table_name, tg_op);
    return coalesce(new, old);
end $$;
create function public.flag() returns trigger language plpgsql as $$
begin
    new.flags := array['seen'];
    return new;
end $$;
do $$
declare
    relation text;
begin
    foreach relation in array array['leads', 'messages', 'activities', 'automation_queue', 'automation_enrollments'] loop
        execute format('create trigger see after insert or update or delete on crm.%I for each row execute function public.see()', relation);
    end loop;
end $$;
create trigger flag before insert on messages for each row when (new.direction = 'outbound') execute function public.flag();
call events();
call automation_run();
select * from difference();
select relation, operation, count(*) from seen group by 1, 2 order by 1, 2;
select flags, count(*) from messages where direction = 'outbound' group by 1;

-- a trigger for each statement, with its rows
drop function public.see() cascade;
drop function public.flag() cascade;
call afresh();
create function public.see_statement() returns trigger language plpgsql as $$
begin
    insert into crm.seen select tg_table_name || ' statement', tg_op from rows;
    return null;
end $$;
truncate seen;
create trigger see after insert on messages referencing new table as rows for each statement execute function public.see_statement();
create trigger see after delete on automation_queue referencing old table as rows for each statement execute function public.see_statement();
call events();
call automation_run();
select * from difference();
select relation, operation, count(*) from seen group by 1, 2 order by 1, 2;
drop function public.see_statement() cascade;

-- a rule of the user's
call afresh();
truncate seen;
create rule see as on insert to messages do also insert into crm.seen values ('messages', new.direction);
create rule see as on insert to activities do also insert into crm.seen values ('activities', new.type);
call events();
call automation_run();
select * from difference();
select relation, operation, count(*) from seen group by 1, 2 order by 1, 2;
drop rule see on messages;
drop rule see on activities;

-- row security; an index on an expression; a foreign key and a check of the user's
call afresh();
alter table messages enable row level security;
create policy all_of_them on messages using (true);
alter table activities enable row level security;
create policy all_of_them on activities using (true);
create index on messages (lower(body));
create unique index on activities ((id + 0));
create table channels_in_use (channel text primary key);
insert into channels_in_use values ('email');
alter table messages add foreign key (channel) references channels_in_use, add check (length(body) < 1000);
call events();
call automation_run();
select * from difference();
alter table messages drop constraint messages_channel_fkey;

-- what the user's own table refuses fails alone, with the reason, after the attempts that are allowed; the others go on
call afresh();
set automation.max_attempts = 2;
create function public.refuse() returns trigger language plpgsql as $$
begin
    if new.body like '%Bea%' then
        raise exception 'Bea is not to be written to' using hint = 'Ask the owner.';
    end if;
    return new;
end $$;
create trigger refuse before insert on messages for each row when (new.direction = 'outbound') execute function public.refuse();
call events();
call automation_run();
select * from difference();
select event, attempts, last_error, run_at > event_at as later from automation_queue order by id;
update automation_queue set run_at = now();
call automation_run();
select * from difference();
select l.name, a.type, a.description, a.details - 'automation_id' - 'context' as details
  from activities a join leads l on l.id = a.lead_id where a.type = 'automation_failed' order by a.id;
drop function public.refuse() cascade;

-- the same where a check refuses it, which no trigger sees
call afresh();
alter table messages add constraint not_to_cy check (body not like '%Cy%');
call events();
call automation_run();
update automation_queue set run_at = now();
call automation_run();
select * from difference();
select a.details ->> 'detail' as detail from activities a where a.type = 'automation_failed';
alter table messages drop constraint not_to_cy;

-- where not even the failure can be told, the run waits, and the others go on
call afresh();
create function public.refuse() returns trigger language plpgsql as $$
begin
    raise exception 'nothing about %', new.lead_id;
end $$;
create trigger refuse before insert on activities for each row when (new.lead_id = 2001) execute function public.refuse();
insert into leads (id, name) values (2001, 'Eve'), (2002, 'Flo');
call automation_run();
update automation_queue set run_at = now();
call automation_run();
select l.name, a.type from activities a join leads l on l.id = a.lead_id order by l.id, a.type;
select count(*) as messages from messages where lead_id = 2001;
select lead_id, automation_id from automation_queue order by id;
drop function public.refuse() cascade;
update automation_queue set run_at = now();
call automation_run();
select l.name, a.type from activities a join leads l on l.id = a.lead_id order by l.id, a.type;

-- an owner who is nobody special, without any right of a superuser
reset automation.max_attempts;
call afresh();
create role regress_runs_owner;
grant usage on schema crm to regress_runs_owner;
grant select on channels_in_use to regress_runs_owner;
do $$
declare
    relation regclass;
begin
    for relation in select oid from pg_class where relnamespace = 'crm'::regnamespace and relkind in ('r', 'v') and relname not in ('seen', 'channels_in_use') loop
        execute format('alter table %s owner to regress_runs_owner', relation);
    end loop;
end $$;
call events();
call automation_run();
select * from difference();
-- row security that applies to the engine: it pauses whatever the policies say, and no write fails
call afresh();
alter table messages force row level security;
call events();
call automation_run();
select count(*) from automation_queue;
alter table messages no force row level security;

reset automation.max_attempts;

reset search_path;
set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
drop role regress_runs_owner;

-- partitioned by the user before they are adopted
create schema crm;
create extension automation schema crm;
drop extension automation cascade;
do $$
declare
    relation text;
begin
    drop view crm.automation_timeline, crm.automation_stats, crm.automation_backlog;
    drop table crm.bookings cascade;
    foreach relation in array array['messages', 'activities', 'automation_queue', 'leads'] loop
        execute format('alter table crm.%I rename to %I', relation, relation || '_before');
        execute format('create table crm.%I (like crm.%I including defaults including identity) partition by hash (tenant_id)',
                       relation, relation || '_before');
        execute format('drop table crm.%I cascade', relation || '_before');
        execute format('alter table crm.%I add primary key (id, tenant_id)', relation);
        for n in 0 .. 2 loop
            execute format('create table crm.%I partition of crm.%I for values with (modulus 3, remainder %s)',
                           relation || '_' || n, relation, n);
        end loop;
    end loop;
end $$;
create extension automation schema crm;
reset client_min_messages;
select relname from pg_class where relnamespace = 'crm'::regnamespace and relkind = 'p' order by 1;
call rules();
call events();
call crm.automation_run();
select * from difference();
-- and with tenants in different partitions
insert into crm.automations (tenant_id, name, type, trigger, message_template)
select t, 'of ' || t, 'lead_followup', 'new_lead', t || ' to {lead_name}' from unnest(array['a', 'b', 'c', 'd']) t;
insert into crm.leads (tenant_id, name) select t, n from unnest(array['a', 'b', 'c', 'd']) t, unnest(array['x', 'y']) n;
call crm.automation_run();
select m.tenant_id, m.body, l.last_contacted is not null as contacted
  from crm.messages m join crm.leads l on l.id = m.lead_id and l.tenant_id = m.tenant_id where m.tenant_id <> ''
 order by 1, 2;

set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
drop procedure rules, events, afresh;
drop function difference, outcome;
