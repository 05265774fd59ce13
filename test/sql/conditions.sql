-- Conditions: when they hold. The trigger reads them from the new row, the run from the lead: both see the same.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
-- one automation a condition: its name is the condition
create temp table wanted (position serial, conditions jsonb);
insert into wanted (conditions) values
  ('{}'),
  ('{"lead_status": "new"}'), ('{"status": "new"}'), ('{"lead.status": "new"}'), ('{"status": "NEW"}'), ('{"status": null}'),
  ('{"status": 7}'), ('{"status": ""}'),
  ('{"lead_status": "new", "source": "Website"}'),
  ('{"id": 1}'), ('{"lead_id": 1.0}'), ('{"id": "1"}'),
  ('{"name": "Ann Lee"}'), ('{"name": "Ann"}'), ('{"name": "Åsa 🌱"}'), ('{"name": null}'),
  ('{"email": "ann@example.com"}'), ('{"phone": "+4930123456"}'), ('{"language": "de"}'), ('{"timezone": "Europe/Berlin"}'),
  ('{"last_contacted": null}'), ('{"last_contacted": "2026-01-02T03:04:05+00:00"}'), ('{"created_at": "2026-01-01T00:00:00+00:00"}'),
  ('{"attributes.tier": "gold"}'), ('{"lead.attributes.tier": "gold"}'), ('{"attributes.tier": null}'),
  ('{"attributes.age": 41}'), ('{"attributes.age": 41.0}'), ('{"attributes.age": "41"}'),
  ('{"attributes.price": 19.9}'), ('{"attributes.account": 12345678901234567890}'),
  ('{"attributes.vip": true}'), ('{"attributes.vip": "true"}'), ('{"attributes.gone": null}'),
  ('{"attributes.car.make": "Fiat"}'), ('{"attributes.car": "Fiat"}'), ('{"attributes.tags": "a"}'), ('{"attributes.car.make.year": null}'),
  ('{"attributes.big": "end"}'),
  ('{"status": "new", "attributes.tier": "gold", "attributes.vip": true}');
set automation.restoring = on;  -- in one statement, with an order of ids
insert into automations (name, type, trigger, message_template, conditions)
select conditions::text, 'lead_followup', 'new_lead', 'x', conditions from wanted order by position;
reset automation.restoring;
update automations set conditions = conditions;  -- which checks them

insert into leads (id, name, email, phone, status, source, timezone, language, last_contacted, created_at, attributes) values
  (1, 'Ann Lee', 'ann@example.com', '+4930123456', 'new', 'Website', 'Europe/Berlin', 'de', '2026-01-02 03:04:05+00',
   '2026-01-01 01:00:00+01',
   '{"tier": "gold", "age": 41, "price": 19.90, "account": 12345678901234567890, "vip": true, "gone": null,
     "car": {"make": "Fiat"}, "tags": ["a"]}');
insert into leads (id, name, status, attributes) values (2, 'Åsa 🌱', null, null);
insert into leads (id, status, attributes) values (3, 'new', '"no object"'), (4, '', '{"tier": null, "age": "41", "vip": "true"}');
-- a value that is stored compressed, and one that is stored elsewhere
insert into leads (id, name, attributes) select 5, 'compressed', jsonb_build_object('a', repeat('x', 100000), 'big', 'end');
insert into leads (id, name, attributes)
select 6, 'elsewhere', jsonb_build_object('a', (select string_agg(md5(n::text), '') from generate_series(1, 5000) n), 'big', 'end');

select l.id as lead, a.name as holds
  from automation_queue q join leads l on l.id = q.lead_id join automations a on a.id = q.automation_id
 order by l.id, a.id;
-- and they hold for the run too, but for those whose last_contacted a message of an earlier rule has moved
call automation_run();
select type, count(*) from activities group by type;
select count(*) as messages from messages;

-- explain shows each with what it found
select id from automations where name like '{"status": "new", %' \gset
select step, ok, detail from automation_explain(:id, 1) where step like 'condition%';
select step, ok, detail from automation_explain(:id, 4) where step like 'condition%';

reset search_path;
set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
