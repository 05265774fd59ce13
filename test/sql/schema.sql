-- What every table, column, key and function promises.
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
create temp view ours as select * from pg_class where relnamespace = 'crm'::regnamespace;
create temp view functions as
select p.* from pg_proc p
  join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
  join pg_extension e on e.oid = d.refobjid and e.extname = 'automation';

-- columns, in order
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
       case when a.attidentity <> '' then 'identity' else pg_get_expr(d.adbin, d.adrelid) end as filler
  from ours c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
 where c.relkind in ('r', 'v') and a.attname <> 'tenant_id'
 order by c.relkind, c.relname collate "C", a.attnum;

-- the tenant stands in every table, with one definition
select distinct format_type(a.atttypid, a.atttypmod), l.collname, a.attnotnull, pg_get_expr(d.adbin, d.adrelid), count(*)
  from ours c
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
  join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  join pg_collation l on l.oid = a.attcollation
 where c.relkind = 'r' group by 1, 2, 3, 4;
select relname from ours c where c.relkind = 'r'
   and not exists (select from pg_attribute where attrelid = c.oid and attname = 'tenant_id');

-- keys and other constraints
select conrelid::regclass, contype, pg_get_constraintdef(oid)
  from pg_constraint where connamespace = 'crm'::regnamespace and contype <> 'n'  -- the columns' not null, from PostgreSQL 18 on
 order by conrelid::regclass::text collate "C", contype, conname collate "C";

-- the tenant stands in every unique index
select indexrelid::regclass from pg_index x join ours c on c.oid = x.indrelid
 where x.indisunique and not exists (
     select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnum = any (x.indkey));

-- indexes
select x.indisunique as is_unique, regexp_replace(pg_get_indexdef(x.indexrelid), '^.* ON ', '') as definition
  from pg_index x join ours c on c.oid = x.indrelid where not x.indisprimary
 order by c.relname, x.indexrelid;

-- storage
select relname, reloptions from ours where reloptions is not null order by relname collate "C";
select relname, seqcache from ours join pg_sequence on seqrelid = ours.oid where seqcache > 1 order by relname collate "C";

-- triggers: at origin, built-in conditions only
select tgrelid::regclass, tgname, tgenabled,
       regexp_replace(pg_get_triggerdef(t.oid), '^CREATE TRIGGER \w+ (.*) ON crm\.\w+', '\1') as definition
  from pg_trigger t join ours c on c.oid = t.tgrelid where not tgisinternal
 order by tgrelid::regclass::text collate "C", tgname collate "C";

-- no default, check, index or view but automation_progress depends on a function or type of the extension; a trigger on its function only
select distinct d.classid::regclass, d.refclassid::regclass, p.oid::regprocedure
  from pg_depend d join functions p on d.refclassid = 'pg_proc'::regclass and d.refobjid = p.oid
 where d.classid <> 'pg_trigger'::regclass;
select t.tgname, count(*) from pg_trigger t
  join pg_depend d on d.classid = 'pg_trigger'::regclass and d.objid = t.oid and d.refclassid = 'pg_proc'::regclass
  join ours c on c.oid = t.tgrelid
 where not tgisinternal group by t.oid, t.tgname having count(*) > 1;

-- functions and their parameters, which become JSON keys behind a gateway
select p.proname, pg_get_function_arguments(p.oid) as arguments, pg_get_function_result(p.oid) as result, p.provolatile
  from functions p where p.prorettype <> 'trigger'::regtype order by p.proname collate "C";

-- no overloads; no table's row type in a signature
select proname from functions group by proname having count(*) > 1;
select p.proname from functions p
  join pg_type y on y.oid = any (array_prepend(p.prorettype, coalesce(p.proallargtypes, p.proargtypes::oid[])))
 where y.typrelid <> 0;

-- nothing runs as somebody else by accident; the path is pinned, but not where the caller's must be seen or a procedure
-- must commit
select proname from functions where prosecdef and not 'search_path=pg_catalog, pg_temp' = any (proconfig);
select proname, proconfig from functions
 where not coalesce('search_path=pg_catalog, pg_temp' = any (proconfig), false)
 order by proname collate "C";

-- everything carries a comment
select 'table' as kind, relname as name from ours
 where relkind in ('r', 'v') and obj_description(oid, 'pg_class') is null
union all
select 'column', c.relname || '.' || a.attname from ours c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
 where c.relkind in ('r', 'v') and col_description(c.oid, a.attnum) is null
union all
select 'function', proname from functions where obj_description(oid, 'pg_proc') is null
union all
select 'extension', extname from pg_extension where extname = 'automation' and obj_description(oid, 'pg_extension') is null;

-- views see what their reader may see
select relname, reloptions from ours where relkind = 'v' and not reloptions @> '{security_invoker=true}';

-- statistics: folded days, and what is not folded yet; what waits
set search_path = crm;
insert into automations (id, name, type, trigger, times_triggered, last_triggered)
values (1, 'Welcome', 'lead_followup', 'new_lead', 7, '2026-01-02'), (2, 'Idle', 'lead_followup', 'new_lead', 0, null);
insert into automation_daily_stats (automation_id, day, ran, skipped, held, input_tokens, last_run_at)
values (1, '2026-01-01', 5, 1, 0, 10, '2026-01-01'), (1, '2026-01-02', 2, 0, 1, 20, '2026-01-02');
insert into automation_stat_deltas (automation_id, at, ran, blocked, failed, output_tokens, last_run_at)
values (1, '2026-01-03', 1, 0, 1, 5, '2026-01-03'), (1, '2026-01-03', 1, 2, 0, 5, '2026-01-04');
insert into automation_queue (automation_id, lead_id, event_at, run_at, event, kind)
values (1, 1, now(), now() - interval '1 hour', 'new_lead', 'run'), (1, 2, now(), now() + interval '1 day', 'new_lead', 'run'),
       (1, 2, now(), now() + interval '1 day', 'new_lead', 'deliver');
select id, name, queued, ran, skipped, blocked, failed, held, input_tokens, output_tokens, times_triggered,
       last_triggered::date from automation_stats order by id;
select automation_id, name, waiting, deliveries, due, oldest_due_age >= interval '1 hour' as over_an_hour,
       next_run_at < now() as overdue from automation_backlog;
-- what waits for an automation that is disabled is not due
select queued, due, oldest_due_age >= interval '1 hour' as over_an_hour from automation_status();
update automations set enabled = false where id = 1;
insert into automation_queue (automation_id, lead_id, event_at, run_at, event, kind)
values (2, 1, now(), now() - interval '1 minute', 'new_lead', 'run'), (99, 1, now(), now() - interval '2 minutes', 'new_lead', 'run');
select automation_id, waiting, due, oldest_due_age >= interval '1 hour' as over_an_hour from automation_backlog order by automation_id;
select queued, due, oldest_due_age >= interval '1 hour' as over_an_hour, oldest_due_age >= interval '2 minutes' as over_two_minutes from automation_status();
update automations set enabled = true where id = 1;
select queued, due, oldest_due_age >= interval '1 hour' as over_an_hour from automation_status();
truncate automation_queue;

-- the story of a lead, in order
insert into leads (id, name) values (1, 'Ann'), (2, 'Bea');
insert into messages (lead_id, status, subject, created_at) values (1, 'recorded', 'Welcome', '2026-01-01'), (2, 'recorded', 'Hi', '2026-01-01');
insert into activities (lead_id, type, description, created_at)
values (1, 'automation_ran', 'wrote', '2026-01-01'), (1, 'automation_skipped', 'had answered', '2026-01-02');
select happened_at::date, what, type, description from automation_timeline where lead_id = 1;

-- what concerns a lead goes with it
insert into bookings (lead_id, title, starts_at) values (1, 'Massage', '2020-01-01');
delete from leads where id = 1;
select (select count(*) from bookings), (select count(*) from messages), (select count(*) from activities);

-- a zone that nobody knows is refused when saved, and taken as it is while rows are imported
\set SHOW_CONTEXT never
insert into automation_settings (timezone) values ('Europe/Atlantis');
insert into automation_booking_sources (company, timezone) values ('spa', 'Mars');
insert into automation_settings (timezone) values ('europe/berlin');
update automation_settings set timezone = 'Atlantis';
set automation.restoring = on;
update automation_settings set timezone = 'Atlantis';
reset automation.restoring;

reset search_path;
drop extension automation cascade;
drop schema crm cascade;
