-- What explain, why, preview, upcoming and simulate say of a run is what the worker will do with it.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
set timezone = 'UTC';
insert into automations (id, name, type, trigger, delay_days, message_template) values
  (1, 'after three days', 'lead_followup', 'new_lead', 3, 'Still there?'),
  (2, 'won', 'lead_followup', 'lead_status_changed', 0, 'Glad to have you'),
  (3, 'remind', 'booking_reminder', 'booking_reminder_hours', 1, 'See you'),
  (4, 'cancelled', 'lead_followup', 'booking_cancelled', 0, 'Another time?');
insert into leads (id, name) values (1, 'Ann'), (2, 'Bea');
create function steps(automation bigint, lead bigint, booking bigint default null) returns table (step text, detail text)
  language sql as $$ select e.step, regexp_replace(e.detail, '20\d\d-\d\d-\d\dT[0-9:.+]*', '<then>', 'g')
    from automation_explain($1, $2, $3) e where not e.ok and e.step <> 'worker' $$;

-- a reply: upcoming, explain and why say so
insert into messages (lead_id, direction, body) values (1, 'inbound', 'Hello');
select automation_id, would_run, reason from automation_upcoming(1);
select * from steps(1, 1);
select would_run, reason from automation_why(1) where automation_id = 1;
-- and nothing of the kind of who has not replied
select automation_id, would_run, reason from automation_upcoming(2);
select * from steps(1, 2);
select would_run, reason, detail ~ '^due at 20\d\d-.*; worker (stopped|not preloaded): ' as due_without_worker from automation_why(2) where automation_id = 1;

-- no event: the step names what would be one
select * from steps(2, 1);
select would_run, reason from automation_why(1) where automation_id in (2, 4);

-- what has run is counted, and outcomes name their booking
update automations set delay_days = 0 where id = 1;
select automation_trigger('new_lead', 2);
call automation_run();
select automation_trigger('new_lead', 2);
call automation_run();
select step, ok, detail from automation_explain(1, 2) where step = 'max_runs';
insert into bookings (id, lead_id, starts_at) values (1, 2, now() + interval '1 hour'), (2, 2, now() + interval '9 days');
update bookings set status = 'cancelled' where id = 1;
call automation_run();
select regexp_replace(detail, '20\d\d-\d\d-\d\dT[0-9:.+]*', '<then>') as detail from automation_explain(4, 2, 2) where step = 'last outcome';

-- a reminder whose moment had passed when its automation was saved
insert into bookings (id, lead_id, starts_at) values (3, 1, now() + interval '5 hours');
insert into automations (id, name, type, trigger, delay_days, message_template) values
  (5, 'late', 'booking_reminder', 'booking_reminder_hours', 1, 'See you');
select lead_id, booking_id, would_run, reason from automation_preview(5);
select * from steps(5, 1, 3);
select would_run, reason from automation_why(1) where automation_id = 5;
select automation_id, booking_id, would_run, reason from automation_upcoming(1) where automation_id = 5;
call automation_run();
select count(*) from activities where automation_id = 5;
-- and one whose moment is ahead
select would_run, reason from automation_why(2) where automation_id = 5;
select automation_id, booking_id, would_run, reason from automation_upcoming(2) where automation_id = 5;

-- what keeps a message: its channel, and the worker
insert into automation_channels (channel, provider, settings) values
  ('email', 'smtp', '{"host": "mail.example", "from": "us@example.com", "security": "none", "insecure": true}');
update automation_channels set paused_reason = 'the password is refused';
select step, ok, regexp_replace(detail, '^(stopped|not preloaded): .*', 'does not work') as detail
  from automation_explain(3, 2, 2) where step in ('channel', 'worker');
update leads set email = 'bea@example.com' where id = 2;
update leads set status = 'won' where id = 2;
call automation_run();
select event, would_run, reason from automation_upcoming(2) where automation_id = 2;
select ok, detail ~ '^message \d+ waits since .*: channel "email" is paused: the password is refused$' as waits from automation_explain(2, 2) where step = 'queued';
delete from automation_channels;

-- preview of an event: what it would do; enabling reaches nobody
update automations set enabled = false where id in (1, 4);
select lead_id, booking_id, would_run, reason from automation_preview(1);
select lead_id, booking_id, would_run, reason from automation_preview(4);
select what, value from automation_preview_summary(1) where what !~ '^on 2';
select count(*) from automation_simulate('select automation_enable(1)');

-- enabling what reaches people: preview, simulate and the run agree
insert into automations (id, name, type, trigger, delay_days, message_template, enabled) values
  (6, 'silent', 'lead_followup', 'no_contact_days', 7, 'Long time no see', false);
set client_min_messages = error;
set automation.restoring = on;
insert into leads (id, name, created_at) select i, 'Lead ' || i, now() - interval '30 days' from generate_series(11, 13) i;
reset automation.restoring;
reset client_min_messages;
select lead_id, due_at <= now() as now, would_run, reason from automation_preview(6);
select lead_id, due_at <= now() as now, would_run, body from automation_simulate('select automation_enable(6)') order by 3, 1;
set client_min_messages = warning;
select automation_enable(6) ->> 'enabled';
reset client_min_messages;
call automation_run();
select lead_id, type from activities where automation_id = 6 order by lead_id;

-- a message that waits for its channel is no run: the next silence comes
insert into automation_channels (channel, provider, settings, enabled) values
  ('email', 'smtp', '{"host": "mail.example", "from": "us@example.com", "security": "none", "insecure": true}', false);
set client_min_messages = error;
set automation.restoring = on;
insert into leads (id, name, email, created_at) values (21, 'Cem', 'cem@example.com', now() - interval '30 days');
reset automation.restoring;
update automations set delay_days = 6 where id = 6;
call automation_run();
set automation.restoring = on;
update leads set silent_since = now() - interval '8 days', last_inbound_at = now() - interval '8 days' where id = 21;
reset automation.restoring;
update automations set delay_days = 7 where id = 6;
reset client_min_messages;
select would_run, reason from automation_preview(6) where lead_id = 21;
select event, would_run, reason from automation_upcoming(21) where automation_id = 6;
call automation_run();
select type, count(*) from activities where automation_id = 6 and lead_id = 21 group by 1;
select kind, count(*) from automation_queue where automation_id = 6 and lead_id = 21 group by 1;

-- rows that were imported behind what has been read: they are found, and all say so before
set client_min_messages = error;
set automation.restoring = on;
insert into leads (id, name, email, created_at) values (31, 'Dua', 'dua@example.com', now() - interval '30 days');
insert into bookings (id, lead_id, starts_at) values (31, 31, now() + interval '24 hours 30 minutes');
reset automation.restoring;
reset client_min_messages;
select automation_id, booking_id, would_run, reason from automation_upcoming(31) order by 1;
select step, ok from automation_explain(3, 31, 31) where step = 'event';
select would_run, reason from automation_why(31) where automation_id = 6;
select would_run, reason from automation_preview(6) where lead_id = 31;
call automation_run();
select automation_id, kind, event_at > now() as ahead from automation_queue where lead_id = 31 order by 1;
select automation_id, booking_id, would_run, reason from automation_upcoming(31) order by 1;

-- a text that cannot be written, for want of a value
insert into automations (id, name, type, trigger, delay_days, message_template) values
  (7, 'source', 'lead_followup', 'new_lead', 0, 'You come from {lead_source}, {lead_name|friend}'), (8, 'title', 'confirmation', 'booking_created', 0, '{booking_title} on {booking_date}');
insert into leads (id, name, email) values (35, 'Eli', 'eli@example.com');
insert into bookings (id, lead_id, starts_at) values (35, 35, now() + interval '9 days');
select automation_id, booking_id, would_run, reason from automation_upcoming(35) where automation_id > 6 order by 1;
select step, detail from automation_explain(7, 35) where step = 'text' union all select step, detail from automation_explain(8, 35, 35) where step = 'text';
select automation_id, would_run, reason from automation_why(35) where automation_id > 6;
select would_run, reason from automation_preview(7) where lead_id = 35;
call automation_run();
select automation_id, type, details ->> 'reason' as reason from activities where lead_id = 35 order by 1;
delete from automations where id > 6;

-- a message that waits for its channel: what is asked of its address when it leaves
truncate automation_queue, messages;
insert into leads (id, name, email) select i, 'Lead ' || i, 'lead' || i || '@example.com' from generate_series(41, 46) i;
insert into messages (lead_id, channel, status, body) select i, 'email', 'queued', 'Hello' from generate_series(41, 46) i;
insert into messages (lead_id, channel, status, body, recipient) values (46, 'email', 'queued', 'Hello', 'own@example.com');
update leads set email = null where id = 42;
update leads set email = 'at home' where id = 43;
insert into automation_suppressions (channel, address) values ('email', 'Lead44@example.com'), ('email', 'OWN@example.com');
insert into automation_suppressions (channel, address, reason) values ('all', 'lead45@example.com', 'bounced');
select l.id, u.would_run, u.reason from leads l, automation_upcoming(l.id) u where l.id > 40 and u.event = 'delivery' order by 1, 3;

set client_min_messages = warning;
drop schema crm cascade;
