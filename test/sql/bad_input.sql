-- What cannot be right is refused when it is saved: with its value, and a hint what to write instead.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm, public;
\pset format unaligned
\pset tuples_only on
create function public.refused(statement text) returns setof text language plpgsql as $$
declare
    message text;
    detail text;
    hint text;
begin
    execute statement;
    return next 'NOT REFUSED';
exception when others then
    get stacked diagnostics message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
    return next sqlstate || ': ' || message;
    return query select '  detail: ' || detail where detail <> '' and detail not like 'Failing row%';  -- PostgreSQL's, with times in it
    return query select '  hint: ' || hint where hint <> '';
end $$;
-- a good automation with other keys laid over it, through the function and past it
create function public.with_keys(keys jsonb) returns setof text language sql as $$
    select public.refused(format('select automation_create(%L)', '{"name":"n","type":"lead_followup","trigger":"new_lead"}'::jsonb || keys))
$$;
create function public.as_row(assignment text) returns setof text language sql as $$
    select public.refused('update automations set ' || assignment || ' where id = 1')
$$;
select automation_create('{"name":"good","type":"lead_followup","trigger":"new_lead"}') ->> 'id';
insert into leads (name) values ('Ann'), ('Bea');

\echo == keys and values of automation_create
select with_keys('{"chanel": "sms"}');
select with_keys('{"id": 7}');
begin;
select attname as column_that_is_no_key from pg_attribute, lateral with_keys(jsonb_build_object(attname, null)) said
 where attrelid = 'automations'::regclass and attnum > 0 and not attisdropped and said like '%unknown key%';
rollback;
select with_keys('{"tenant_id": "other"}');
select with_keys('{"x'';drop table leads;--": 1}');
select with_keys('{"name": null}');
select with_keys('{"name": "  "}');
select with_keys('{"name": 7}');
select with_keys('{"type": "lead_follow_up"}');
select with_keys('{"type": null}');
select with_keys('{"trigger": "newlead"}');
select with_keys('{"trigger": ["new_lead"]}');
select with_keys('{"channel": "e-mail"}');
select with_keys('{"channel": "pigeon"}');
select with_keys('{"delay_hours": -1}');
select with_keys('{"delay_days": -1}');
select with_keys('{"delay_days": 1.5}');
select with_keys('{"delay_days": "3"}');
select with_keys('{"delay_days": 3651}');
select with_keys('{"delay_hours": 99999999999}');
select with_keys('{"enabled": "yes"}');
select with_keys('{"enabled": null}');
select with_keys('{"review": "sometimes"}');
select with_keys('{"max_runs": 0}');
select with_keys('{"max_runs": "many"}');
select with_keys('{"cooldown": "two moons"}');
select with_keys('{"cooldown": "-1 hour"}');
select with_keys('{"max_lateness": "-1 day"}');
select with_keys('{"max_lateness": true}');
select with_keys('{"stop_on_reply": 1}');
select refused('select automation_create(''[]'')');
select refused('select automation_create(''"new_lead"'')');
select refused('select automation_create(''{}'')');
select refused('select automation_create(null)');

\echo == types and triggers that do not go together
select with_keys('{"trigger": "session_completed"}');
select with_keys('{"type": "booking_reminder"}');
select with_keys('{"type": "confirmation", "trigger": "booking_cancelled"}');
select with_keys('{"type": "post_session", "trigger": "booking_created"}');
select with_keys('{"type": "crm_update", "trigger": "booking_reminder_hours", "delay_hours": 1}');
select with_keys('{"trigger": "no_contact_days"}');
select with_keys('{"type": "booking_reminder", "trigger": "booking_reminder_hours"}');

\echo == conditions
select with_keys('{"conditions": {"lead_stauts": "new"}}');
select with_keys('{"conditions": {"attributes": "gold"}}');
select with_keys('{"conditions": {"attributes.": "gold"}}');
select with_keys('{"conditions": ["new"]}');
select with_keys('{"conditions": "lead_status = new"}');

\echo == templates
select with_keys('{"message_template": "Hi {lead_nam}"}');
select with_keys('{"message_template": "Hi {name}"}');
select with_keys('{"subject_template": "Hi {first_name}"}');
select with_keys('{"message_template": "{attributes.pet|{lead_name}}"}');
select with_keys('{"subject_template": "Hi\nthere"}');
select with_keys('{"subject_template": "From {signature}"}');
select with_keys(jsonb_build_object('message_template', repeat('x', 70000)));

\echo == actions
select with_keys('{"type": "crm_update", "actions": {"sett": {"status": "won"}}}');
select with_keys('{"type": "crm_update", "actions": {"set": {"stauts": "won"}}}');
select with_keys('{"type": "crm_update", "actions": {"set": {"status": ["won"]}}}');
select with_keys('{"type": "crm_update", "actions": {"set": "won"}}');

\echo == automation_update and automation_enable: the same, and ids
select refused('select automation_update(1, ''{"triger": "new_lead"}'')');
select refused('select automation_update(1, ''{"trigger": "session_completed"}'')');
select refused('select automation_update(1, ''{"type": null}'')');
select refused('select automation_update(99, ''{"name": "x"}'')');
select refused('select automation_update(null, ''{"name": "x"}'')');
select refused('select automation_update(1, null)');
select refused('select automation_enable(99)');
select refused('select automation_enable(1, null)');
select refused('select automation_enable(null)');
select refused('select automation_delete(null)');

\echo == the same past the functions: INSERT, UPDATE
select refused('insert into automations (name, type, trigger) values (''n'', ''lead_followup'', ''session_completed'')');
select refused('insert into automations (name, type, trigger) values (''n'', ''followup'', ''new_lead'')');
select refused('insert into automations (type, trigger) values (''lead_followup'', ''new_lead'')');
select refused('insert into automations (name, trigger) values (''n'', ''new_lead'')');
select as_row($$ name = '' $$);
select as_row($$ type = 'confirmation' $$);
select as_row($$ trigger = 'leads' $$);
select as_row($$ delay_days = -1 $$);
select as_row($$ delay_hours = -5 $$);
select as_row($$ channel = 'carrier pigeon' $$);
select as_row($$ channel = 'pigeon' $$);
select as_row($$ message_template = 'Hi {lead_nam}' $$);
select as_row($$ subject_template = 'Hi {lead_nam}' $$);
select as_row($$ conditions = '{"shoe": 1}' $$);
select as_row($$ conditions = '7' $$);
select as_row($$ conditions = null $$);
select as_row($$ actions = '[]' $$);
select as_row($$ review = 'maybe' $$);
select as_row($$ max_runs = -1 $$);
select as_row($$ cooldown = '-1 hour' $$);
select as_row($$ max_lateness = '-1 hour' $$);
select as_row($$ trigger = 'no_contact_days' $$);
select refused($$ insert into automations (name, type, trigger) values ('n', 'lead_followup', 'new_lead'), ('n', 'lead', 'new_lead') $$);
-- a channel of one's own needs a row; in any case of letters
select refused($$ insert into automation_channels (channel, provider, settings) values ('Pigeon', 'webhook', '{"url": "https://pigeon.example/post"}') $$);
insert into automation_channels (channel, provider, settings) values ('pigeon', 'webhook', '{"url": "https://pigeon.example/post"}');
begin;
update automations set channel = ' PIGEON ' where id = 1 returning channel, version;
rollback;

\echo == runs by hand
select refused('select automation_trigger(''new_leads'', 1)');
select refused('select automation_trigger('''', 1)');
select refused('select automation_trigger(null, 1)');
select refused('select automation_trigger(''new_lead'', null)');
select refused('select automation_trigger(''new_lead'', 99)');
select refused('select automation_trigger(''booking_created'', 1, ''{"booking": 1}'')');
select refused('select automation_trigger(''booking_created'', 1, ''{"booking_id": "1"}'')');
select refused('select automation_trigger(''booking_created'', 1, ''{"booking_id": 99}'')');
select refused('select automation_trigger(''message_received'', 1, ''{"message_id": 99}'')');
select refused('select automation_trigger(''new_lead'', 1, ''[]'')');
insert into bookings (id, lead_id, title) values (7, 2, 'of another lead');
insert into messages (id, lead_id, direction, body) values (7, 2, 'inbound', 'of another lead');
select refused('select automation_trigger(''booking_created'', 1, ''{"booking_id": 7}'')');
select refused('select automation_trigger(''message_received'', 1, ''{"message_id": 7}'')');
select refused('select * from automation_test(99, 1)');
select refused('select * from automation_test(1, 99)');
select refused('select * from automation_test(1, 1, 99)');
select refused('select * from automation_test(1, 1, 7)');
select refused('select * from automation_test(null, 1)');
select refused('select * from automation_test(1, null)');
select refused('select * from automation_explain(99, 1)');
select refused('select * from automation_explain(1, 99)');
select refused('select * from automation_explain(1, 1, 7)');
select refused('select * from automation_explain(null, null)');
select refused('select automation_cancel(99)');
select refused('select automation_cancel(null)');
select refused('call automation_run()');
call automation_run(run_limit => 0);
\echo :LAST_ERROR_SQLSTATE
call automation_run(run_limit => -5);
\echo :LAST_ERROR_SQLSTATE
begin;
call automation_run();
\echo :LAST_ERROR_SQLSTATE
rollback;

\echo == settings of tenants
select refused('insert into automation_settings (timezone) values (''Mars/Base'')');

-- nothing of all that was saved
select name, type, trigger, channel, version from automations;
select count(*) from automation_queue;

\echo == a broken rule that came past the checks: the write succeeds, the run says why it failed, the others go on
delete from automations;
set automation.restoring = on;
insert into automations (name, type, trigger, conditions, message_template) values
  ('bad conditions', 'lead_followup', 'new_lead', '{"shoe": 1}', 'x'),
  ('bad conditions too', 'lead_followup', 'new_lead', '[1, {}]', 'x');
insert into automations (name, type, trigger, message_template) values
  ('bad template', 'lead_followup', 'new_lead', 'Hi {lead_nam}'),
  ('bad type', 'followup', 'new_lead', 'x'),
  ('bad pair', 'post_session', 'new_lead', 'x'),
  ('good', 'lead_followup', 'new_lead', 'hello {lead_name}');
insert into automations (name, type, trigger, actions) values ('bad actions', 'crm_update', 'new_lead', '{"set": 7}');
reset automation.restoring;
insert into leads (name) values ('Cy');
insert into leads (name) values ('Di'), ('Ed');
update leads set status = 'won' where name = 'Cy';
call automation_run();
select l.name, coalesce(a.name, '?'), x.type, x.details ->> 'reason', x.details ->> 'detail', m.body
  from activities x join leads l on l.id = x.lead_id left join automations a on a.id = x.automation_id
  left join messages m on m.id = x.message_id
 order by l.id, a.id;
select name, ran, failed from automation_stats order by id;
select regexp_replace(r, '\d+ is', 'N is') from automations, refused('select * from automation_test(' || id || ', 1)') with ordinality t (r, n)
 where name like 'bad conditions%' order by id, n;
-- and it can be mended
select automation_update(id, '{"conditions": {}}') ->> 'name' from automations where name = 'bad conditions';
insert into leads (name) values ('Flo');
call automation_run();
select m.body, a.name from messages m join leads l on l.id = m.lead_id join automations a on a.id = m.automation_id
 where l.name = 'Flo' order by a.id;

-- what is most likely a mistake is saved, with a NOTICE: a condition's misspelled key is refused, an automation without actions and
-- sessions that end before they start are told, one line a statement
insert into automations (name, type, trigger, conditions, message_template) values ('typo', 'lead_followup', 'new_lead', '{"lead_nmae":"Flo"}', 'x');
insert into automations (name, type, trigger) values ('idle', 'crm_update', 'booking_no_show');
update automations set actions = '{"set":{"status":"missed"}}' where name = 'idle';
set timezone = 'UTC';
insert into leads (id, name) values (900, 'Gil');
insert into bookings (id, lead_id, title, starts_at, ends_at)
select 900 + i, 900, 'Massage', '2030-05-01 10:00Z', '2030-05-01 09:00Z' from generate_series(1, 3) i;
update bookings set ends_at = '2030-05-01 11:00Z' where id = 901;
update bookings set starts_at = '2030-05-01 12:00Z' where id = 901;
update bookings set title = 'Long massage' where id = 902;
reset timezone;

reset search_path;
\pset format aligned
\pset tuples_only off
set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
drop function public.refused, public.with_keys, public.as_row;
