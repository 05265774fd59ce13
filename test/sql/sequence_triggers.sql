-- Sequences of every trigger: whom they let in, when, and how often.
\set SHOW_CONTEXT never
\set VERBOSITY terse
set client_min_messages = warning;
create schema seq;
create extension automation schema seq;
set search_path = seq;
set timezone = 'UTC';
create procedure later(span interval) language sql as $$
  update automation_enrollments e set entry = e.entry || (select jsonb_object_agg(k, (e.entry ->> k)::bigint - (extract(epoch from span) * 1000000)::bigint)
      from unnest('{reached_at,entered_at,last_message_at,answered_at}'::text[]) k where e.entry ? k)
   where e.entry is not null;
  update automation_queue set run_at = run_at - span, event_at = event_at - span where kind <> 'contact';
  update messages set created_at = created_at - span, sent_at = sent_at - span;
  update leads set last_inbound_at = last_inbound_at - span where last_inbound_at is not null $$;
create view got as select l.name, a.name as sequence, m.body from messages m join leads l on l.id = m.lead_id join automations a on a.id = m.automation_id
  where m.direction = 'outbound' order by a.id, l.id, m.id;
create view stands as select l.name, a.name as sequence, e.booking_id as booking, e.entry ->> 'step' as step, e.left_reason, e.runs, round(extract(epoch from q.run_at - now()) / 3600) as hours
  from automation_enrollments e join leads l on l.id = e.lead_id join automations a on a.id = e.automation_id
  left join automation_queue q on q.lead_id = e.lead_id and q.automation_id = e.automation_id and q.event = 'step' and q.kind = 'run'
   and (q.context ->> 'entry')::bigint = e.id where e.entry is not null or e.left_at is not null order by a.id, l.id, e.booking_id, e.id;
create procedure begin_with(config jsonb) language plpgsql as $$
begin
  truncate automations, leads, bookings, messages, activities, automation_queue, automation_enrollments, automation_watches restart identity cascade;
  perform automation_create('{"name": "s", "type": "sequence", "steps": [{"name": "one", "message_template": "One"}, {"name": "two", "wait": "1 day", "message_template": "Two"}]}' || config);
end $$;

-- a lead whose status has changed, and one whose attribute has
call begin_with('{"trigger": "lead_status_changed", "conditions": {"lead_status": "won"}, "exit": {"lead_status": "lost"}}');
insert into leads (id, name, email, status) overriding system value values (1, 'Ann', 'ann@example.com', 'new'), (2, 'Bob', 'bob@example.com', 'new');
update leads set status = 'won';
call automation_run();
update leads set status = 'lost' where id = 2;
select * from stands;
call begin_with('{"trigger": "lead_changed", "conditions": {"attributes.tier": {"changed_to": "gold"}}, "delay_hours": 1}');
insert into leads (id, name, email, attributes) overriding system value values (1, 'Ann', 'ann@example.com', '{}'), (2, 'Bob', 'bob@example.com', '{}');
update leads set attributes = '{"tier": "gold"}';
call automation_run();
select * from stands;
-- when the delay is over, the value is to be still that
update leads set attributes = '{"tier": "silver"}' where id = 2;
call later('1 hour');
call automation_run();
select * from stands;
select * from got;

-- a message of the lead: a further one restarts the wait and ends nothing until the sequence has written
call begin_with('{"trigger": "message_received", "delay_hours": 2}');
insert into leads (id, name, email) overriding system value values (1, 'Ann', 'ann@example.com');
insert into messages (lead_id, channel, direction, body) values (1, 'email', 'inbound', 'Hello');
call automation_run();
call later('90 minutes');
insert into messages (lead_id, channel, direction, body) values (1, 'email', 'inbound', 'And another thing');
call automation_run();
select * from stands;
call later('2 hours');
call automation_run();
select * from got;
insert into messages (lead_id, channel, direction, body) values (1, 'email', 'inbound', 'Thanks');
select * from stands;

-- bookings: one entry for each; a reply ends none of them by default
call begin_with('{"trigger": "booking_created"}');
insert into leads (id, name, email) overriding system value values (1, 'Ann', 'ann@example.com');
insert into bookings (id, lead_id, status, starts_at) overriding system value values (1, 1, 'booked', now() + interval '3 days'), (2, 1, 'booked', now() + interval '4 days');
call automation_run();
insert into messages (lead_id, channel, direction, body) values (1, 'email', 'inbound', 'Fine');
select * from stands;
update bookings set status = 'cancelled' where id = 1;
call later('1 day');
call automation_run();
select * from stands;
select * from got;
-- cancelled and missed ones
call begin_with('{"trigger": "booking_cancelled"}');
insert into leads (id, name, email) overriding system value values (1, 'Ann', 'ann@example.com');
insert into bookings (id, lead_id, status, starts_at) overriding system value values (1, 1, 'booked', now() + interval '3 days'), (2, 1, 'booked', now() + interval '3 days');
update bookings set status = 'cancelled';
call automation_run();
update bookings set status = 'booked' where id = 1;
select * from stands;
call begin_with('{"trigger": "booking_no_show"}');
insert into leads (id, name, email) overriding system value values (1, 'Ann', 'ann@example.com');
insert into bookings (id, lead_id, status, starts_at) overriding system value values (1, 1, 'booked', now() - interval '1 hour');
update bookings set status = 'no_show';
call automation_run();
select * from stands;
-- a session that is over
call begin_with('{"trigger": "session_completed", "delay_hours": 1}');
insert into leads (id, name, email) overriding system value values (1, 'Ann', 'ann@example.com');
insert into bookings (id, lead_id, status, starts_at, ends_at) overriding system value values (1, 1, 'booked', now() - interval '2 hours', now() + interval '1 hour');
update bookings set status = 'completed';
call automation_run();
select event, round(extract(epoch from run_at - now()) / 3600) as hours from automation_queue where kind = 'run';
call later('1 hour');
call automation_run();
select * from stands;
-- before it begins
call begin_with('{"trigger": "booking_reminder_hours", "delay_hours": 24}');
insert into leads (id, name, email) overriding system value values (1, 'Ann', 'ann@example.com');
insert into bookings (id, lead_id, status, starts_at) overriding system value values (1, 1, 'booked', now() + interval '10 hours'), (2, 1, 'booked', now() + interval '3 days');
call automation_run();
select * from stands;
select a.booking_id as booking, a.type, a.details ->> 'reason' as reason from activities a;
select booking_id as booking, event, round(extract(epoch from run_at - now()) / 3600) as hours from automation_queue where kind = 'run';

-- a booking as the goal
call begin_with('{"trigger": "new_lead", "goal": "booking", "exit": ["booking", {"lead_status": "lost"}]}');
insert into leads (id, name, email) overriding system value values (1, 'Ann', 'ann@example.com'), (2, 'Bob', 'bob@example.com');
call automation_run();
insert into bookings (lead_id, status, starts_at) values (1, 'booked', now() + interval '3 days');
select * from stands;

-- a silent lead, and a date of a lead, by hand
call begin_with('{"trigger": "no_contact_days", "delay_days": 30}');
insert into leads (id, name, email) overriding system value values (1, 'Ann', 'ann@example.com');
select automation_enroll(1, 1);
call automation_run();
select * from stands;
call later('1 day');
call automation_run();
select * from got;
select * from stands;
call begin_with('{"trigger": "lead_date", "delay_days": 3, "date_field": "attributes.renewal"}');
insert into leads (id, name, email, attributes) overriding system value values (1, 'Ann', 'ann@example.com', jsonb_build_object('renewal', current_date + 40));
select automation_enroll(1, 1);
call automation_run();
select * from stands;
-- a goal that is reached when the silence is due: nobody enters, and that silence is over
call begin_with('{"trigger": "no_contact_days", "delay_days": 30, "goal": {"lead_status": "won"}}');
insert into leads (id, name, email, status, created_at) overriding system value values (1, 'Ann', 'ann@example.com', 'won', now() - interval '31 days');
call automation_run();
select lead_id, runs, looked_at is not null as looked_at, entry from automation_enrollments;

-- max_runs and cooldown count entries; an event while inside is ignored; by hand neither stops it, being inside does
call begin_with('{"trigger": "lead_status_changed", "max_runs": 2, "cooldown": "0 days"}');
insert into leads (id, name, email, status) overriding system value values (1, 'Ann', 'ann@example.com', 'a');
update leads set status = 'b';
call automation_run();
update leads set status = 'c';
call automation_run();
select automation_enroll(1, 1);
call automation_run();
select * from stands;
call later('1 day');
call automation_run();
update leads set status = 'd';
call automation_run();
call later('1 day');
call automation_run();
select * from stands;
update leads set status = 'e';
call automation_run();
select * from stands;
select automation_enroll(1, 1);
call automation_run();
select * from stands;
select count(*) from got;

-- a step that enrolls into another sequence; one that does not exist is skipped
call begin_with('{"trigger": "new_lead", "steps": [{"name": "hello", "message_template": "Hello"}, {"name": "on", "enroll": "t"}, {"name": "nowhere", "enroll": "u"}, {"name": "last", "message_template": "Bye"}]}');
select automation_create('{"name": "t", "type": "sequence", "trigger": "new_lead", "conditions": {"source": "nowhere"}, "steps": [{"name": "one", "message_template": "T one"}, {"name": "back", "enroll": "s"}]}') ->> 'name' as name;
insert into leads (id, name, email, source) overriding system value values (1, 'Ann', 'ann@example.com', 'web');
call automation_run();
select * from got;
update automations set conditions = '{}' where name = 't';
insert into leads (id, name, email) overriding system value values (2, 'Bob', 'bob@example.com');
delete from automation_queue;
update automations set enabled = false where name = 't';
select automation_enroll(1, 2);
call automation_run();
update automations set enabled = true where name = 't';
call automation_run();
select * from got where name = 'Bob';
select l.name, a.type, a.details ->> 'step' as step, a.details ->> 'reason' as reason from activities a join leads l on l.id = a.lead_id where a.type not in ('automation_ran', 'crm_updated') order by a.id;

-- a notice to the business: refused by nobody, counted by nobody
call begin_with('{"trigger": "new_lead", "steps": [{"name": "tell", "to": "owner@example.com", "message_template": "New: {lead_name}"}, {"name": "hello", "wait": "1 hour", "message_template": "Hello"}]}');
insert into leads (id, name, email) overriding system value values (1, 'Ann', 'ann@example.com');
call automation_run();
select m.body, m.flags, l.last_contacted from messages m join leads l on l.id = m.lead_id;
select entry ? 'last_message_at' as counts from automation_enrollments;

drop extension automation cascade;
drop schema seq cascade;
