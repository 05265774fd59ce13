-- The truth table of conditions, through the trigger: an automation and a lead a row; the run is there or not.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
\getenv folder PG_ABS_SRCDIR
\set file :folder '/data/conditions.tsv'
create temp table cases as
select row_number() over () as n, f[1] as op, f[2]::jsonb as conditions, f[3]::jsonb as attributes, f[4] = 't' as expected, f[5] as value
  from string_to_table(pg_read_file(:'file'), E'\n') line, string_to_array(line, E'\t') f
 -- spans are measured from now, which pg_regress cannot set
 where line <> '' and line not like '#%' and f[1] not in ('older_than', 'newer_than', 'within_next');
select count(*) >= 400 as enough from cases;
insert into automations (id, name, type, trigger, message_template, conditions)
select n, op || ' of ' || value, 'lead_followup', 'new_lead', 'hi', jsonb_build_object('id', n, 'all', jsonb_build_array(conditions)) from cases;
insert into leads (id, attributes) select n, attributes from cases;
select c.conditions, c.attributes, c.expected, q.id is not null as found
  from cases c left join automation_queue q on q.automation_id = c.n
 where c.expected <> (q.id is not null);
-- and when they are due, and in explain
call automation_run();
select count(*) filter (where not expected) as should_not, count(*) = (select count(*) from cases where expected) as all_that_should
  from messages m join cases c on c.n = m.automation_id;
select count(*) as disagree
  from (select n, expected from cases where n % 10 = 0) c, automation_explain(c.n, c.n) e where e.step = 'conditions' and e.ok <> c.expected;
set client_min_messages = warning;
drop schema crm cascade;
