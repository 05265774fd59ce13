-- Attributes and details that are nested deeply or very large: read to a depth of 1,000 and a size of 16 MiB; beyond
-- that they are as they are, nothing of them is lost, and every answer says why they are not read.
\set SHOW_CONTEXT never
\set VERBOSITY terse
set client_min_messages = error;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
create function pg_temp.nested(levels integer, inside text) returns jsonb language sql as
$$ select (repeat('{"a":', levels) || inside || repeat('}', levels))::jsonb $$;
create function pg_temp.attributes(levels integer) returns jsonb language sql as
$$ select jsonb_build_object('tier', 'gold', 'deep', pg_temp.nested(levels, '1'), 'lists', (repeat('[', levels) || repeat(']', levels))::jsonb) $$;
insert into automations (id, name, type, trigger, conditions, message_template, actions) values
  (1, 'condition', 'lead_followup', 'new_lead', '{"attributes.tier": "gold"}', 'Hello {lead_name}', '{}'),
  (2, 'template', 'lead_followup', 'new_lead', '{}', 'You are {attributes.tier}', '{}'),
  (3, 'action', 'crm_update', 'new_lead', '{}', null, '{"set": {"attributes.sorted": true}}'),
  (4, 'changed', 'lead_followup', 'lead_status_changed', '{"attributes.tier": {"changed": true}}', 'Now {attributes.tier}', '{}');
select set_config('max_stack_depth', '7MB', false);
insert into leads (id, name, attributes) values
  (31, '31 levels', pg_temp.attributes(30)), (33, '33 levels', pg_temp.attributes(32)), (999, '999 levels', pg_temp.attributes(998)),
  (1001, '1001 levels', pg_temp.attributes(1000)), (6001, '6001 levels', pg_temp.attributes(6000)), (9001, '9001 levels', pg_temp.attributes(9000)),
  (16, '15 MiB', jsonb_build_object('tier', 'gold', 'text', repeat('x', 15 * 1024 * 1024))),
  (17, '17 MiB', jsonb_build_object('tier', 'gold', 'text', repeat('x', 17 * 1024 * 1024)));
update leads set attributes = attributes || '{"tier": "silver"}', status = 'open';
select lead_id, array_agg(automation_id order by automation_id) as queued from automation_queue group by 1 order by 1;
call automation_run();
select lead_id, automation_id, type, details ->> 'reason' as reason, left(description, 150) as description from activities order by 1, 2;
select id, attributes ->> 'tier' as tier, attributes -> 'sorted' as sorted, length(attributes::text) > 60 as all_there from leads order by id;
select lead_id, automation_id, body from messages order by 1, 2;

-- what explain, test and simulate say
select l.id, e.step, e.ok, left(e.detail, 120) as detail from leads l, automation_explain(1, l.id) e where e.step like 'condition%' order by 1;
select l.id, t.would_run, t.reasons, t.body is not null as has_body from leads l, automation_test(2, l.id) t where l.id in (999, 1001, 17) order by 1;
select l.id, t.reasons, t.body from leads l, automation_test(3, l.id, null, true) t where l.id in (999, 1001, 17) order by 1;
select automation, would_run, reason from automation_simulate($$ insert into leads (name, attributes) select name, attributes from leads where id = 1001 $$) order by 1;
-- a booking's details, and a document that a condition asks for as a whole
insert into automations (id, name, type, trigger, conditions, message_template) values
  (5, 'details', 'confirmation', 'booking_created', '{"booking.details.room": "blue"}', 'Room {booking_details.room}');
insert into bookings (id, lead_id, starts_at, details) values
  (1, 31, now() + interval '1 day', '{"room": "blue"}' || jsonb_build_object('deep', pg_temp.nested(500, '1'))),
  (2, 31, now() + interval '1 day', '{"room": "blue"}' || jsonb_build_object('deep', pg_temp.nested(6000, '1')));
select booking_id from automation_queue order by 1;
select b.id, e.ok, e.detail from bookings b, automation_explain(5, 31, b.id) e where e.step like 'condition%' order by 1;
set client_min_messages = error;
drop schema crm cascade;
