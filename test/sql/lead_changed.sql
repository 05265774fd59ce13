-- Trigger lead_changed: an update that gives another value to a column or an attribute that the conditions name.
\set SHOW_CONTEXT never
set client_min_messages = error;
create schema lead_changed;
create extension automation schema lead_changed;
reset client_min_messages;
set search_path = lead_changed;
create view told as select a.name, x.type, x.details ->> 'reason' as reason, x.lead_id
  from activities x join automations a on a.id = x.automation_id order by x.id;

insert into automations (id, name, type, trigger, conditions, message_template) values
  (1, 'gold', 'lead_followup', 'lead_changed', '{"attributes.tier": {"changed_to": "gold"}}', 'Welcome to gold'),
  (2, 'moved', 'lead_followup', 'lead_changed', '{"email": {"changed": true}, "status": "new"}', 'Is {lead_email} right?'),
  (3, 'left silver', 'lead_followup', 'lead_changed', '{"attributes.tier": {"changed_from": ["silver", null]}}', 'Up'),
  (4, 'either', 'lead_followup', 'lead_changed', '{"any": [{"name": {"changed": true}}, {"status": {"changed_to": "won"}}]}', 'Either');
insert into leads (id, name, email, attributes) values (1, 'Ann', 'ann@example.com', '{"tier": "silver", "plan": "a"}'), (2, 'Bob', null, '{}');
select count(*) as an_insert_is_no_change from automation_queue;

-- what is written back as it is, and what no condition names, is no event
update leads set name = name, email = email, attributes = attributes, status = status;
update leads set attributes = attributes || '{"plan": "b"}', source = 'Website', phone = '+49 170 1234567';
update leads set attributes = '{ "plan":"b",  "tier" : "silver" }' where id = 1;
update leads set attributes = '{"plan": "b", "tier": null}' where id = 2;
select count(*) as nothing_changed from automation_queue;

-- each event once, with what it was
update leads set attributes = attributes || '{"tier": "gold"}';
update leads set email = 'ann@example.org' where id = 1;
update leads set status = 'won' where id = 2;
select automation_id, lead_id, event, context from automation_queue order by automation_id, lead_id;
call automation_run();
select * from told;
truncate activities;

-- conditions must hold when due: still gold
update automations set delay_days = 1 where id = 1;
update leads set attributes = attributes || '{"tier": "bronze"}';
update leads set attributes = attributes || '{"tier": "gold"}';
update leads set attributes = attributes - 'tier' where id = 1;
update automation_queue set run_at = now() where automation_id = 1;
call automation_run();
select * from told where name = 'gold';
truncate activities;

-- what a trigger of the owner's writes counts, and an update through ON CONFLICT and MERGE
create function shout() returns trigger language plpgsql as $$ begin new.name := upper(new.name); return new; end $$;
create trigger z_shout before update on leads for each row execute function shout();
update leads set source = 'Referral' where id = 2;
insert into leads (id, name) values (1, 'anna') on conflict (id, tenant_id) do update set name = excluded.name;
merge into leads l using (values (1, 'annie')) v (id, name) on v.id = l.id when matched then update set name = v.name;
select automation_id, lead_id, context -> 'old' -> 'name' as old, context -> 'new' -> 'name' as new from automation_queue order by id;
call automation_run();
select * from told;
drop trigger z_shout on leads;
truncate activities;

-- an automation's write is an event, once in a chain; saving the loop says so
insert into automations (id, name, type, trigger, conditions, actions) values
  (5, 'silver', 'crm_update', 'lead_changed', '{"attributes.points": {"changed": true}}', '{"set": {"attributes.tier": "silver"}}'),
  (6, 'count', 'crm_update', 'lead_changed', '{"attributes.tier": {"changed": true}}', '{"add": {"attributes.points": 1}}'),
  (7, 'no loop', 'crm_update', 'lead_changed', '{"attributes.level": {"changed_to": 1}}', '{"set": {"attributes.level": 2}}'),
  (8, 'touched', 'crm_update', 'lead_changed', '{"attributes.visit": {"changed": true}}', '{"touch": ["last_contacted"], "set": {"attributes.seen": true}}'),
  (9, 'seen', 'crm_update', 'lead_changed', '{"attributes.seen": {"changed": true}}', '{"set": {"attributes.seen_twice": true}}');
update leads set attributes = '{"points": 1}' where id = 2;
call automation_run();
select * from told;
select attributes from leads where id = 2;
truncate activities;
update leads set attributes = '{"visit": 1}' where id = 2;
call automation_run();
select * from told;
select attributes from leads where id = 2;
delete from automations where id >= 5;
truncate activities;

-- a message that leaves moves last_contacted, which is nobody's change; an application's write is
insert into automations (id, name, type, trigger, conditions, message_template) values
  (10, 'contacted', 'lead_followup', 'lead_changed', '{"last_contacted": {"changed": true}}', 'We have called');
update leads set last_contacted = now() - interval '1 hour' where id = 1;
call automation_run();
call automation_run();
select * from told;
delete from automations where id = 10;
truncate activities;

-- by hand: what is not known of the lead before counts as changed
update leads set attributes = '{"tier": "gold"}', status = 'new' where id = 1;
delete from automation_queue;
select automation_trigger('lead_changed', 1);
select automation_trigger('lead_changed', 1, '{"old": {"attributes": {"tier": "gold"}, "name": "Ann", "email": "ann@example.org"}}');
select automation_trigger('lead_changed', 1, '{"old": {"attributes.tier": "bronze", "name": "ANNIE", "email": "ann@example.org"}}');
select automation_id, count(*) from automation_queue group by 1 order by 1;
delete from automation_queue;
select automation_enroll(1, 1), automation_enroll(3, 1), automation_enroll(1, 2);
update automations set enabled = false where id = 2;
select automation_enroll(2, 1) as disabled;
call automation_run();
select name, type, reason, lead_id from told;

-- explain, preview and simulate
select step, ok, detail from automation_explain(1, 1) where step in ('trigger', 'conditions') or step like 'condition%';
select lead_id, would_run, reason from automation_preview(1) order by 1;
select automation, lead_id, would_run, reason from automation_simulate($$ update leads set attributes = '{"tier": "silver"}' where id = 2; update leads set attributes = '{"tier": "gold"}' where id = 2 $$) order by 1;

-- bad input
select automation_create('{"name": "x", "type": "lead_followup", "trigger": "lead_changed"}');
select automation_create('{"name": "x", "type": "lead_followup", "trigger": "lead_changed", "conditions": {"attributes.tier": "gold"}}');
select automation_create('{"name": "x", "type": "booking_reminder", "trigger": "lead_changed", "conditions": {"name": {"changed": true}}}');
select automation_create('{"name": "x", "type": "lead_followup", "trigger": "lead_change"}');
select automation_trigger('lead_changed', 1, '{"old": "gold"}');
select automation_trigger('lead_changed', 1, '{"old": {"attributes": "gold"}}');
select automation_trigger('lead_changed', 1, '{"old": {"stage": "gold"}}');
select automation_trigger('lead_changed', 1, '{"old": {"booking.title": "x"}}');
select automation_enroll(1, 99);
select automation_enroll(99, 1);
insert into automations (id, name, type, trigger, message_template) values (11, 'confirm', 'confirmation', 'booking_created', 'See you');
select automation_enroll(11, 1);
insert into bookings (id, lead_id, starts_at) values (1, 1, now() + interval '1 day');
delete from automation_queue;
select automation_enroll(11, 1, 1), automation_enroll(1, 1, 1);
select automation_enroll(11, 2, 1);

set client_min_messages = error;
drop schema lead_changed cascade;
