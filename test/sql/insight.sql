-- Why, whom and what if: automation_why, automation_upcoming, automation_preview and its summary, automation_simulate.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
set search_path = crm;
set timezone = 'UTC';
insert into automations (id, name, type, trigger, delay_days, message_template, conditions) values
  (1, 'welcome', 'lead_followup', 'new_lead', 0, 'Hello {lead_name}', '{}'),
  (2, 'third day', 'lead_followup', 'new_lead', 3, 'Still there, {lead_name}?', '{"lead_status":"new"}'),
  (3, 'won', 'lead_followup', 'lead_status_changed', 0, 'Glad to have you, {lead_name}', '{"status":{"changed_to":"won"}}'),
  (4, 'remind', 'booking_reminder', 'booking_reminder_hours', 1, 'See you at {booking_time}', '{}'),
  (5, 'silent', 'lead_followup', 'no_contact_days', 7, 'Long time no see', '{"any":[{"status":"new"},{"attributes.vip":true}]}'),
  (6, 'written', 'lead_followup', 'lead_status_changed', 0, null, '{"new.status":"won","old.status":"new"}');
update automations set enabled = false where id = 5;
reset client_min_messages;

-- before it is enabled: whom it would reach, now and in the next days
set automation.restoring = on;
insert into leads (id, name, status, created_at, opted_out) select i, 'Lead ' || i, case i % 3 when 0 then 'lost' else 'new' end,
       now() - i * interval '1 day', case when i % 10 = 0 then '{all}'::text[] else '{}' end from generate_series(1, 12) i;
reset automation.restoring;
select lead_id, lead_name, due_at < now() + interval '1 minute' as now, due_at::date - now()::date as in_days, would_run, reason from automation_preview(5, 100);
select what, value from automation_preview_summary(5) where what not like 'on %';
select what = 'on ' || to_char(now() + (row_number() over () - 1) * interval '1 day', 'YYYY-MM-DD') as that_day, value
  from automation_preview_summary(5) where what like 'on %' limit 8;
select lead_id, would_run from automation_preview(3, 1000);
select count(*) from automation_preview(1, 1000);
select automation_preview(1, 0);
select automation_preview(99);

-- what a statement would do; nothing of it stays
create temp table before as select (select count(*) from leads) as leads, (select count(*) from automation_queue) as queue,
  (select count(*) from activities) as activities;
select automation, lead_id, event, due_at < now() + interval '1 minute' as now, would_run, reason, origin, body
  from automation_simulate($$ insert into leads (id, name, email) values (100, 'Ann', 'ann@example.com') $$);
select automation, lead_id, would_run, reason, origin, body = 'Glad to have you, Lead 2' as text, length(body) > 200 as facts
  from automation_simulate('update leads set status = ''won'' where id in (2, 3, 10)') order by 1, 2;
select automation, due_at - now() between interval '22 hours' and interval '26 hours' as tomorrow, body ~ '^See you at \d\d:\d\d UTC$' as body
  from automation_simulate($$ insert into bookings (lead_id, starts_at) values (1, now() + interval '2 days') $$);
select automation_simulate('update leads set colour = 1');
select automation_simulate('select 1/0 from leads');
select b.* = (select row((select count(*) from leads), (select count(*) from automation_queue), (select count(*) from activities))::before) as untouched from before b;
begin;
savepoint a;
select count(*) from automation_simulate('update leads set status = ''won''; insert into leads (id, name) values (301, ''x''), (302, ''y'')');
select count(*) from leads where status = 'won';
rollback;

-- everything that will reach one person, in order
insert into leads (id, name, created_at) values (200, 'Bea', now());
insert into bookings (lead_id, starts_at, ends_at) values (200, now() + interval '20 days', now() + interval '20 days 1 hour');
update automations set enabled = true where id = 5;
select automation, event, round(extract(epoch from due_at - now()) / 86400) as days, would_run, reason from automation_upcoming(200);
call automation_run();
select automation, event, would_run, reason from automation_upcoming(200);

-- every rule in one line
select automation_id, automation, would_run, reason, regexp_replace(detail, '\d{4}-\S+', '<then>') as detail from automation_why(200);
select automation_id, last_outcome like '%welcome: message written (email)' as told from automation_why(200) where last_outcome <> '';
select automation_why(12345);

-- each step that fails says what would have to change
insert into leads (id, name, status, source, phone, attributes, opted_out, last_inbound_at) values
  (210, 'Cem', 'won', 'Fair', '0170 1234', '{"age":17,"tags":["a"],"tier":null}', '{sms}', now() + interval '1 minute');
insert into automations (id, name, type, trigger, channel, enabled, message_template, max_runs, cooldown, conditions) values
  (20, 'strict', 'lead_followup', 'message_received', 'sms', false, 'Hi', 2, '1 day',
   '{"lead.status":["new","contacted"],"source":{"not_in":["Fair"],"contains":"site"},"attributes.age":{"gte":18,"lt":65},
     "attributes.tags":{"has_all":["a","b"],"size":{"gte":2}},"attributes.tier":{"exists":true,"not_empty":true},"created_at":{"older_than":"3 days","before":"2020-01-01"},
     "phone":{"starts_with":"+","like":"+49%"},"any":[{"email":{"empty":false}},{"attributes.age":"17"}],"none":[{"name":{"ieq":"CEM"}},{"not":{"any":[{"name":"Cem"},{"email":null}]}}],
     "status":{"has_been":{"value":"won","for":"3 days"}},"attributes.since":{"between":["2026-01-01","2026-02-01"]}}');
insert into automation_enrollments (automation_id, lead_id, runs, last_run_at) values (20, 210, 2, '2126-01-01 12:00+00');
insert into automation_channels (channel, provider, settings, enabled) values
  ('sms', 'twilio', '{"account_sid": "AC0123456789abcdef0123456789abcdef", "auth_token": {"env": "AUTOMATION_SMS"}, "from": "+15005550006"}', false);
insert into automation_settings (daily_cap) values (1);
insert into messages (lead_id, body) values (210, 'by hand');
select step, ok, regexp_replace(detail, '"?20[2]\d-\d\d-\d\d[T ][^", ;)]*"?', '<then>', 'g') as detail from automation_explain(20, 210)
  where step not in ('automation exists', 'last outcome', 'lateness', 'reply');
delete from automation_settings;
delete from automation_channels;

-- what explain saw is what the worker then does: random rules, random leads
set client_min_messages = warning;
create temp table tries as
select i, (array['{"status":"new"}', '{"status":["won","lost"]}', '{"attributes.n":{"gte":5}}', '{"not":{"attributes.n":{"lt":3}}}',
                 '{"any":[{"email":{"empty":true}},{"source":{"iin":["WEB","fair"]}}]}', '{"none":[{"attributes.tags":{"has_any":["a"]}}]}',
                 '{"created_at":{"older_than":"5 days"}}', '{"name":{"contains":"7"},"status":{"ne":"lost"}}'])[1 + i % 8] as conditions
  from generate_series(1, 1000) i;
truncate automations, automation_queue, leads cascade;
insert into automations (id, name, type, trigger, message_template, conditions, max_runs)
select i, 'rule ' || i, 'lead_followup', 'message_received', 'hi', conditions::jsonb, 1 from tries;
select setseed(0.4711);
insert into leads (id, tenant_id, name, status, email, source, created_at, attributes, opted_out)
select i, '', 'Lead ' || i, (array['new','won','lost',null])[1 + floor(random() * 4)], case when random() < 0.5 then 'a@b.example' end,
       (array['web','Fair','x',null])[1 + floor(random() * 4)], now() - random() * interval '10 days',
       jsonb_build_object('n', floor(random() * 10), 'tags', case when random() < 0.5 then '["a","b"]'::jsonb end),
       case when random() < 0.1 then '{email}'::text[] else '{}' end from tries;
-- (the event comes after the question: without it explain says that there is none)
create temp table said as
select t.i, not exists (select from automation_explain(t.i, t.i) e where not e.ok and e.step not like 'condition %' and e.step not in ('last outcome', 'event', 'worker')) as would_run from tries t;
insert into automation_queue (automation_id, lead_id, event, event_at, run_at) select i, i, 'message_received', now(), now() from tries;
call automation_run();
select count(*) as tried, count(*) filter (where s.would_run) > 100 as many_run, count(*) filter (where not s.would_run) > 100 as many_do_not,
       count(*) filter (where s.would_run <> (a.type = 'automation_ran')) as disagree
  from said s join activities a on a.lead_id = s.i;
set client_min_messages = warning;
drop schema crm cascade;
