-- Sequences seen before they act: automation_rehearse, and what test, explain, why, upcoming, preview and simulate say of them.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema seq;
create extension automation schema seq;
set search_path = seq;
set timezone = 'UTC';
-- What a lead would get, its moments in hours from now.
create function rehearsed(id bigint, lead bigint, booking bigint default null)
returns table (step text, hours numeric, channel text, subject text, body text, would_run boolean, reason text)
language sql as $$
  select r.step, round(extract(epoch from r.due_at - now()) / 3600, 1), r.channel, r.subject, left(r.body, 40), r.would_run, r.reason
    from automation_rehearse(id, lead, booking) r $$;
create function days_ahead(days integer) returns text language sql as $$ select to_char(now() + days * interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') $$;

-- a drip of three; nothing is kept
insert into automations (id, name, type, trigger, channel, goal, exit, steps) values
  (1, 'drip', 'sequence', 'new_lead', 'email', '{"lead_status": "customer"}', '{"lead_status": "lost"}',
   '[{"name": "welcome", "subject_template": "Welcome, {lead_name}", "message_template": "Hi {lead_name}"},
     {"name": "day 3", "wait": "3 days", "message_template": "Still there?"},
     {"name": "day 7", "wait": "4 days", "message_template": "Last one"}]');
set automation.restoring = on;
insert into leads (id, name, email, phone, status, attributes) values
  (1, 'Ann', 'ann@example.com', '+12025550131', 'new', '{"tier": "gold"}'), (2, 'Bob', 'bob@example.com', null, 'new', '{}'),
  (3, 'Cem', null, null, 'customer', '{}'), (4, 'Dan', 'dan@example.com', null, 'lost', '{}');
reset automation.restoring;
select * from rehearsed(1, 1);
select (select count(*) from automation_queue), (select count(*) from messages), (select count(*) from activities),
       (select count(*) from automation_enrollments);

-- who does not enter
select * from rehearsed(1, 3) union all select * from rehearsed(1, 4);
update automations set conditions = '{"source": "Website"}' where id = 1;
select * from rehearsed(1, 1);
update automations set conditions = '{}', enabled = false where id = 1;
select * from rehearsed(1, 1);
update automations set enabled = true where id = 1;
insert into automation_enrollments (automation_id, lead_id, runs, last_run_at) values (1, 2, 1, now() - interval '1 hour');
select * from rehearsed(1, 2);
update automations set max_runs = 5, cooldown = '1 day' where id = 1;
select * from rehearsed(1, 2);
delete from automation_enrollments;
update automations set max_runs = null, cooldown = null where id = 1;
insert into automations (id, name, type, trigger, message_template) values (2, 'plain', 'lead_followup', 'lead_status_changed', 'Hi');
\set VERBOSITY default
select automation_rehearse(2, 1);
select automation_rehearse(99, 1);
select automation_rehearse(1, 99);
select automation_rehearse(1, 1, 99);
\set VERBOSITY terse

-- why a step is skipped, blocked or waits for somebody
insert into automations (id, name, type, trigger, conditions, channel, steps) values
  (3, 'reasons', 'sequence', 'lead_status_changed', '{}', 'email',
   '[{"name": "gold only", "conditions": {"attributes.tier": "gold"}, "message_template": "Gold"},
     {"name": "no date", "wait": {"until": {"field": "attributes.renewal"}}, "message_template": "Renew"},
     {"name": "past", "wait": {"until": {"field": "attributes.past"}}, "message_template": "Past"},
     {"name": "missing", "message_template": "Hi {attributes.nickname}"},
     {"name": "by sms", "channel": "sms", "message_template": "Hi"},
     {"name": "reviewed", "review": "always", "message_template": "Look at it"},
     {"name": "notice", "to": "owner@example.com", "message_template": "Call {lead_name}"},
     {"name": "model", "ai_instructions": "Ask how it goes."},
     {"name": "later", "wait": {"until": {"field": "attributes.ahead", "offset": "-1 days"}}, "message_template": "Soon"},
     {"name": "waits for a date", "wait": {"until": {"field": "attributes.never"}, "at_most": "2 days"}, "message_template": "No date"}]');
insert into automation_channels (channel, provider, settings, enabled) values ('sms', 'webhook', '{"url": "http://127.0.0.1:9/"}', false);
update leads set attributes = jsonb_build_object('past', days_ahead(-1), 'ahead', days_ahead(4)) where id = 2;
select step, hours, channel, would_run, reason from rehearsed(3, 2);
select subject, body ~ 'Bob' as facts, body ~ 'Ask how it goes' as instructions from automation_rehearse(3, 2) where step = 'model';
-- opted out of one channel, of all that is left
update leads set opted_out = '{email}' where id = 1;
select step, channel, would_run, reason from rehearsed(3, 1) where step in ('gold only', 'by sms', 'notice', 'model');
select * from rehearsed(1, 1);
update leads set opted_out = '{}' where id = 1;
insert into automation_suppressions (channel, address, reason, cause) values ('email', 'ann@example.com', 'opted_out', 'unsubscribe');
select * from rehearsed(1, 1);
delete from automation_suppressions;

-- branches, a split, an exit, actions that later steps see
insert into automations (id, name, type, trigger, channel, goal, exit, steps) values
  (4, 'branches', 'sequence', 'lead_status_changed', 'email', '{"attributes.stage": "done"}', '{"attributes.stage": "gone"}',
   '[{"name": "tier?", "if": {"attributes.tier": "gold"}, "then": [{"name": "call", "actions": {"add": {"attributes.tags": ["call"]}}}],
      "else": [{"name": "mail", "message_template": "Hi"}]},
     {"name": "ab", "split": [{"name": "a", "weight": 1, "steps": [{"name": "mail a", "message_template": "A"}]},
                              {"name": "b", "weight": 1, "steps": [{"name": "mail b", "message_template": "B"}]}]},
     {"name": "to call", "wait": "1 day", "conditions": {"attributes.tags": {"has_any": ["call"]}}, "message_template": "We call"},
     {"name": "answered?", "wait": {"for": "reply", "at_most": "2 days"}, "then": [{"name": "thanks", "message_template": "Thanks"}],
      "else": [{"name": "nudge", "message_template": "Well?"}]},
     {"name": "is new?", "wait": {"for": {"status": "new"}, "at_most": "5 days"}, "then": [{"name": "still new", "message_template": "New"}], "else": []},
     {"name": "booked?", "wait": {"for": "booking", "at_most": "1 day"}, "else": [{"name": "stage", "actions": {"set": {"attributes.stage": "open"}}}]},
     {"name": "leave?", "if": {"attributes.tier": "gold"}, "then": [{"name": "out", "exit": true}], "else": []},
     {"name": "stage 2", "wait": "1 hour", "actions": {"set": {"attributes.stage": "done"}}},
     {"name": "never", "message_template": "Not reached"}]');
select replace(replace(step, 'mail a', 'mail x'), 'mail b', 'mail x') as step, hours, replace(body, 'B', 'A') as body, would_run, reason from rehearsed(4, 1);
select replace(replace(step, 'mail a', 'mail x'), 'mail b', 'mail x') as step, hours, would_run, reason from rehearsed(4, 2);
update automations set steps = replace(steps::text, '"done"', '"gone"')::jsonb where id = 4;
select step, hours, would_run, reason from rehearsed(4, 2) offset 7;
select attributes from leads where id = 1;

-- the delay of the trigger is the first wait; a date that a step writes is waited for
insert into automations (id, name, type, trigger, delay_days, delay_hours, steps) values
  (5, 'delayed', 'sequence', 'lead_status_changed', 1, 2,
   '[{"name": "first", "message_template": "Hi"}, {"name": "second", "wait": {"days": 1, "hours": 1}, "message_template": "Ho"}]');
select step, hours from rehearsed(5, 2);
insert into automations (id, name, type, trigger, steps) values
  (6, 'dates', 'sequence', 'lead_status_changed', format(
   '[{"name": "write", "actions": {"set": {"attributes.due": %s}}},
     {"name": "due", "wait": {"until": {"field": "attributes.due"}}, "message_template": "Due"},
     {"name": "clock", "wait": {"hours": 1, "until": %s}, "message_template": "Clock"},
     {"name": "same clock", "wait": {"until": %s}, "message_template": "A day later"}]', to_json(days_ahead(2)),
     to_json(to_char(now() + interval '2 hours', 'HH24:MI')), to_json(to_char(now() + interval '2 hours', 'HH24:MI')))::jsonb);
select step, round(hours) as hours, case when step <> 'write' then body end as body from rehearsed(6, 2);

-- quiet hours, a window, a holiday, the cap and an absence move what comes
insert into automation_settings (tenant_id, quiet_from, quiet_until) values ('', (now() - interval '1 hour')::time, (now() + interval '3 hours')::time);
select step, hours between 2.9 and 4 as after_quiet_hours, would_run, reason from rehearsed(1, 2) limit 1;
update automation_settings set quiet_from = null, quiet_until = null, daily_cap = 1;
update automations set steps = '[{"name": "one", "message_template": "1"}, {"name": "two", "message_template": "2"}, {"name": "three", "message_template": "3"}]' where id = 5;
update automations set delay_days = 0, delay_hours = 0 where id = 5;
select r.step, r.due_at::date - now()::date as days, r.would_run, r.reason from automation_rehearse(5, 2) r;
update automation_settings set daily_cap = null, holidays = array[now()::date, now()::date + 1];
select r.step, r.due_at::date - now()::date as days from automation_rehearse(5, 2) r limit 1;
update automation_settings set holidays = '{}',
  send_window = jsonb_build_object('days', jsonb_build_array(lower(to_char(now() + interval '2 days', 'Dy'))), 'from', '00:00', 'until', '24:00');
select r.step, r.due_at::date - now()::date as days from automation_rehearse(5, 2) r limit 1;
update automation_settings set send_window = null;

-- somebody who is inside: what is done is left out
insert into leads (id, name, email) values (10, 'Fay', 'fay@example.com');
call automation_run();
select step, hours, would_run, reason from rehearsed(1, 10);
update automations set enabled = false where id = 1;
select step, hours, would_run, reason from rehearsed(1, 10);
update automations set enabled = true where id = 1;
-- at a message that has not left
insert into automations (id, name, type, trigger, steps) values
  (7, 'by sms', 'sequence', 'new_lead', '[{"name": "one", "channel": "sms", "message_template": "One"}, {"name": "two", "wait": "1 hour", "channel": "sms", "message_template": "Two"}]');
insert into leads (id, name, email, phone) values (11, 'Gil', 'gil@example.com', '+12025550132');
call automation_run();
select * from rehearsed(7, 11);
update messages set status = 'held' where lead_id = 11 and channel = 'sms';
select * from rehearsed(7, 11);
-- nothing is left
update automation_enrollments set entry = jsonb_set(entry - 'message', '{step}', '"gone"') where automation_id = 7;
select * from rehearsed(7, 11);

-- of a booking: its times, and one entry for each
insert into automations (id, name, type, trigger, channel, steps) values
  (8, 'onboarding', 'sequence', 'booking_created', 'email',
   '[{"name": "confirm", "message_template": "See you, {booking_title}"},
     {"name": "day before", "wait": {"until": {"field": "booking.starts_at", "offset": "-1 days"}}, "message_template": "Tomorrow"},
     {"name": "thanks", "wait": {"until": {"field": "booking.ends_at"}}, "message_template": "Thanks"}]');
select * from rehearsed(8, 2);
insert into bookings (id, lead_id, title, starts_at, ends_at) values (1, 2, 'Yoga', now() + interval '5 days', now() + interval '5 days 1 hour'),
  (2, 2, 'Swim', now() + interval '12 hours', now() + interval '13 hours');
select step, hours, body, would_run, reason from rehearsed(8, 2, 1);
select step, hours, body, would_run, reason from rehearsed(8, 2);
call automation_run();
select * from rehearsed(8, 2);
select step, hours, body, would_run, reason from rehearsed(8, 2, 1);
-- a moment that lies ahead counts as reached
insert into automations (id, name, type, trigger, delay_days, steps) values
  (9, 'silent', 'sequence', 'no_contact_days', 30, '[{"name": "hello", "message_template": "Hello again"}]');
select * from rehearsed(9, 2);

-- one step, tested
select channel, subject, body, status, would_run, reasons from automation_test(1, 2);
select channel, subject, body, status, would_run, reasons from automation_test(1, 2, step => 'day 7');
select body, status, would_run, reasons from automation_test(4, 2, step => 'call');
select channel, body, would_run, reasons from automation_test(3, 2, step => 'by sms');
select body, would_run, reasons from automation_test(3, 2, step => 'missing');
select body, would_run, reasons from automation_test(3, 2, step => 'gold only');
select body, would_run, reasons from automation_test(1, 4);
select details ->> 'step' as step, details ->> 'event' as event, details ->> 'reason' as reason from activities where type = 'automation_tested' order by id;
\set VERBOSITY default
select automation_test(4, 2, step => 'tier?');
select automation_test(4, 2, step => 'nuge');
select automation_test(2, 2, step => 'x');
\set VERBOSITY terse

-- where a lead is: upcoming, explain, why
select automation, event, step, round(extract(epoch from due_at - now()) / 3600) as hours, would_run, reason from automation_upcoming(10);
select automation, event, step, would_run, reason from automation_upcoming(11);
select step, ok, regexp_replace(detail, '\d{4}-\d\d-\d\dT[\d:.+]+', '<then>', 'g') as detail from automation_explain(1, 10)
 where step not in ('worker', 'quiet hours', 'sending window', 'absence', 'last outcome');
select step, ok, regexp_replace(detail, '\d{4}-\d\d-\d\dT[\d:.+]+', '<then>', 'g') as detail from automation_explain(1, 1) where step in ('entry', 'leaving', 'step', 'event', 'conditions');
select step, ok, detail from automation_explain(1, 4) where step in ('entry', 'leaving');
select automation, would_run, reason, regexp_replace(regexp_replace(detail, '; worker .*', ''), '\d{4}-\d\d-\d\dT[\d:.+]+', '<then>', 'g') as detail from automation_why(10) where automation_id in (1, 3, 9);
update leads set attributes = '{"stage": "done"}' where id = 10;
-- who would enter
select lead_id, lead_name, round(extract(epoch from due_at - now()) / 3600) as hours, would_run, reason, step from automation_preview(1);
update automations set delay_hours = 2, steps = '[{"name": "x", "wait": "1 day", "message_template": "Hi"}]' where id = 5;
select lead_id, round(extract(epoch from due_at - now()) / 3600) as hours, would_run, step from automation_preview(5, 2);
select what, value from automation_preview_summary(1) where what not like 'on 2%';

-- what a statement sets off
select automation, lead_name, event, step, round(extract(epoch from due_at - now()) / 3600) as hours, would_run, reason, origin, left(body, 20) as body
  from automation_simulate($$ insert into leads (id, name, email, phone) values (20, 'Hal', 'hal@example.com', '+12025550133') $$) where automation_id in (1, 7);
select automation, event, step, would_run, reason from automation_simulate($$ update leads set status = 'customer' where id = 10 $$) where automation_id = 1;
select step, count(*) filter (where event = 'step') as messages, count(*) filter (where event <> 'step') as entries
  from automation_simulate($$ insert into leads (id, name, email) select 100 + i, 'L' || i, 'l' || i || '@example.com' from generate_series(1, 3) i $$)
 where automation_id = 1 group by step order by step nulls first;
-- while the delay of the trigger lasts, conditions are still to be asked
insert into automations (id, name, type, trigger, delay_hours, conditions, steps) values
  (10, 'later', 'sequence', 'new_lead', 2, '{"lead_status": "new"}', '[{"name": "one", "message_template": "One"}]');
insert into leads (id, name, email, status) values (30, 'Ivy', 'ivy@example.com', 'new');
call automation_run();
select would_run, reason, step from automation_upcoming(30) where automation_id = 10;
update leads set status = 'open' where id = 30;
select would_run, reason, step from automation_upcoming(30) where automation_id = 10;
select would_run, reason from automation_why(30) where automation_id = 10;
select step, ok from automation_explain(10, 30) where not ok and step <> 'worker';
select step, would_run, reason from automation_rehearse(10, 30);
-- a message that quiet hours have put off at its channel leaves when they are over, and the next wait counts from then
insert into automation_channels (channel, provider, settings, enabled) values ('sms', 'webhook', '{"url": "http://127.0.0.1:9/"}', false) on conflict do nothing;
insert into automations (id, name, type, trigger, channel, steps) values
  (11, 'texts', 'sequence', 'new_lead', 'sms', '[{"name": "one", "message_template": "One"}, {"name": "two", "wait": "1 day", "message_template": "Two"}]');
insert into leads (id, name, phone) values (31, 'Jon', '+12025550141');
call automation_run();
update automation_queue set run_at = now() + interval '3 hours' where kind = 'deliver' and lead_id = 31;
select step, round(extract(epoch from due_at - now()) / 3600) as hours, body from automation_rehearse(11, 31);
-- of a sequence that has let somebody in, what it did counts as no further entry
select automation_exit(1, 10);
select step, ok, detail from automation_explain(1, 10) where step in ('max_runs', 'max runs');
-- a viewer may look
create role seq_viewer;
select automation_grant('seq_viewer', 'viewer');
set role seq_viewer;
select count(*) from automation_rehearse(1, 2);
reset role;
select automation_grant('seq_viewer', 'none');
drop extension automation cascade;
drop schema seq cascade;
drop role seq_viewer;
