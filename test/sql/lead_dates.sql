-- Trigger lead_date: before and after a date of the lead, once for each date or once a year.
\set SHOW_CONTEXT never
set client_min_messages = error;
create schema lead_dates;
create extension automation schema lead_dates;
reset client_min_messages;
set search_path = lead_dates;
set timezone = 'UTC';
create view told as select a.name, x.type, x.details ->> 'reason' as reason, x.lead_id
  from activities x join automations a on a.id = x.automation_id order by a.id, x.lead_id, x.id;
create view waiting as select a.name, q.lead_id, q.event, round(extract(epoch from q.run_at - now()) / 60) as minutes
  from automation_queue q join automations a on a.id = q.automation_id order by a.id, q.lead_id, q.id;
-- A moment as ISO 8601.
create function at(span interval) returns text language sql as $$ select to_jsonb(now() + span) #>> '{}' $$;
create procedure look_again() language sql as $$ update automation_watches set round_at = null $$;

-- what cannot be saved
\set VERBOSITY default
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "lead_date"}');
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "lead_date", "date_field": "attributes"}');
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "lead_date", "date_field": "attributes.a..b"}');
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "lead_date", "date_field": "birth day"}');
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "lead_date", "date_field": "birthday"}');
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "lead_date", "date_field": "name"}');
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "new_lead", "date_field": "created_at"}');
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "new_lead", "yearly": true}');
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "lead_date", "date_field": "created_at", "at": "25:00"}');
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "lead_date", "date_field": "created_at", "at": 9}');
select automation_create('{"name": "a", "type": "lead_followup", "trigger": "lead_date", "date_field": "created_at", "yearly": "yes"}');
select automation_create('{"name": "a", "type": "post_session", "trigger": "lead_date", "date_field": "created_at"}');
insert into automations (name, type, trigger, date_field) values ('a', 'lead_followup', 'lead_date', 'attributes.');

-- rows that were there before the automation, a column of the owner's, several spellings
alter table leads add column trial_ends date, add column called_at timestamp;
insert into leads (id, name, attributes, trial_ends, called_at) values
  (1, 'Ann', jsonb_build_object('renewal', at('1 day 30 minutes')), (now() + interval '30 days')::date, now() - interval '2 hours' + interval '20 minutes'),
  (2, 'Bob', jsonb_build_object('renewal', to_char(now() at time zone 'UTC' + interval '1 day 40 minutes', 'YYYY-MM-DD"T"HH24:MI:SS')), null, null),
  (3, 'Cem', jsonb_build_object('renewal', '31.12.2026'), 'infinity', 'infinity'),
  (4, 'Dan', '{"renewal": {"date": "2026-01-01"}}', null, null),
  (5, 'Eve', jsonb_build_object('renewal', at('20 hours')), null, null);
insert into automations (id, name, type, trigger, date_field, delay_days, delay_hours, message_template, after, yearly, at) values
  (1, 'renewal', 'lead_followup', 'lead_date', 'attributes.renewal', 1, 0, 'Renew', false, false, null),
  (2, 'called', 'lead_followup', 'lead_date', 'called_at', 0, 2, 'Thank you', true, false, null),
  (3, 'trial', 'lead_followup', 'lead_date', 'trial_ends', 0, 0, 'Over', false, false, '00:01');
call automation_run();
select field, lead_id, month_day is not null as has_day, written_at from automation_lead_dates order by 1, 2;
select * from waiting;
select automation_id, dates_xid is null as all_read from automation_watches order by 1;
select automation, event, round(extract(epoch from due_at - now()) / 60) as minutes, would_run, reason from automation_upcoming(1) where automation <> 'trial';
select automation, due_at - (current_date + 30)::timestamptz as after_midnight from automation_upcoming(1) where automation = 'trial';

-- an update moves its run in the transaction; one that writes the same leaves it
begin;
update leads set attributes = jsonb_build_object('renewal', at('1 day 50 minutes')) where id = 1;
select * from waiting;
update leads set attributes = attributes, name = 'Ann Lee' where id = 1;
select * from waiting;
update leads set attributes = '{}' where id = 2;
select * from waiting;
update leads set attributes = jsonb_build_object('renewal', at('40 days')) where id = 1;
select * from waiting;
select lead_id, moment > now() + interval '39 days' as later from automation_lead_dates where field = 'attributes.renewal' order by 1;
rollback;
select * from waiting;

-- first written inside the window: told; passed: nothing; moved into it: at once; conditions are those of now
insert into leads (id, name, attributes) values (10, 'Fay', jsonb_build_object('renewal', at('2 hours'))),
  (11, 'Gil', jsonb_build_object('renewal', at('-2 hours'))), (12, 'Hal', jsonb_build_object('renewal', at('40 days')));
update leads set attributes = jsonb_build_object('renewal', at('3 hours')) where id in (3, 12);
call automation_run();
select * from told where lead_id in (3, 10, 11, 12);
select automation_id, lead_id, runs from automation_enrollments where lead_id in (3, 10, 11, 12) order by 1, 2;
-- a date moved after its run gets a new one, moved back it does not
select attributes as first from leads where id = 12 \gset
update leads set attributes = jsonb_build_object('renewal', at('4 hours')) where id = 12;
call automation_run();
update leads set attributes = :'first' where id = 12;
call automation_run();
select * from told where lead_id = 12;
truncate activities;

-- the moment of an automation that came to nothing is not found again; a passed one is not caught up
call look_again();
call automation_run();
select count(*) as nothing from activities;

-- cleared while it waits for the morning: skipped; before its moment: no word
update automation_queue set run_at = now(), event_at = now() - interval '1 minute' where automation_id = 1 and lead_id = 1;
update automation_queue set run_at = now(), event_at = now() where automation_id = 1 and lead_id = 2;
update leads set attributes = '{}' where id in (1, 2);
call automation_run();
select * from told;
truncate activities;

-- once a year, whatever the date becomes; 29 February is the 28th; in a zone where it is noon, so that
-- twenty minutes before and after are the same day
select format('Etc/GMT%s', to_char(extract(hour from now() at time zone 'UTC') - 12, 'FMSG99')) as noon \gset
set timezone = :'noon';
insert into automation_settings (tenant_id, timezone) values ('noon', :'noon');
insert into automations (id, tenant_id, name, type, trigger, date_field, message_template, yearly, at) values
  (5, 'noon', 'birthday', 'lead_followup', 'lead_date', 'attributes.birthday', 'Happy birthday', true, (now() + interval '20 minutes')::time);
call automation_run();
insert into leads (id, tenant_id, name, attributes) values
  (20, 'noon', 'Ida', jsonb_build_object('birthday', (current_date - interval '30 years')::date)),
  (21, 'noon', 'Jon', '{"birthday": "1992-02-29"}'), (22, 'noon', 'Kim', jsonb_build_object('birthday', (current_date + interval '2 years')::date));
select name, lead_id, minutes in (20, 19) as soon from waiting where name = 'birthday';
select to_char(due_at, 'MM-DD') in ('02-28', '02-29') as in_february from automation_upcoming(21) where automation = 'birthday';
select extract(year from due_at) = extract(year from now()) + 2 as first_in_two_years from automation_upcoming(22) where automation = 'birthday';
update automation_queue set run_at = now(), event_at = now() where automation_id = 5;
update automations set at = (now() - interval '1 minute')::time where id = 5;
-- one that waits for the morning is listed before the next year's
begin;
update automation_queue set run_at = now() + interval '1 hour' where automation_id = 5;
select extract(year from due_at) - extract(year from now()) as in_years, would_run from automation_preview(5) where lead_id = 20;
rollback;
call automation_run();
update leads set attributes = jsonb_build_object('birthday', at('-10 years')) where id = 20;
call automation_run();
select * from told where name = 'birthday';
set timezone = 'UTC';

-- explain, preview, and a test of it
update automations set delay_days = 0, delay_hours = 3 where id = 1;
update leads set attributes = jsonb_build_object('renewal', at('8 hours')) where id in (1, 5);
select step, ok, regexp_replace(detail, '\d{4}-\d\d-\d\dT[\d:.+-]+', 'a time', 'g') as detail from automation_explain(1, 1) where step in ('moment', 'event');
select step, ok, regexp_replace(detail, '\d{4}-\d\d-\d\dT[\d:.+-]+', 'a time', 'g') as detail from automation_explain(1, 4) where step in ('moment', 'event');
select step, ok, regexp_replace(detail, '\d{4}-\d\d-\d\dT[\d:.+-]+', 'a time', 'g') as detail from automation_explain(1, 11) where step in ('moment', 'event');
select lead_id, would_run, reason from automation_preview(1) order by 1;
select automation_id, lead_id, would_run, reason from automation_simulate($$update leads set attributes = jsonb_build_object('renewal', at('3 hours 5 minutes')) where id = 1$$);
select automation_enroll(1, 4);
call automation_run();
select * from told where lead_id = 4;

-- an import fires nothing, what lies ahead of it is found
set automation.restoring = on;
insert into leads (id, name, attributes) values (30, 'Lea', jsonb_build_object('renewal', at('2 hours'))), (31, 'Max', jsonb_build_object('renewal', at('3 hours 30 minutes')));
reset automation.restoring;
call automation_run();
select * from waiting where lead_id in (30, 31);

-- disabled holds: what came meanwhile goes when it is enabled, while the date is ahead
update automations set enabled = false where id = 1;
insert into leads (id, name, attributes) values (40, 'Ned', jsonb_build_object('renewal', at('2 hours 59 minutes')));
-- as if written an hour ago, and the automation saved before that
update automation_lead_dates set written_at = now() - interval '1 hour' where lead_id = 40;
update automation_watches set since = now() - interval '2 hours' where automation_id = 1;
select automation_enable(1) ->> 'enabled' as enabled;
call automation_run();
select * from told where lead_id = 40;

-- a merge unites the dates
insert into leads (id, name, attributes) values (50, 'Pia', '{}'), (51, 'Pia', jsonb_build_object('renewal', at('3 hours 40 minutes')));
select automation_merge_leads(50, 51) ? 'runs' as merged;
call automation_run();
select * from waiting where lead_id in (50, 51);
select lead_id from automation_lead_dates where lead_id in (50, 51) and field = 'attributes.renewal';

-- a moment that was checked stays past in another time zone, which makes it one of an hour later; one that was not is told
truncate activities;
update automations set enabled = false;
insert into automation_settings (timezone) values ('Etc/GMT-3');
insert into automations (id, name, type, trigger, date_field, message_template, after, max_runs, max_lateness) values
  (9, 'afterwards', 'lead_followup', 'lead_date', 'attributes.local', 'How was it?', true, 5, '7 days');
set automation.restoring = on;
insert into leads (id, name, attributes)
select i, 'Lead ' || i, jsonb_build_object('local', to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS')) from generate_series(60, 61) i;
reset automation.restoring;
call automation_run();
update automation_lead_dates set written_at = now() - interval '5 hours' where lead_id in (60, 61);
update automation_watches set since = now() - interval '6 hours' where automation_id = 9;
insert into automation_enrollments (automation_id, lead_id, anchor, looked_at)
select 9, id, (attributes ->> 'local')::timestamp at time zone 'UTC', now() - interval '3 hours' from leads where id = 60;
update automation_settings set timezone = 'Etc/GMT-2';
call automation_run();
select * from told;

-- the same moment in another form, with an offset or without, as a day or with its time: not told again, nor lost
truncate activities, automation_queue;
update automations set enabled = false;
update automation_settings set timezone = 'Etc/GMT-2';
insert into automations (id, name, type, trigger, date_field, delay_days, message_template, max_runs, at) values
  (10, 'ahead', 'lead_followup', 'lead_date', 'attributes.ends', 3, 'Soon', null, '09:00'),
  (11, 'often', 'lead_followup', 'lead_date', 'attributes.ends', 2, 'Soon', 5, '09:00');
create function in_form(moment timestamptz, form text) returns jsonb language sql as $$
  select jsonb_build_object('ends', case form when 'offset' then to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
    when 'wall' then to_char(moment at time zone 'Etc/GMT-2', 'YYYY-MM-DD"T"HH24:MI:SS')
    else to_char(moment at time zone 'Etc/GMT-2', 'YYYY-MM-DD') end) $$;
create function nine(days integer) returns timestamptz language sql as $$
  select ((now() at time zone 'Etc/GMT-2')::date + days + time '09:00') at time zone 'Etc/GMT-2' $$;
create table forms as select row_number() over () + 69 as id, a as first, b as then
  from unnest(array['offset', 'wall', 'day']) a, unnest(array['offset', 'wall', 'day']) b where a <> b;
create procedure respell(days integer) language sql as $$
  update leads l set attributes = in_form(nine(days), f.then) from forms f where f.id = l.id;
  update leads l set attributes = in_form(nine(days), f.first) from forms f where f.id = l.id and f.id % 2 = 0 $$;
-- told: moved into the window
insert into leads (id, name, attributes) select id, 'Lead ' || id, in_form(nine(40), first) from forms;
update leads l set attributes = in_form(nine(1), f.first) from forms f where f.id = l.id;
call automation_run();
select name, type, reason, count(*) from told group by 1, 2, 3;
call respell(1);
call automation_run();
call look_again();
call automation_run();
select name, type, reason, count(*) from told group by 1, 2, 3;
-- and by a shorter delay, whose moment is ahead
update automations set delay_days = 0 where id = 10;
call respell(1);
call automation_run();
select reason, count(*) from automation_preview(10) where lead_id in (select id from forms) group by 1;
truncate activities, automation_queue, automation_enrollments;
-- due, and not yet looked at
update automations set delay_days = 3 where id = 10;
update leads l set attributes = in_form(nine(40), f.first) from forms f where f.id = l.id;
update leads l set attributes = in_form(nine(1), f.first) from forms f where f.id = l.id;
call respell(1);
call automation_run();
select name, type, reason, count(*) from told group by 1, 2, 3;
-- a moment that is another one, two hours later, is told
truncate activities;
update leads l set attributes = in_form(nine(1) + interval '2 hours', 'offset') where id = 70;
call automation_run();
select name, type, reason, count(*) from told group by 1, 2, 3;

-- an edit of something else does not have all leads read again
select dates_xid is null as all_read from automation_watches where automation_id = 10;
update automations set delay_days = 4, max_runs = 3 where id = 10;
select dates_xid is null as all_read from automation_watches where automation_id = 10;

-- another type of the column: what is ahead is told once, what was told is not told again
truncate activities, automation_queue;
update automations set enabled = false;
update leads set trial_ends = null, called_at = case id when 70 then (now() at time zone 'Etc/GMT-2') + interval '3 hours'
  when 71 then (now() at time zone 'Etc/GMT-2') - interval '1 hour' end;
insert into automations (id, name, type, trigger, date_field, delay_hours, message_template, max_runs) values
  (12, 'call', 'lead_followup', 'lead_date', 'called_at', 1, 'We will call you', 5);
call automation_run();
alter table leads alter column called_at type timestamptz using called_at at time zone 'Etc/GMT-2';
select count(*) from automation_lead_dates d join leads l on l.id = d.lead_id where d.field = 'called_at' and d.moment <> l.called_at;
call look_again();
call automation_run();
select count(*) from automation_lead_dates d join leads l on l.id = d.lead_id where d.field = 'called_at' and d.moment <> l.called_at;
-- what waited for the moment under its former name comes to nothing
select q.lead_id, 'epoch'::timestamptz + (q.context ->> 'anchor')::bigint * interval '1 microsecond' = l.called_at as named_so, q.run_at = l.called_at - interval '1 hour' as due
  from automation_queue q join leads l on l.id = q.lead_id order by q.id;
select name, type, reason, lead_id from told;

\set VERBOSITY terse
drop schema lead_dates cascade;
