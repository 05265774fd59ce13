-- automation_steps, automation_inside: who is where in a sequence, and what each step achieved.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
set search_path = crm;
set timezone = 'UTC';
-- time passes for those inside
create procedure later(span interval) language sql as $$
  update automation_enrollments set entry = entry || jsonb_build_object(
      'reached_at', (entry ->> 'reached_at')::bigint - (extract(epoch from span) * 1000000)::bigint,
      'entered_at', (entry ->> 'entered_at')::bigint - (extract(epoch from span) * 1000000)::bigint) ||
      case when entry ? 'last_message_at' then jsonb_build_object('last_message_at', (entry ->> 'last_message_at')::bigint - (extract(epoch from span) * 1000000)::bigint) else '{}' end
   where entry is not null;
  update automation_queue set run_at = run_at - span, event_at = event_at - span where event = 'step' $$;
create view steps as select place, step, does, parent, branch, waiting, ran, skipped, blocked, failed, replied, booked, converted, left_here
  from crm.automation_steps where automation_id = 1 order by place, step;
-- what each step should have, from the messages and activities themselves
create view counted as
select s.step, (select count(*) from crm.messages m where m.automation_id = s.automation_id and m.step = s.step) + (select count(*) from crm.activities x
          where x.automation_id = s.automation_id and x.details ->> 'step' = s.step and x.type = 'crm_updated') = s.ran as ran,
       (select count(*) from crm.activities x where x.automation_id = s.automation_id and x.details ->> 'step' = s.step and x.type = 'automation_skipped') = s.skipped as skipped,
       (select count(*) from crm.activities x where x.automation_id = s.automation_id and x.details ->> 'step' = s.step and x.type = 'sequence_ended'
          and x.details ->> 'reason' <> 'finished') = s.left_here as left_here,
       (select count(*) from crm.automation_inside i where i.automation_id = s.automation_id and i.step = s.step) = s.waiting as waiting
  from crm.automation_steps s where s.automation_id = 1 order by s.place;

-- nothing yet: every step is listed in the order in which it is written, with its branch
insert into automations (id, name, type, trigger, channel, goal, steps) values
  (1, 'drip', 'sequence', 'new_lead', 'email', '{"lead_status": "customer"}',
   '[{"name": "welcome", "message_template": "Hi {lead_name}"},
     {"name": "tier", "if": {"attributes.tier": "gold"}, "then": [{"name": "mark", "actions": {"set": {"attributes.called": true}}}], "else": []},
     {"name": "only gold", "wait": "3 days", "conditions": {"attributes.tier": "gold"}, "message_template": "For gold"},
     {"name": "offer", "wait": "4 days", "split": [{"name": "a", "weight": 1, "steps": [{"name": "offer a", "message_template": "A"}]},
                                                   {"name": "b", "weight": 0, "steps": [{"name": "offer b", "message_template": "B"}]}]},
     {"name": "answered?", "wait": {"for": "reply", "at_most": "2 days"}, "then": [{"name": "out", "exit": true}],
      "else": [{"name": "nudge", "channel": "sms", "message_template": "Well?"}]},
     {"name": "rest", "wait": "1 day"}]');
select * from steps;
select * from automation_inside;

-- Ann, Bob and Cem enter; Ann is gold; Bob replies and leaves, Cem becomes a customer before the next step
insert into leads (id, name, email, phone, attributes) values (1, 'Ann', 'ann@example.com', '+12025550101', '{"tier": "gold"}'),
  (2, 'Bob', 'bob@example.com', null, '{}'), (3, 'Cem', 'cem@example.com', null, '{}'), (4, 'Dan', 'dan@example.com', '+12025550104', '{}');
call automation_run();
select name, lead_id, booking_id, step, since >= entered_at as later, due_at - since as wait, message_id from automation_inside order by lead_id;
insert into messages (lead_id, channel, direction, body) values (2, 'email', 'inbound', 'Tell me more');
update leads set status = 'customer' where id = 3;
-- known at once, with no worker
select * from steps;
call automation_run();
select * from steps;
select * from counted;

-- the steps go on, a booking counts for the last message before it
call later('3 days');
call automation_run();
insert into bookings (lead_id, starts_at) values (4, now() + interval '20 days');
call later('4 days');
call automation_run();
select lead_id, step, due_at - since as wait from automation_inside order by lead_id;
insert into messages (lead_id, channel, direction, body) values (1, 'email', 'inbound', 'Yes');
call automation_run();
call later('2 days');
call automation_run();
select * from steps;
select * from counted;
-- the sums are those of automation_stats
select s.messages = sum(t.ran) - 1 as messages, s.skipped = sum(t.skipped) as skipped, s.replied = sum(t.replied) as replied, s.booked = sum(t.booked) as booked
  from automation_stats s join automation_steps t on t.automation_id = s.id where s.id = 1 group by s.id, s.messages, s.skipped, s.replied, s.booked;
-- and those by day those of all days
select count(*) from automation_stat_deltas;
select d.step, d.ran = s.ran and d.skipped = s.skipped and d.left_here = s.left_here and d.converted = s.converted and d.replied = s.replied and d.booked = s.booked as same
  from (select step, sum(ran) as ran, sum(skipped) as skipped, sum(left_here) as left_here, sum(converted) as converted, sum(replied) as replied, sum(booked) as booked
          from automation_step_days where automation_id = 1 group by 1) d join automation_steps s on s.automation_id = 1 and s.step = d.step order by 1;

-- a message that is held: the lead stands at it, and no row of the queue waits
insert into automations (id, name, type, trigger, conditions, channel, steps) values
  (2, 'held', 'sequence', 'lead_status_changed', '{"lead_status": "held"}', 'email',
   '[{"name": "one", "review": "always", "message_template": "One"}, {"name": "two", "wait": "1 day", "message_template": "Two"}]');
insert into leads (id, name, email) values (10, 'Eve', 'eve@example.com');
delete from automation_queue where lead_id = 10;
update leads set status = 'held' where id = 10;
call automation_run();
select i.name, i.lead_id, i.step, i.due_at, m.status from automation_inside i left join messages m on m.id = i.message_id where i.lead_id = 10;
select place, step, waiting, ran from automation_steps where automation_id = 2 order by place;
select automation_approve(message_id) from automation_inside where lead_id = 10;
call automation_run();
select name, lead_id, step, due_at - since as wait, message_id from automation_inside where lead_id = 10;
select place, step, waiting, ran from automation_steps where automation_id = 2 order by place;

-- a booking: the entry is about it
insert into automations (id, name, type, trigger, channel, steps) values
  (3, 'booked', 'sequence', 'booking_created', 'email', '[{"name": "thanks", "message_template": "Thanks"}, {"name": "later", "wait": "1 day", "message_template": "Later"}]');
insert into bookings (id, lead_id, starts_at) values (100, 10, now() + interval '9 days'), (101, 10, now() + interval '10 days');
call automation_run();
select name, lead_id, booking_id, step from automation_inside where automation_id = 3 order by booking_id;
update bookings set status = 'cancelled' where id = 100;
select step, waiting, ran, left_here from automation_steps where automation_id = 3 order by place;

-- a step that is renamed keeps its numbers, one that is removed stays in the list without a place
update automations set steps = '[{"name": "hello", "was": "welcome", "message_template": "Hi {lead_name}"}, {"name": "rest", "wait": "1 day"}]' where id = 1;
select place, step, does, waiting, ran, skipped, replied, left_here from steps;

-- days that are settled, and messages and activities that are gone
call automation_run();
alter system set automation.retention = 31;
select pg_reload_conf();
create temp table before as select step, ran, skipped, blocked, failed, replied, booked, converted, left_here from automation_steps;
set automation.restoring = on;
update messages set created_at = created_at - interval '60 days', sent_at = sent_at - interval '60 days';
update bookings set created_at = created_at - interval '60 days';
update activities set created_at = created_at - interval '60 days';
update automation_daily_stats set day = day - 60;
reset automation.restoring;
insert into leads (id, name) values (99, 'Zoe');
call automation_run();
select bool_and(settled) from automation_daily_stats where day < current_date - 31;
select automation_id, replied, booked, steps from automation_daily_stats where day < current_date - 31 order by 1;
insert into automation_settings (retention) values ('{"messages": 31, "activities": 31}');
call automation_prune();
select count(*) from messages where created_at < now() - interval '31 days';
delete from automation_daily_stats where day > current_date - 31;
(table before except select step, ran, skipped, blocked, failed, replied, booked, converted, left_here from automation_steps)
union all (select step, ran, skipped, blocked, failed, replied, booked, converted, left_here from automation_steps except table before);

alter system reset automation.retention;
select pg_reload_conf();

-- each tenant sees its own; app sees neither
set automation.tenant_id = 'b';
insert into automations (id, name, type, trigger, channel, steps) values (8, 'of b', 'sequence', 'new_lead', 'email', '[{"name": "hi", "message_template": "Hi"}, {"name": "wait", "wait": "1 day"}]');
insert into leads (id, name, email) values (50, 'Bea', 'bea@example.com');
call automation_run();
reset automation.tenant_id;
create role regress_sequences_b;
create role regress_sequences_app;
select automation_grant('regress_sequences_b', 'viewer', 'b');
select automation_grant('regress_sequences_app', 'app');
set role regress_sequences_b;
select automation_id, name, step, place, waiting, ran, tenant_id from crm.automation_steps order by place;
select automation_id, name, lead_id, step, tenant_id from crm.automation_inside;
select step, ran from crm.automation_step_days;
set role regress_sequences_app;
select count(*) from crm.automation_inside;
reset role;
-- a lead that is gone stands nowhere
reset automation.tenant_id;
select count(*) > 0 as inside from automation_inside where tenant_id = '';
begin;
delete from leads where tenant_id = '';
select count(*) from automation_inside where tenant_id = '';
rollback;
-- schema api has both, of the tenant
select automation_install_api();
set automation.tenant_id = 'b';
select automation_id, step, place, waiting, ran from api.automation_steps order by place;
select automation_id, lead_id, step from api.automation_inside;
reset automation.tenant_id;

-- of all who were ever inside, only the entries of those who are are read
insert into automation_enrollments (automation_id, lead_id) select 3, 1000 + i from generate_series(1, 20000) i;
analyze automation_enrollments;
select from pg_stat_force_next_flush();
begin;
select count(*) from automation_inside where automation_id = 3;
select seq_scan, idx_tup_fetch < 100 as few from pg_stat_xact_user_tables where relname = 'automation_enrollments' and schemaname = 'crm';
commit;

drop extension automation cascade;
drop schema crm cascade;
drop schema api cascade;
drop owned by regress_sequences_b, regress_sequences_app;
drop role regress_sequences_b, regress_sequences_app;
