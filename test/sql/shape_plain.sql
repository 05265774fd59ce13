-- Tables as they are installed: no subtransaction, whatever a write sets off; and every column is one that is judged.
\set SHOW_CONTEXT never
set client_min_messages = error;
create schema shape;
create extension automation schema shape;
set search_path = shape;
reset client_min_messages;

create temp view strangers as
select relation, count(*) from (
    select 'leads', xmin from leads union all select 'bookings', xmin from bookings
    union all select 'messages', xmin from messages union all select 'activities', xmin from activities
    union all select 'automation_queue', xmin from automation_queue
    union all select 'automation_enrollments', xmin from automation_enrollments
    union all select 'automation_watches', xmin from automation_watches
    union all select 'automation_stat_deltas', xmin from automation_stat_deltas) r (relation, xmin)
 where xmin::text::bigint <> pg_current_xact_id()::text::bigint % (1::bigint << 32) group by 1 order by 1;

-- all rows are those of the transaction itself
begin;
set local client_min_messages = warning;
insert into automations (name, type, trigger, message_template, delay_hours)
values ('welcome', 'lead_followup', 'new_lead', 'x', 1), ('won', 'lead_followup', 'lead_status_changed', 'x', 1),
       ('answer', 'lead_followup', 'message_received', 'x', 1), ('booked', 'confirmation', 'booking_created', 'x', 1),
       ('silent', 'lead_followup', 'no_contact_days', 'x', 24);
insert into automation_settings (timezone) values ('Europe/Berlin');
insert into leads (name) values ('Ann');
table strangers;
update leads set status = 'won', last_contacted = now();
table strangers;
insert into bookings (lead_id, starts_at, ends_at) select id, now() + '1 hour', now() + '2 hours' from leads;
table strangers;
update bookings set starts_at = starts_at + '5 minutes';
table strangers;
insert into messages (lead_id, direction, body) select id, 'inbound', 'Hello' from leads;
table strangers;
select distinct event from automation_queue order by 1;
update leads set opted_out = '{email}';
update automations set delay_hours = 2;
update automation_settings set timezone = 'Asia/Tokyo';
table strangers;
rollback;

-- in step with src/pg/tables/table_columns.hpp: a column that is added there or here belongs into both
select c.relname as relation, string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
       || case when a.attnotnull then ' not null' else '' end
       || case when a.attidentity <> '' or a.atthasdef then ' filled' else '' end, ', ' order by a.attname) as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 where c.relnamespace = 'shape'::regnamespace and c.relkind = 'r' group by 1 order by 1;
create function fits(relation text, column_name text, type oid) returns boolean language plpgsql as $$
declare answer boolean;
begin
    execute format('select %s.automation_install_fits($1, $2, $3)',
                   (select p.pronamespace::regnamespace from pg_proc p where p.proname = 'automation_install_fits'))
       into answer using relation, column_name, type;
    return answer;
end $$;
select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
 where c.relnamespace = 'shape'::regnamespace and c.relkind = 'r' and not fits(c.relname, a.attname, a.atttypid)
   and c.relname not in ('automation_queue', 'automation_enrollments', 'automation_instance', 'automation_stat_deltas',
                         'automation_daily_stats', 'automation_watches', 'automation_lead_dates')
 order by 1, 2;

set client_min_messages = error;
drop extension automation cascade;
drop schema shape cascade;
