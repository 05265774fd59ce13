-- What messages say: templates, their variables and fallbacks, subjects by channel, and the built-in texts.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
alter table leads alter ai_allowed set default false;
insert into automation_settings (business_name, signature, timezone) values ('Acme', E'Your Acme team\n+49 30 1234567', 'UTC');
insert into leads (id, name, email, phone, status, source, timezone, language, attributes) values
  (1, 'Dr. Ann Lee', 'ann@example.com', '+491701234567', 'new', 'Website', 'Europe/Berlin', 'de',
   '{"tier": "gold", "age": 41, "price": 19.90, "vip": true, "none": null, "car": {"make": "Fiat"}, "two words": "yes",
     "trick": "{lead_email}", "line": "one\r\ntwo\u0007"}'),
  (2, null, 'no address', '030 / 1', null, null, 'Mars/Base', '?', null);
insert into bookings (id, lead_id, title, location, starts_at, ends_at, details) values
  (1, 1, 'Massage', '5 Main St', '2031-07-01 13:30+00', '2031-07-01 14:30+00', '{"room": 12}'),
  (2, 2, null, null, null, null, null);
insert into automations (id, name, type, trigger, message_template) values (1, 'letter', 'lead_followup', 'new_lead', 'x');
-- what a template makes of a lead, or what it lacks
create function pg_temp.said(template text, lead bigint) returns text language plpgsql as $$
begin
    perform crm.automation_update(1, jsonb_build_object('message_template', template));
    return (select coalesce(t.body, t.reasons::text) from crm.automation_test(1, lead) t);
end $$;

-- every variable, for a lead that has everything and one that has nothing
select v as variable, pg_temp.said('{' || v || '}', 1) as ann, pg_temp.said('{' || v || '}', 2) as nobody,
       pg_temp.said('{' || v || '|a word}', 2) as with_fallback
  from unnest(array['lead_name', 'lead_first_name', 'lead_email', 'lead_phone', 'lead_status', 'lead_source', 'lead_language',
                    'business_name', 'booking_title', 'booking_location', 'booking_starts_at', 'booking_ends_at',
                    'booking_date', 'booking_time', 'attributes.tier', 'attributes.age', 'attributes.price',
                    'attributes.vip', 'attributes.none', 'attributes.car.make', 'attributes.car', 'attributes.nothing',
                    'attributes.two words', 'booking_details.room', 'booking_details.floor']) v;
select pg_temp.said('{signature}', 1) as signature;

-- braces that are text, values that are not expanded again, values that bring no lines of their own
select t as template, pg_temp.said(t, 1) as said
  from unnest(array['\{lead_name}', '\\{lead_name}', 'a { b } c', '{}', '{ lead_name }', '{Lead_name}', '}{', '{"json": 1}',
                    '{attributes.trick}', '{attributes.nothing|}.', '{attributes.line}',
                    '100 % \n {lead_first_name}, {lead_first_name}!']) t;

-- a subject of its own on e-mail; none on sms and whatsapp
update automations set subject_template = 'To {lead_first_name}', message_template = 'x';
create function pg_temp.subject(channel text) returns text language plpgsql as $$
begin
    perform crm.automation_update(1, jsonb_build_object('channel', channel));
    return (select t.subject from crm.automation_test(1, 1) t);
end $$;
select c as channel, pg_temp.subject(c) as subject from unnest(array['email', 'sms', 'whatsapp', 'webhook']) c;
select subject, body, reasons from automation_test(1, 2);
select automation_update(1, '{"channel": "email", "subject_template": "  ", "message_template": ""}') ->> 'channel' as channel;
select subject from automation_test(1, 1);

-- the tenant's word for people without a name
update automation_settings set fallback_name = 'customer';
select pg_temp.said('Dear {lead_name}, {lead_first_name}', 2) as said;
select pg_temp.said('Dear {lead_name|friend}', 2) as said;
update automation_settings set fallback_name = null;

-- a variable that runs for the trigger never have
insert into automations (id, name, type, trigger, subject_template, message_template)
values (21, 'no booking', 'lead_followup', 'new_lead', '{booking_title|Hello}', 'See you on {booking_date}, {?booking_title}{booking_title}{/?}');
update automations set trigger = 'booking_cancelled' where name = 'no booking';
update automations set trigger = 'message_received' where name = 'no booking';
insert into automations (id, name, type, trigger, steps)
values (22, 'steps', 'sequence', 'lead_status_changed', '[{"name": "a", "subject_template": "Hi", "message_template": "{booking_details.room} is free"}]');

insert into automations (id, name, type, trigger, conditions, message_template) values
  (23, 'booking', 'lead_followup', 'new_lead', '{"all": [{"booking_title": "Massage"}]}', 'x'),
  (24, 'message', 'lead_followup', 'booking_cancelled', '{"message.body": {"contains": "price"}, "booking_title": "Massage"}', 'x'),
  (25, 'before', 'crm_update', 'booking_created', '{"old.status": "new"}', null),
  (26, 'may hold', 'lead_followup', 'new_lead', '{"booking_title": null, "any": [{"booking_title": "Massage"}, {"status": "new"}], "not": {"message.body": "x"}, "old.status": {"ne": "won"}}', 'x'),
  (27, 'no change', 'lead_followup', 'message_received', '{"status": {"changed": true}}', 'x'),
  (28, 'alternatives', 'lead_followup', 'new_lead', '{"any": [{"booking_title": "Massage"}, {"message.body": "x"}]}', 'x'),
  (29, 'new lead', 'lead_followup', 'new_lead', '{"status": {"changed": true}}', 'x');
insert into automations (id, name, type, trigger, steps) values
  (30, 'step', 'sequence', 'message_received', '[{"name": "a", "conditions": {"message.body": "x"}, "message_template": "x"}]');
insert into automations (id, name, type, trigger, message_template) values (31, 'no message', 'crm_update', 'new_lead', '{booking_title}');
update automations set type = 'lead_followup' where id = 31;

-- the built-in texts, of every type and trigger, with a booking and without
delete from automations;
insert into automations (id, name, type, trigger, delay_hours) values
  (1, 'a', 'lead_followup', 'new_lead', 0), (2, 'b', 'lead_followup', 'no_contact_days', 72),
  (3, 'c', 'lead_followup', 'lead_status_changed', 0), (4, 'd', 'lead_followup', 'message_received', 0),
  (5, 'e', 'lead_followup', 'booking_cancelled', 0), (6, 'f', 'lead_followup', 'booking_no_show', 0),
  (7, 'g', 'booking_reminder', 'booking_reminder_hours', 24), (8, 'h', 'booking_reminder', 'booking_created', 0),
  (9, 'i', 'confirmation', 'booking_created', 0), (10, 'j', 'post_session', 'session_completed', 0),
  (11, 'k', 'crm_update', 'lead_status_changed', 0);
insert into leads (id, name) values (3, 'Cy');
\pset format unaligned
\pset fieldsep '\n'
\pset recordsep '\n----\n'
\pset tuples_only on
select a.type || ', ' || a.trigger || ': ' || l.name, t.subject, t.body, t.reasons
  from automations a, leads l, automation_test(a.id, l.id) t where l.id in (1, 3) order by a.id, l.id;
\pset format aligned
\pset tuples_only off

reset search_path;
set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
