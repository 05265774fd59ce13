-- A drip of three messages on day 0, 3 and 7: whom it reaches, whom it leaves alone, and what an edit does to those inside.
\set SHOW_CONTEXT never
\set VERBOSITY terse
set client_min_messages = warning;
create schema seq;
create extension automation schema seq;
set search_path = seq;
set timezone = 'UTC';
-- Time passes for all who are inside.
create procedure later(span interval) language sql as $$
  update automation_enrollments e set entry = e.entry || (select jsonb_object_agg(k, (e.entry ->> k)::bigint - (extract(epoch from span) * 1000000)::bigint)
      from unnest('{reached_at,entered_at,last_message_at,answered_at}'::text[]) k where e.entry ? k)
   where e.entry is not null;
  update automation_queue set run_at = run_at - span, event_at = event_at - span where kind <> 'contact';
  update messages set created_at = created_at - span, sent_at = sent_at - span $$;
create view got as select l.name, m.status, m.body from messages m join leads l on l.id = m.lead_id where m.direction = 'outbound' order by l.id, m.id;
create view stands as select l.name, e.entry ->> 'step' as step, e.left_reason, round(extract(epoch from q.run_at - now()) / 3600) as hours
  from automation_enrollments e join leads l on l.id = e.lead_id
  left join automation_queue q on q.lead_id = e.lead_id and q.automation_id = e.automation_id and q.event = 'step' and q.kind = 'run' order by l.id, e.id;
create view ended as select l.name, a.details ->> 'reason' as reason from activities a join leads l on l.id = a.lead_id where a.type = 'sequence_ended' order by l.id, a.id;
create procedure begin_drip() language sql as $$
  truncate automations, leads, bookings, messages, activities, automation_queue, automation_enrollments, automation_suppressions restart identity cascade;
  insert into automations (id, name, type, trigger, channel, steps) overriding system value values
    (1, 'drip', 'sequence', 'new_lead', 'email',
     '[{"name": "day 0", "message_template": "One"},
       {"name": "day 3", "wait": "3 days", "message_template": "Two"},
       {"name": "day 7", "wait": "4 days", "message_template": "Three"}]') $$;

-- without an answer: all three, then the end
call begin_drip();
insert into leads (id, name, email) overriding system value values (1, 'Ann', 'ann@example.com');
call automation_run();
select * from stands;
call later('2 days 23 hours');
call automation_run();
select * from got;
call later('1 hour');
call automation_run();
call later('4 days');
call automation_run();
select * from got;
select * from ended;
select count(*) from automation_queue where kind = 'run';

-- with an answer: in the transaction that writes it
call begin_drip();
insert into leads (id, name, email) overriding system value values (1, 'Ann', 'ann@example.com'), (2, 'Bob', 'bob@example.com'), (3, 'Cem', 'cem@example.com'), (4, 'Dan', 'dan@example.com');
call automation_run();
insert into messages (lead_id, channel, direction, body) values (1, 'email', 'inbound', 'Thanks, call me');
-- an opt-out between, by column and by keyword
update leads set opted_out = '{email}' where id = 2;
insert into messages (lead_id, channel, direction, body) values (3, 'email', 'inbound', 'STOP');
select * from ended;
select * from stands;
select l.name, a.type, a.details ->> 'reason' as reason from activities a join leads l on l.id = a.lead_id where l.id = 3 order by a.id;
-- a lead deleted between
delete from leads where id = 4;
call later('3 days');
call automation_run();
call later('4 days');
call automation_run();
select * from got;
select count(*) from automation_queue where kind = 'run';

-- edits while leads are inside: a step added before and behind, renamed, moved, removed
call begin_drip();
insert into leads (id, name, email) overriding system value values (1, 'Ann', 'ann@example.com');
call automation_run();
set client_min_messages = notice;
update automations set steps = '[{"name": "before", "message_template": "Never sent to Ann"}, {"name": "day 0", "message_template": "One"},
  {"name": "day 3", "wait": "3 days", "message_template": "Two, edited"}, {"name": "day 5", "wait": "2 days", "message_template": "New"},
  {"name": "day 7", "wait": "2 days", "message_template": "Three"}]' where id = 1;
set client_min_messages = warning;
call automation_run();
select * from stands;
call later('3 days');
call automation_run();
select * from stands;
-- renamed
set client_min_messages = notice;
update automations set steps = jsonb_set(jsonb_set(steps, '{3,name}', '"day five"'), '{3,was}', '"day 5"') where id = 1;
set client_min_messages = warning;
select * from stands;
-- removed: the next one that is left, whose wait begins now
set client_min_messages = notice;
update automations set steps = steps - 3 where id = 1;
set client_min_messages = warning;
call automation_run();
select * from stands;
-- a shorter wait makes nobody late, a longer one is waited for
call later('1 day');
update automations set steps = jsonb_set(steps, '{3,wait}', '"10 days"') where id = 1;
call automation_run();
select * from stands;
update automations set steps = jsonb_set(steps, '{3,wait}', '"1 hour"') where id = 1;
call automation_run();
select * from got;
select * from ended;

-- moved: what is done is not done again
call begin_drip();
insert into leads (id, name, email) overriding system value values (1, 'Ann', 'ann@example.com');
call automation_run();
call later('3 days');
call automation_run();
update automations set steps = jsonb_build_array(steps -> 1, steps -> 2, steps -> 0) where id = 1;
call later('4 days');
call automation_run();
select * from got;
select * from ended;

-- a channel that is paused for a week: the three do not leave together
call begin_drip();
insert into automation_channels (channel, provider, settings, enabled) values ('email', 'webhook', '{"url": "http://127.0.0.1:9/"}', false);
insert into leads (id, name, email) overriding system value values (1, 'Ann', 'ann@example.com');
call automation_run();
call later('7 days');
call automation_run();
select * from got;
select * from stands;
-- it is sent: the next wait counts from here
update messages set status = 'sent', sent_at = now();
delete from automation_queue where kind = 'deliver';
call automation_run();
select * from stands;
-- one that is held, rejected, ends the step, too
update automations set review = 'always' where id = 1;
call later('3 days');
call automation_run();
select * from got;
select automation_reject(id, 'not now') from messages where status = 'held';
call automation_run();
select * from stands;
-- and what waits is cancelled when the lead leaves
call later('4 days');
call automation_run();
insert into messages (lead_id, channel, direction, body) values (1, 'email', 'inbound', 'Hello');
select * from got;
select * from ended;
delete from automation_channels;

-- a booking that is moved: steps that are done are not done again, waits on its times follow; cancelled: ended at once
call begin_drip();
insert into automations (id, name, type, trigger, channel, steps) overriding system value values
  (2, 'before the session', 'sequence', 'booking_created', 'email',
   '[{"name": "confirm", "message_template": "Booked"}, {"name": "remind", "wait": {"until": {"field": "booking.starts_at", "offset": "-1 day"}}, "message_template": "Tomorrow"},
     {"name": "after", "wait": {"until": {"field": "booking.ends_at", "offset": "2 hours"}}, "message_template": "How was it?"}]');
update automations set enabled = false where id = 1;
insert into leads (id, name, email) overriding system value values (1, 'Ann', 'ann@example.com'), (2, 'Bob', 'bob@example.com');
insert into bookings (id, lead_id, status, starts_at, ends_at) overriding system value values
  (1, 1, 'booked', now() + interval '5 days', now() + interval '5 days 1 hour'), (2, 2, 'booked', now() + interval '5 days', now() + interval '6 days');
call automation_run();
select * from stands;
update bookings set starts_at = starts_at + interval '2 days', ends_at = ends_at + interval '2 days' where id = 1;
call automation_run();
update bookings set status = 'cancelled' where id = 2;
select * from stands;
select * from ended;
-- a booking that changes hands takes its entry along
update bookings set lead_id = 2 where id = 1;
call automation_run();
select * from stands;
delete from bookings where id = 1;
select * from stands;
select * from ended;
select * from got;

-- a merge: of two entries the further stays
call begin_drip();
insert into leads (id, name, email) overriding system value values (1, 'Ann', 'ann@example.com');
call automation_run();
call later('3 days');
insert into leads (id, name, email) overriding system value values (2, 'Ann again', 'ann2@example.com');
call automation_run();
select * from stands;
select automation_merge_leads(2, 1) ->> 'enrollments';
call automation_run();
select * from stands;
select * from ended;
call later('4 days');
call automation_run();
select * from got;
-- both have gone different ways in time: one was through, the other ends
call begin_drip();
insert into leads (id, name, email) overriding system value values (1, 'Ann', 'ann@example.com'), (2, 'Ann again', 'ann2@example.com');
call automation_run();
update leads set status = 'x' where id = 1;
select automation_exit(1, 1);
select automation_merge_leads(1, 2) ->> 'merged';
call automation_run();
select * from ended;
select count(*) from automation_queue where kind = 'run';

-- the delay of the trigger is the first wait: the lead is inside from the event on
call begin_drip();
update automations set delay_days = 2, conditions = '{"lead_status": "new"}', goal = '{"lead_status": "customer"}' where id = 1;
insert into leads (id, name, email, status) overriding system value values (1, 'Ann', 'ann@example.com', 'new'), (2, 'Bob', 'bob@example.com', 'new'), (3, 'Cem', 'cem@example.com', 'new');
call automation_run();
select * from stands;
update leads set status = 'customer' where id = 2;
update leads set status = 'lost' where id = 3;
call later('2 days');
call automation_run();
select * from got;
select * from stands;
select * from ended;
select l.name, a.type, a.details ->> 'reason' as reason from activities a join leads l on l.id = a.lead_id where a.type = 'automation_skipped';

drop extension automation cascade;
drop schema seq cascade;
