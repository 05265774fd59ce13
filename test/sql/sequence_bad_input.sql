-- What cannot be saved as a sequence: what is wrong, with the value, and what to write instead.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema seq;
create extension automation schema seq;
\set VERBOSITY verbose
set search_path = seq;
create function saved(steps text, more text default '') returns text language plpgsql as $$
declare detail text; hint text;
begin
  perform automation_create(format('{"name": "s", "type": "sequence", "trigger": "new_lead", "steps": %s%s}', steps, more)::jsonb);
  raise exception 'saved' using errcode = 'ZZ000';
exception when sqlstate 'ZZ000' then
  return 'saved';
when others then
  get stacked diagnostics detail = pg_exception_detail, hint = pg_exception_hint;
  return sqlstate || ': ' || sqlerrm || coalesce(E'\nDETAIL: ' || nullif(detail, ''), '') || coalesce(E'\nHINT: ' || nullif(hint, ''), '');
end $$;
\pset tuples_only on
\pset format unaligned
-- keys and names
select saved('[{"name": "a", "mesage_template": "Hi"}]');
select saved('[{"name": "a", "message_template": "Hi", "wiat": "1 day"}]');
select saved('[{"name": "a", "message_template": "Hi"}, {"name": "a", "message_template": "Hi"}]');
select saved('[{"name": "a", "was": "z", "message_template": "Hi"}, {"name": "b", "was": "z", "message_template": "Hi"}]');
select saved('[{"message_template": "Hi"}]');
select saved('[{"name": "  ", "message_template": "Hi"}]');
select saved('["a"]');
select saved('{}');
select saved('[]');
select saved('null');
-- what a step does
select saved('[{"name": "a"}]');
select saved('[{"name": "a", "message_template": "Hi", "actions": {"set": {"status": "x"}}}]');
select saved('[{"name": "a", "actions": {}}]');
select saved('[{"name": "a", "exit": false}]');
select saved('[{"name": "a", "enroll": ""}]');
select saved('[{"name": "out", "exit": true}, {"name": "a", "message_template": "Hi"}]');
-- messages
select saved('[{"name": "a", "channel": "fax", "message_template": "Hi"}]');
select saved('[{"name": "a", "message_template": "Hi {lead_frst_name}"}]');
select saved('[{"name": "a", "message_template": "Hi", "review": "maybe"}]');
select saved('[{"name": "a", "message_template": "Hi", "to": "owner"}]');
select saved('[{"name": "a", "channel": "sms", "message_template": "Hi", "to": "owner@example.com"}]');
select saved('[{"name": "a", "message_template": "Hi"}]', ', "to": "owner@example.com"');
-- branches and splits
select saved('[{"name": "a", "if": {"lead_status": "new"}, "then": []}]');
select saved('[{"name": "a", "if": {"lead_status": "new"}}]');
select saved('[{"name": "a", "message_template": "Hi", "then": [{"name": "b", "message_template": "Hi"}]}]');
select saved('[{"name": "a", "if": {"lead_stauts": "new"}, "then": [{"name": "b", "message_template": "Hi"}]}]');
select saved('[{"name": "a", "split": [{"name": "x", "weight": 0, "steps": [{"name": "b", "message_template": "Hi"}]}, {"name": "y", "weight": 0, "steps": [{"name": "c", "message_template": "Hi"}]}]}]');
select saved('[{"name": "a", "split": [{"name": "x", "weight": -1, "steps": [{"name": "b", "message_template": "Hi"}]}, {"name": "y", "steps": [{"name": "c", "message_template": "Hi"}]}]}]');
select saved('[{"name": "a", "split": [{"name": "x", "steps": [{"name": "b", "message_template": "Hi"}]}]}]');
select saved('[{"name": "a", "split": [{"name": "x", "steps": []}, {"name": "y", "steps": [{"name": "c", "message_template": "Hi"}]}]}]');
select saved('[{"name": "a", "split": [{"name": "x", "steps": [{"name": "b", "message_template": "Hi"}]}, {"name": "x", "steps": [{"name": "c", "message_template": "Hi"}]}]}]');
-- waits
select saved('[{"name": "a", "wait": {"for": "reply"}}]');
select saved('[{"name": "a", "wait": {"for": "reply", "at_most": "2 days"}, "message_template": "Hi"}]');
select saved('[{"name": "a", "wait": {"for": "replies", "at_most": "2 days"}}]');
select saved('[{"name": "a", "wait": {"for": {"created_at": {"older_than": "3 days"}}, "at_most": "2 days"}}]');
select saved('[{"name": "a", "wait": {"for": "booking", "at_most": "367 days"}}]');
select saved('[{"name": "a", "wait": "3 fortnights", "message_template": "Hi"}]');
select saved('[{"name": "a", "wait": "367 days", "message_template": "Hi"}]');
select saved('[{"name": "a", "wait": {"days": -1}, "message_template": "Hi"}]');
select saved('[{"name": "a", "wait": {"days": 1.5}, "message_template": "Hi"}]');
select saved('[{"name": "a", "wait": {"until": "25:00"}, "message_template": "Hi"}]');
select saved('[{"name": "a", "wait": {"until": "09:00", "weekdays": ["monday"]}, "message_template": "Hi"}]');
select saved('[{"name": "a", "wait": {"until": "09:00", "weekdays": []}, "message_template": "Hi"}]');
select saved('[{"name": "a", "wait": {"between": ["09:00"]}, "message_template": "Hi"}]');
select saved('[{"name": "a", "wait": {"until": {"field": "renewal"}}, "message_template": "Hi"}]');
select saved('[{"name": "a", "wait": {"until": {"field": "booking.room"}}, "message_template": "Hi"}]');
-- limits
select saved((select '[' || string_agg(format('{"name": "s%s", "wait": "1 day"}', i), ', ') || ']' from generate_series(1, 201) i));
with recursive deep (depth, steps) as (
  select 9, '[{"name": "last", "wait": "1 day"}]'::text
  union all select depth - 1, format('[{"name": "level %s", "if": {"lead_status": "new"}, "then": %s}]', depth, steps) from deep where depth > 0)
select saved(steps) from deep where depth = 0;
with recursive deep (depth, steps) as (
  select 30, '[{"name": "last", "wait": "1 day"}]'::text
  union all select depth - 1, format('[{"name": "level %s", "if": {"lead_status": "new"}, "then": %s}]', depth, steps) from deep where depth > 0)
select saved(steps) from deep where depth = 0;
with recursive deep (depth, steps) as (
  select 8, '[{"name": "last", "wait": "1 day"}]'::text
  union all select depth - 1, format('[{"name": "level %s", "split": [{"name": "a", "weight": 1, "steps": %s}, {"name": "b", "weight": 1, "steps": [{"name": "none %s", "wait": "0 days"}]}]}]', depth, steps, depth) from deep where depth > 0)
select saved(steps) from deep where depth = 0;
-- the sequence itself
select saved('[{"name": "a", "message_template": "Hi"}]', ', "exit": "reply"');
select saved('[{"name": "a", "message_template": "Hi"}]', ', "goal": {"lead_stat": "x"}');
select saved('[{"name": "a", "message_template": "Hi"}]', ', "message_template": "Hi"');
select saved('[{"name": "a", "message_template": "Hi"}]', ', "actions": {"set": {"status": "x"}}');
select saved('[{"name": "a", "message_template": "Hi"}]', ', "max_runs": 2');
-- a name is taken once in a tenant
insert into automations (name, type, trigger, steps) values ('s', 'sequence', 'new_lead', '[{"name": "a", "message_template": "Hi"}]');
select saved('[{"name": "a", "message_template": "Hi"}]') ~ '^23505: another sequence is named "s"\nDETAIL: It is automation \d+; .*\nHINT: Choose another name';
insert into automations (name, type, trigger, tenant_id, steps) values ('s', 'sequence', 'new_lead', 'other', '[{"name": "a", "message_template": "Hi"}]');
update automations set name = 's', tenant_id = tenant_id where tenant_id = 'other';
insert into automations (name, type, trigger, message_template) values ('s', 'lead_followup', 'new_lead', 'Hi');
\pset tuples_only off
\pset format aligned
drop extension automation cascade;
drop schema seq cascade;
