-- Automations that set each other off: a chain of three works, a loop of three stops, and saving one warns.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
insert into automations (id, name, type, trigger, conditions, actions) values
  (1, 'open', 'crm_update', 'lead_status_changed', '{"new.status":"open"}', '{"set":{"status":"working"},"add":{"attributes.steps":["open"]}}'),
  (2, 'work', 'crm_update', 'lead_status_changed', '{"status":{"changed_to":"working"}}', '{"set":{"status":"done"},"add":{"attributes.steps":["work"]},"touch":["last_contacted"]}');
insert into automations (id, name, type, trigger, conditions, message_template) values
  (3, 'finish', 'lead_followup', 'lead_status_changed', '{"status":"done"}', 'All done, {lead_name}');
insert into leads (id, name) values (1, 'Ann');
update leads set status = 'open';
call automation_run();
select status, attributes, last_contacted is not null as touched from leads;
select a.name, x.type, x.details -> 'before' as before, (x.details -> 'after') #- '{last_contacted}' as after
  from activities x join automations a on a.id = x.automation_id order by x.id;
truncate activities;

-- the third closes the circle: a warning with the way, and at work the chain ends where it would begin anew
insert into automations (id, name, type, trigger, conditions, actions) values
  (4, 'again', 'crm_update', 'lead_status_changed', '{"status":"done"}', '{"set":{"status":"open"}}');
update leads set status = 'open';
call automation_run();
select a.name, x.type, x.details ->> 'reason' as reason, x.details ->> 'detail' as detail
  from activities x join automations a on a.id = x.automation_id where a.id <> 3 order by x.id;
select count(*) from automation_queue;
-- conditions that cannot hold with that status make no circle; nor does a disabled rule
update automations set conditions = '{"status":{"in":["done"]},"attributes.n":{"lt":3}}' where id = 4;
update automations set conditions = '{"not":{"status":"done"}}' where id = 4;
update automations set enabled = false, conditions = '{}' where id = 4;
update automations set conditions = '{"status":"open"}', actions = '{"set":{"status":"open"}}', enabled = true where id = 4;
set client_min_messages = warning;
drop schema crm cascade;
