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

-- a trigger of the owner's that inserts a lead for each message, activity or change: each lead has a welcome, which
-- inserts a lead; the ninth is the last
set client_min_messages = warning;
truncate leads, automations, automation_queue, activities, messages cascade;
reset client_min_messages;
create function refer() returns trigger language plpgsql set search_path = crm as $$
    begin insert into leads (name, source) values ('referred', tg_table_name); return null; end $$;
insert into automations (id, name, type, trigger, message_template) values (5, 'welcome', 'lead_followup', 'new_lead', 'Hello');
create trigger refer after insert on messages for each row execute function refer();
insert into leads (name) values ('Ann');
call automation_run(null, 100);
select type, details ->> 'reason' as reason, details ->> 'detail' as detail, count(*) from activities group by 1, 2, 3 order by 1;
select count(*) from leads;
drop trigger refer on messages;
truncate activities, messages;
create trigger refer after insert on activities for each row when (new.type = 'automation_ran') execute function refer();
insert into leads (name) values ('Bea');
call automation_run(null, 100);
select type, details ->> 'reason' as reason, count(*) from activities group by 1, 2 order by 1;
drop trigger refer on activities;
update automations set enabled = false where id = 5;
truncate activities;
insert into automations (id, name, type, trigger, actions) values (6, 'open', 'crm_update', 'new_lead', '{"set":{"status":"open"}}');
create trigger refer after update of status on leads for each row when (new.status = 'open') execute function refer();
insert into leads (name) values ('Cid');
call automation_run(null, 100);
select type, details ->> 'reason' as reason, count(*) from activities group by 1, 2 order by 1;
-- a lead that is inserted by hand begins a chain of its own
drop trigger refer on leads;
truncate activities;
insert into leads (name) values ('Dee');
call automation_run();
select type, details ->> 'reason' as reason, count(*) from activities group by 1, 2 order by 1;
set client_min_messages = warning;
drop schema crm cascade;
