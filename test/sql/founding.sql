-- The founding document, line by line: what it promises of leads, statuses, messages, tests, triggers and statistics.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
-- no model here, whatever key the server has: its place is taken by the built-in text
alter table leads alter ai_allowed set default false;
create temp view story as
select l.name as lead, a.type, a.description, a.details - 'automation_id' - 'message_id' as details,
       a.details ->> 'automation_id' = a.automation_id::text as names_automation,
       (a.details ->> 'message_id')::bigint is not distinct from a.message_id as names_message
  from activities a join leads l on l.id = a.lead_id order by a.id;
create temp view letters as
select l.name as lead, m.direction, m.channel, m.recipient, m.subject, replace(m.body, E'\n', ' / ') as body, m.status,
       m.origin
  from messages m join leads l on l.id = m.lead_id order by m.id;

-- its JSON as it stands, with and without delay_days
select config - 'created_at' - 'updated_at' as saved
  from automation_create('{
  "name": "Welcome New Leads",
  "type": "lead_followup",
  "trigger": "new_lead",
  "delay_hours": 0,
  "delay_days": 0,
  "channel": "email",
  "enabled": true
}') as config;
begin;
select config ->> 'name' as name, config ->> 'delay_days' as delay_days
  from automation_create('{
    "name": "Welcome New Leads",
    "type": "lead_followup",
    "trigger": "new_lead",
    "delay_hours": 0,
    "channel": "email",
    "enabled": true
  }') as config;
rollback;

-- scenario 1: a new lead gets its welcome message and its activity, and the automation counts it
insert into leads (name, email, phone, source) values ('Ann Lee', 'ann@example.com', '+4930123456', 'Website');
call automation_run();
select * from letters;
select * from story;
select name, last_contacted is not null and last_contacted <= clock_timestamp() as contacted from leads;
select name, times_triggered, last_triggered = (select last_contacted from leads) as last_triggered from automations;
select id, name, type, trigger, delay, channel, conditions, enabled, times_triggered, last_triggered is not null as ran
  from automation_list();
select name, queued, ran, skipped, blocked, failed, times_triggered from automation_stats;

-- a second look finds nothing more to do
call automation_run();
select count(*) as messages from messages;

-- testing by hand: in a transaction, which a rollback undoes
begin;
select channel, recipient, subject, replace(body, E'\n', ' / ') as body, origin, status, would_run, reasons
  from automation_test(1, 1);
select * from story offset 1;
select count(*) as drafts from messages where status = 'draft';
rollback;
select count(*) as messages from messages;
select count(*) as activities from activities;

-- and one that stays: a draft and its activity, no statistics, no last_contacted
create temp table before as select last_contacted from leads;
select status, would_run from automation_test(1, 1);
select * from story offset 1;
select b.last_contacted = l.last_contacted as unmoved, s.ran, s.times_triggered
  from before b, leads l, automation_stats s;

-- triggering by hand: the number of runs, which then are done like any others
select automation_trigger('new_lead', 1);
call automation_run();
select * from story offset 2;
select ran, times_triggered from automation_stats;

-- its message template
select automation_update(1, jsonb_build_object('message_template',
E'Hi {lead_name},\n\nThank you for your interest! We''d love to help you...\n\nBest regards')) ->> 'message_template' as text;
insert into leads (name, email, source) values ('Bea Ray', 'bea@example.com', 'Referral');
call automation_run();
select * from letters where lead = 'Bea Ray';

-- conditions: all must hold
select automation_create('{"name": "Website only", "type": "lead_followup", "trigger": "new_lead",
  "conditions": {"lead_status": "new", "source": "Website"}, "message_template": "website"}') -> 'conditions' as conditions;
insert into leads (name, status, source) values
  ('both', 'new', 'Website'), ('status', 'new', 'Fair'), ('source', 'won', 'Website'), ('neither', null, null);
call automation_run();
select lead from letters where body = 'website';

-- a changed status: a message, and an update of the CRM that writes none
select automation_create('{"name": "On change", "type": "lead_followup", "trigger": "lead_status_changed",
  "conditions": {"lead_status": "contacted"}, "message_template": "You are {lead_status}"}') ->> 'name' as name;
select automation_create('{"name": "Update", "type": "crm_update", "trigger": "lead_status_changed"}') ->> 'name' as name;
update leads set status = 'contacted' where name = 'Ann Lee';
update leads set status = 'lost' where name = 'Bea Ray';
update leads set status = 'lost' where name = 'Bea Ray';
call automation_run();
select * from letters where body like 'You are%';
select * from story where details ->> 'event' = 'lead_status_changed';

-- an inbound message is answered, and noted on the lead
select automation_create('{"name": "Answer", "type": "lead_followup", "trigger": "message_received", "channel": "sms",
  "message_template": "Thank you, {lead_first_name}"}') ->> 'name' as name;
insert into messages (lead_id, direction, channel, body) values (2, 'inbound', 'SMS', 'When are you open?');
insert into messages (lead_id, channel, body) values (2, 'email', 'From a person, which answers nothing');
call automation_run();
select * from letters where lead = 'Bea Ray' offset 1;
select name, last_inbound_at is not null as wrote from leads order by id;

-- turned off and on again
select automation_enable(1, false) ->> 'enabled' as enabled;
select name, enabled from automation_list(enabled => false);
insert into leads (name) values ('Cy');
select automation_enable(1) ->> 'enabled' as enabled;
call automation_run();
select count(*) as messages from messages m join leads l on l.id = m.lead_id where l.name = 'Cy';

-- what everything came to
select name, queued, ran, skipped, blocked, failed, times_triggered from automation_stats order by id;
select name, times_triggered from automations order by id;

reset search_path;
set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
