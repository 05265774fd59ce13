-- automation_simulate of an UPDATE of 10,000 leads: it leaves nothing behind, and tells what the real UPDATE then does.
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
set search_path = crm;
set timezone = 'UTC';
insert into automations (id, name, type, trigger, delay_days, message_template, conditions, actions, cooldown) values
  (1, 'at once', 'lead_followup', 'lead_status_changed', 0, 'Hello {lead_name}{?lead_source} from {lead_source}{/?}, you are {lead_status}.', '{"new.status":"won"}', '{}', null),
  (2, 'in three days', 'lead_followup', 'lead_status_changed', 3, 'How is it, {lead_name|there}?', '{"status":{"changed_to":["won","lost"]},"attributes.n":{"gte":50}}', '{}', null),
  (3, 'sort', 'crm_update', 'lead_status_changed', 0, null, '{"old.status":"new"}', '{"set":{"attributes.tier":"gold"},"add":{"attributes.tags":["won"],"attributes.n":1}}', null),
  (4, 'by the model', 'lead_followup', 'lead_status_changed', 0, null, '{"status":"won","source":{"in":["fair"]}}', '{}', null),
  (5, 'not again so soon', 'lead_followup', 'lead_status_changed', 0, 'Again, {lead_name}', '{"attributes.n":{"lt":20}}', '{}', '1 day'),
  (6, 'silent', 'lead_followup', 'no_contact_days', 30, 'Long time no see, {lead_name}', '{"status":"won","attributes.m":30}', '{}', null),
  (7, 'off', 'lead_followup', 'lead_status_changed', 0, 'never', '{}', '{}', null),
  (8, 'another trigger', 'lead_followup', 'new_lead', 0, 'never', '{}', '{}', null);
update automations set enabled = false where id = 7;
set automation.restoring = on;
insert into leads (id, name, email, status, source, attributes, opted_out, created_at, last_contacted)
select i, nullif('Lead ' || i, 'Lead ' || i / 7 * 7), 'lead' || i || '@example.com', (array['new','open','won'])[1 + i % 3],
       (array['web','fair',null])[1 + i % 5 % 3], jsonb_build_object('n', i % 100, 'm', i % 73, 'tags', '["a"]'::jsonb),
       case when i % 10 = 0 then '{email}'::text[] when i % 41 = 0 then '{all}' else '{}' end,
       now() - interval '90 days', now() - i % 60 * interval '1 day' from generate_series(1, 10000) i;
reset automation.restoring;
-- some have had number 5 already: its cooldown, or its memory, is part of what is told
insert into automation_enrollments (automation_id, lead_id, runs, last_run_at)
select 5, i, 1, now() - i % 48 * interval '1 hour' from generate_series(1, 10000, 3) i;
analyze leads;
-- who is silent already is not what the statement sets off
call automation_run();
select (select max(id) from activities) as last_activity, (select coalesce(max(id), 0) from automation_queue) as last_run \gset

-- every table of the schema: how many rows, and what is in them
create function pg_temp.contents() returns table (name text, number bigint, hash text) language plpgsql as $$
begin
  for name in select c.oid::regclass::text from pg_class c where c.relnamespace = 'crm'::regnamespace and c.relkind in ('r', 'p') order by 1 loop
    execute format('select count(*), md5(string_agg(md5(t::text), '''' order by md5(t::text))) from %s t', name) into number, hash;
    return next;
  end loop;
end $$;
create temp table before as select * from pg_temp.contents();
create temp table told as
select * from automation_simulate($$ update leads set status = case when id % 4 = 0 then 'lost' else 'won' end, updated_at = now() where status <> 'won' or id % 2 = 0 $$);
select count(*) filter (where b.number > 0) > 4 as tables_with_rows, count(*) filter (where b is distinct from a) as changed
  from before b full join pg_temp.contents() a using (name);

-- the real one: what was told, against what the queue held and what became of it
update leads set status = case when id % 4 = 0 then 'lost' else 'won' end, updated_at = now() where status <> 'won' or id % 2 = 0;
create temp table queued as select automation_id, lead_id, event, run_at from automation_queue where id > :last_run;
select automation_id, count(*), count(*) filter (where abs(extract(epoch from q.run_at - t.due_at)) < 120) as same_moment
  from queued q full join told t using (automation_id, lead_id, event) group by 1 order by 1;
select count(*), count(*) filter (where t.automation_id is null) as not_told, count(*) filter (where q.automation_id is null) as only_told
  from queued q full join told t using (automation_id, lead_id, event);
-- the delayed runs now instead of in three days; silent leads are few enough for one minute
call automation_run();
update automation_queue set run_at = run_at - interval '3 days 1 second', event_at = event_at - interval '3 days 1 second' where id > :last_run;
call automation_run();
select count(*) as still_waits from automation_queue where id > :last_run;
create temp table done as
select a.automation_id, a.lead_id, a.type, coalesce(a.details ->> 'reason', '') as reason, m.origin, m.subject, m.body, a.details -> 'after' as after
  from activities a left join messages m on m.id = a.message_id where a.id > :last_activity;
select t.automation, t.would_run, t.reason, d.type, d.reason as then, t.origin, d.origin as written, count(*) as leads,
       count(*) filter (where case when d.after is null then t.body is not distinct from d.body else t.body::jsonb = d.after end) as same_text,
       count(*) filter (where t.subject is not distinct from d.subject) as same_subject
  from told t full join done d using (automation_id, lead_id) group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7;

-- what comes first counts for what follows: a run takes the place of an older one, a message begins the cooldown
insert into automations (id, name, type, trigger, message_template, cooldown) values (9, 'booked', 'confirmation', 'booking_created', 'See you', '1 hour');
select automation, lead_id, would_run, reason, body from automation_simulate($$
  update leads set status = 'open' where id = 15; update leads set status = 'won' where id = 15;
  insert into bookings (lead_id, starts_at) values (15, now() + interval '2 days'), (15, now() + interval '3 days') $$);
set client_min_messages = warning;
drop schema crm cascade;
