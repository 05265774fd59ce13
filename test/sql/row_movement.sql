-- An UPDATE that moves a lead to another partition, which only another id does: PostgreSQL deletes and inserts the row and
-- fires no AFTER UPDATE trigger. The write succeeds, what waited for the former id ends, and the lead is as any other.
\set SHOW_CONTEXT never
\set VERBOSITY terse
set client_min_messages = error;
create schema moving;
create extension automation schema moving;
set search_path = moving;
do $$
declare
    v record;
    columns text;
begin
    for v in select c.relname as name from pg_class c where c.relnamespace = 'moving'::regnamespace and c.relkind = 'v' loop
        execute format('drop view if exists %I cascade', v.name);
    end loop;
    select string_agg(format('%I %s %s %s', a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
                             coalesce('default ' || pg_get_expr(d.adbin, d.adrelid), case when a.attidentity <> '' then 'default nextval(''moving.ids'')' end)),
                      ', ' order by a.attnum) into columns
      from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where a.attrelid = 'leads'::regclass and a.attnum > 0 and not a.attisdropped;
    create sequence ids start 100;
    drop table leads cascade;
    execute format('create table leads (%s, primary key (id, tenant_id)) partition by range (id)', columns);
    create table leads_low partition of leads for values from (minvalue) to (1000);
    create table leads_high partition of leads default;
end $$;
select automation_install();
reset client_min_messages;
insert into automations (id, name, type, trigger, delay_hours, message_template)
values (1, 'welcome', 'lead_followup', 'new_lead', 1, 'Welcome'), (2, 'changed', 'lead_followup', 'lead_status_changed', 0, 'Now {lead_status}');
insert into leads (id, name, email, opted_out) values (1, 'Ann', 'ann@example.com', '{sms}'), (2, 'Ben', 'ben@example.com', '{}');
update leads set status = 'open' where id = 2;
select tableoid::regclass, id, status from leads order by id;
select lead_id, event from automation_queue order by 1, 2;
-- alone, with other changes, and many at once
update leads set id = 1001, status = 'won', last_contacted = now(), opted_out = '{sms,email}' where id = 1;
insert into leads (id, name) select i, 'Lead' from generate_series(10, 19) i;
update leads set id = id + 1000, tenant_id = tenant_id, phone = '+4930123456' where id between 10 and 19;
select tableoid::regclass, count(*), min(id), array_agg(distinct status) as status from leads group by 1 order by 1;
update automation_queue set run_at = now();
call automation_run();
select lead_id, automation_id, type from activities order by 1, 2;
select count(*) from automation_queue;
-- the moved one is as any other
update leads set status = 'lost' where id in (1001, 1010);
insert into messages (lead_id, direction, body) values (1011, 'inbound', 'Hello');
call automation_run();
select lead_id, body from messages where direction = 'outbound' order by 1, 2;
select name, opted_out from leads where id = 1001;
select state in ('stopped', 'not preloaded') as not_paused from automation_status();
set client_min_messages = error;
drop extension automation cascade;
drop schema moving cascade;
