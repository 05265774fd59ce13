-- Sequences: several steps to one person, by their waits, branches and exits.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema seq;
create extension automation schema seq;
set search_path = seq;
set timezone = 'UTC';
create view told as select l.name, x.type, x.details ->> 'step' as step, x.details ->> 'reason' as reason
  from activities x left join leads l on l.id = x.lead_id where x.type <> 'lead_merged' order by x.id;
create view places as select l.name, e.entry ->> 'step' as step, e.left_reason,
    round(extract(epoch from q.run_at - now()) / 3600) as hours
  from automation_enrollments e join leads l on l.id = e.lead_id
  left join automation_queue q on q.lead_id = e.lead_id and q.automation_id = e.automation_id and q.event = 'step' and q.kind = 'run' order by l.id;
-- Time passes for those inside.
create procedure later(span interval) language sql as $$
  update automation_enrollments set entry = entry || jsonb_build_object(
      'reached_at', (entry ->> 'reached_at')::bigint - (extract(epoch from span) * 1000000)::bigint,
      'entered_at', (entry ->> 'entered_at')::bigint - (extract(epoch from span) * 1000000)::bigint) ||
      case when entry ? 'last_message_at' then jsonb_build_object('last_message_at', (entry ->> 'last_message_at')::bigint - (extract(epoch from span) * 1000000)::bigint) else '{}' end
   where entry is not null;
  update automation_queue set run_at = run_at - span, event_at = event_at - span where event = 'step' $$;

-- what cannot be saved
\set VERBOSITY default
select automation_create('{"name": "a", "type": "sequence", "trigger": "new_lead"}');
select automation_create('{"name": "a", "type": "sequence", "trigger": "new_lead", "steps": []}');
select automation_create('{"name": "a", "type": "sequence", "trigger": "new_lead", "message_template": "Hi", "steps": [{"name": "x", "channel": "sms"}]}');
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "new_lead", "steps": [{"name": "x", "channel": "sms"}]}');
select automation_create('{"name": "a", "type": "sequence", "trigger": "new_lead", "steps": [{"name": "x", "mesage_template": "Hi"}]}');
select automation_create('{"name": "a", "type": "sequence", "trigger": "new_lead", "steps": [{"name": "x", "message_template": "Hi {frst_name}"}]}');
\set VERBOSITY terse

-- a drip of three
insert into automations (id, name, type, trigger, channel, goal, steps) values
  (1, 'drip', 'sequence', 'new_lead', 'email', '{"lead_status": "customer"}',
   '[{"name": "welcome", "message_template": "Hi {lead_name}"},
     {"name": "day 3", "wait": "3 days", "message_template": "Still there?"},
     {"name": "day 7", "wait": "4 days", "message_template": "Last one"}]');
insert into leads (id, name, email) values (1, 'Ann', 'ann@example.com'), (2, 'Bob', 'bob@example.com'), (3, 'Cem', 'cem@example.com');
call automation_run();
select * from told;
select * from places;
call later('3 days');
-- Bob answers, Cem buys
insert into messages (lead_id, channel, direction, body) values (2, 'email', 'inbound', 'Tell me more');
update leads set status = 'customer' where id = 3;
call automation_run();
select * from told;
select * from places;
call later('4 days');
call automation_run();
select * from told where name = 'Ann';
select * from places;
select count(*) from automation_queue;
select id, times_triggered, ran, messages from automation_stats;
-- once more, by hand
select automation_trigger('new_lead', 1);
call automation_run();
select count(*) from messages where lead_id = 1 and direction = 'outbound';

-- branches, a split, actions, conditions of a step, an exit
insert into automations (id, name, type, trigger, conditions, channel, steps) values
  (2, 'branches', 'sequence', 'lead_status_changed', '{"lead_status": "open"}', 'email',
   '[{"name": "tier?", "if": {"attributes.tier": "gold"}, "then": [{"name": "call", "actions": {"add": {"attributes.tags": ["call"]}}}],
      "else": [{"name": "mail", "message_template": "Hi"}]},
     {"name": "ab", "split": [{"name": "a", "weight": 1, "steps": [{"name": "mail a", "message_template": "A"}]},
                              {"name": "b", "weight": 1, "steps": [{"name": "mail b", "message_template": "B"}]}]},
     {"name": "only silver", "conditions": {"attributes.tier": "silver"}, "message_template": "Silver"},
     {"name": "answered?", "wait": {"for": "reply", "at_most": "2 days"}, "then": [{"name": "thanks", "message_template": "Thanks"}, {"name": "out", "exit": true}],
      "else": [{"name": "nudge", "message_template": "Well?"}]}]');
truncate activities;
insert into leads (id, name, email, attributes) values (10, 'Dan', 'dan@example.com', '{"tier": "gold"}'), (11, 'Eve', 'eve@example.com', '{}');
delete from automation_queue;
update leads set status = 'open' where id in (10, 11);
call automation_run();
select name, type, replace(replace(step, 'mail a', 'mail x'), 'mail b', 'mail x') as step, reason from told;
select name, attributes from leads where id = 10;
select * from places where name in ('Dan', 'Eve');
insert into messages (lead_id, channel, direction, body) values (10, 'email', 'inbound', 'Yes');
call automation_run();
call later('2 days');
call automation_run();
select name, type, step, reason from told where step in ('thanks', 'nudge') or type = 'sequence_ended' or step is null;

-- edits while somebody is inside: renamed, removed, added, another wait
truncate activities;
insert into leads (id, name, email) values (20, 'Fay', 'fay@example.com'), (21, 'Gil', 'gil@example.com');
call automation_run();
call later('3 days');
update automation_queue set run_at = now() + interval '1 day' where lead_id = 21 and event = 'step';
call automation_run();
select * from places where name in ('Fay', 'Gil');
set client_min_messages = notice;
update automations set steps = '[{"name": "hello", "was": "welcome", "message_template": "Hi {lead_name}"},
  {"name": "before", "message_template": "New"}, {"name": "last", "was": "day 7", "wait": "1 day", "message_template": "Last one"}]' where id = 1;
set client_min_messages = warning;
call automation_run();
select * from places where name in ('Fay', 'Gil');
select * from told where name in ('Fay', 'Gil');
update automations set trigger = 'lead_changed', conditions = '{"status": {"changed": true}}' where id = 1;
-- moved, taken out, cancelled
select automation_move(1, 20, 'before');
select automation_move(1, 20, 'befor');
call automation_run();
select * from places where name = 'Fay';
select automation_exit(1, 20), automation_exit(1, 20);
select * from told where name = 'Fay' and type = 'sequence_ended';
delete from automations where id = 1;
select name, type, reason from told where name = 'Gil' order by 2;

-- a message that waits at a channel: the person stands until it has ended
truncate activities, automation_queue;
insert into automations (id, name, type, trigger, conditions, steps) values
  (3, 'queued', 'sequence', 'lead_status_changed', '{"lead_status": "queued"}',
   '[{"name": "one", "channel": "sms", "message_template": "One"}, {"name": "two", "wait": "1 hour", "channel": "sms", "message_template": "Two"}]');
insert into automation_channels (channel, provider, settings, enabled) values ('sms', 'webhook', '{"url": "http://127.0.0.1:9/"}', false);
insert into leads (id, name, phone) values (30, 'Hal', '+12025550130');
update leads set status = 'queued' where id = 30;
call automation_run();
select * from places where name = 'Hal';
select status from messages where lead_id = 30;
update messages set status = 'sent', sent_at = now() where lead_id = 30;
call automation_run();
select * from places where name = 'Hal';
drop extension automation cascade;
drop schema seq cascade;
