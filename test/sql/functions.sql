-- The functions, one after the other, and every outcome that a run can have.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
create temp view story as
select l.name as lead, a.type, a.details ->> 'reason' as reason, a.details ->> 'detail' as detail,
       coalesce(m.body, a.description) as body, m.status
  from activities a join leads l on l.id = a.lead_id left join messages m on m.id = a.message_id order by a.id;

-- create: all keys; update: the same ones, null gives the default back
select c - 'created_at' - 'updated_at' as saved from automation_create('{
  "name": "All", "type": "lead_followup", "trigger": "lead_status_changed", "delay_days": 2, "delay_hours": 6,
  "channel": "SMS", "subject_template": "s", "message_template": "t {lead_name|you}", "ai_instructions": "short",
  "conditions": {"source": "Web"}, "actions": {}, "review": "never", "stop_on_reply": false, "max_runs": 3,
  "cooldown": "1 day 12:00", "max_lateness": 90, "enabled": false}') c;
select c - 'created_at' - 'updated_at' as saved from automation_update(1, '{
  "delay_days": null, "delay_hours": null, "channel": null, "subject_template": null, "message_template": null,
  "ai_instructions": null, "conditions": null, "actions": null, "review": null, "stop_on_reply": null,
  "max_runs": null, "cooldown": null, "max_lateness": null}') c;
-- nothing to change, changes nothing; what changes, is noted
select c ->> 'version' as version from automation_update(1, '{}') c;
create temp table before as select updated_at from automations;
select c ->> 'version' as version, (c ->> 'updated_at')::timestamptz > b.updated_at as later
  from before b, automation_update(1, '{"name": "Everything"}') c;
select (c ->> 'enabled')::boolean as enabled, c ->> 'version' as version from automation_enable(1) c;
-- statistics are no change
update automations set times_triggered = 5, last_triggered = now() returning version;

-- list: by id, all or those that are on or off; delays in words
select automation_create('{"name":"2","type":"lead_followup","trigger":"no_contact_days","delay_days":3}') ->> 'id' as id;
select automation_create('{"name":"3","type":"booking_reminder","trigger":"booking_reminder_hours","delay_days":1,"delay_hours":1,"enabled":false}') ->> 'id' as id;
select id, name, delay, channel, enabled from automation_list();
select id from automation_list(true);
select id from automation_list(enabled => false);

-- delete: true once
select automation_delete(3), automation_delete(3), automation_delete(99);
delete from automations;

-- disabled holds: new events make no run, waiting ones stay until it is enabled
select automation_create('{"name":"held","type":"lead_followup","trigger":"new_lead","message_template":"held {lead_name}"}') ->> 'id' as id \gset
insert into leads (name) values ('before');
select automation_enable(:id, false) ->> 'enabled' as enabled;
insert into leads (name) values ('meanwhile');
call automation_run();
select count(*) as waiting from automation_queue;
select automation_enable(:id) ->> 'enabled' as enabled;
insert into leads (name) values ('after');
call automation_run();
select * from story;
truncate activities;

-- text, channel and conditions are taken as they stand when the run is due
insert into leads (name, source) values ('Gus', 'Fair'), ('Hal', 'Web');
select automation_update(:id, '{"message_template": "new text for {lead_name}", "channel": "sms", "conditions": {"source": "Web"}}') ->> 'name' as name;
call automation_run();
select * from story;
truncate activities;

-- a run whose automation is gone; one whose trigger has changed; one whose lead is gone
select automation_update(:id, '{"conditions": {}}') ->> 'name' as name;
insert into leads (name) values ('deleted rule');
select automation_delete(:id);
call automation_run();
select * from story;
truncate activities;
insert into automations (name, type, trigger, message_template) values ('moves', 'lead_followup', 'new_lead', 'x');
insert into leads (name) values ('moved rule'), ('deleted lead');
update automations set trigger = 'lead_status_changed';
delete from leads where name = 'deleted lead';
call automation_run();
select * from story;
select count(*) as waiting from automation_queue;
truncate activities;
delete from automations;

-- cancel: one automation's runs of a lead, or all of them
insert into automations (name, type, trigger, message_template, delay_days) values
  ('first', 'lead_followup', 'new_lead', 'x', 1), ('second', 'lead_followup', 'new_lead', 'x', 1),
  ('third', 'lead_followup', 'new_lead', 'x', 1);
insert into leads (name) values ('Ida'), ('Joe');
select automation_cancel(l.id, a.id) from leads l, automations a where l.name = 'Ida' and a.name = 'second';
select automation_cancel(id) from leads where name = 'Ida';
select automation_cancel(id) from leads where name = 'Ida';
select l.name, a.name from automation_queue q join leads l on l.id = q.lead_id join automations a on a.id = q.automation_id
 order by q.id;
select * from story;
truncate activities, automation_queue;
delete from automations;

-- trigger: only enabled ones whose conditions hold, in order; the delay counts from now; context comes along
insert into automations (name, type, trigger, message_template, conditions, delay_hours, enabled) values
  ('matches', 'lead_followup', 'lead_status_changed', '{lead_status}', '{}', 0, true),
  ('off', 'lead_followup', 'lead_status_changed', 'x', '{}', 0, false),
  ('other', 'lead_followup', 'lead_status_changed', 'x', '{"lead_status": "lost"}', 0, true),
  ('later', 'lead_followup', 'lead_status_changed', 'x', '{"lead_status": "new"}', 5, true);
insert into automations (name, type, trigger, message_template, delay_days) values
  ('silence', 'lead_followup', 'no_contact_days', 'hello again', 30);
select automation_trigger('lead_status_changed', id, '{"old_status": "won", "new_status": "new"}') from leads where name = 'Joe';
select automation_trigger('no_contact_days', id) from leads where name = 'Joe';
select automation_trigger('message_received', id) from leads where name = 'Joe';
select automation_trigger('lead_status_changed', id, null) from leads where name = 'Ida';
select l.name as lead, a.name, q.run_at - q.event_at as after, q.context
  from automation_queue q join automations a on a.id = q.automation_id join leads l on l.id = q.lead_id order by q.id;
call automation_run();
select * from story;
truncate activities, automation_queue, automation_enrollments;
delete from automations;

-- max_runs and cooldown: counted a lead; a run by hand is not stopped by them, but counts
insert into automations (name, type, trigger, message_template, max_runs) values
  ('twice', 'lead_followup', 'lead_status_changed', 'twice', 2);
insert into automations (name, type, trigger, message_template, cooldown) values
  ('rarely', 'lead_followup', 'lead_status_changed', 'rarely', '1 day');
update leads set status = 'a' where name = 'Ida';
call automation_run();
select automation_trigger('lead_status_changed', id) from leads where name = 'Ida';
call automation_run();
update leads set status = 'b' where name = 'Ida';
update leads set status = 'b' where name = 'Joe';
call automation_run();
select lead, type, reason, regexp_replace(body, ' at .*', '') as body from story;
select a.name, l.name as lead, e.runs from automation_enrollments e join automations a on a.id = e.automation_id
  join leads l on l.id = e.lead_id order by a.id, l.id;
truncate activities;
delete from automations;

-- opted out: of the channel in any case of letters, or of all; blocked, and no message
insert into automations (name, type, trigger, message_template, channel) values
  ('mail', 'lead_followup', 'new_lead', 'mail', 'email'), ('text', 'lead_followup', 'new_lead', 'text', 'sms');
insert into automations (name, type, trigger) values ('update', 'crm_update', 'new_lead');
insert into leads (name, opted_out) values ('no mail', '{Email}'), ('nothing', '{all}'), ('anything', null);
call automation_run();
select lead, type, reason, detail, body from story order by lead, body;
select name, ran, blocked from automation_stats order by id;
truncate activities;
delete from automations;

-- where a channel is configured, a lead without an address for it is skipped; the rest is queued for delivery
insert into automation_channels (channel, provider, settings, enabled) values
  ('sms', 'twilio', '{"account_sid": "AC0123456789abcdef0123456789abcdef", "auth_token": {"env": "AUTOMATION_SMS"}, "from": "+15005550006"}', false);
insert into automations (name, type, trigger, message_template, channel) values
  ('text', 'lead_followup', 'new_lead', 'text', 'sms'), ('mail', 'lead_followup', 'new_lead', 'mail', 'email');
insert into leads (name, phone) values ('with', '+4930123456'), ('malformed', '030 / 123'), ('without', null);
call automation_run();
select lead, type, reason, detail, body, status from story order by lead, body;
select m.channel, m.recipient, m.status, q.kind from messages m left join automation_queue q on q.message_id = m.id
  join leads l on l.id = m.lead_id where l.name in ('with', 'malformed', 'without') order by l.name, m.channel;
-- delivered is when it counts as contact
select name, last_contacted is not null as contacted from leads where name in ('with', 'without') order by name;
-- cancelling takes the queued message back
select automation_cancel(id) from leads where name = 'with';
select m.channel, m.status from messages m join leads l on l.id = m.lead_id where l.name = 'with' order by m.channel;
-- one that is switched off keeps its messages waiting
insert into leads (name, phone) values ('again with', '+4930123456');
call automation_run();
select lead, type, reason, body, status from story where lead = 'again with' order by body;
truncate activities, automation_queue;
delete from automations;
delete from automation_channels;

-- a value that is missing and has no fallback: the run is skipped and names it
insert into automations (name, type, trigger, message_template) values
  ('a', 'lead_followup', 'new_lead', 'Dear {lead_name}'), ('b', 'lead_followup', 'new_lead', 'Dear {lead_name|friend}'),
  ('c', 'lead_followup', 'new_lead', 'Your {attributes.pet}'), ('d', 'lead_followup', 'new_lead', 'At {booking_time}');
insert into leads (source) values ('nameless');
call automation_run();
select type, reason, detail, body from story order by body;
insert into automation_settings (fallback_name) values ('customer');
truncate activities;
insert into leads (source) values ('nameless');
call automation_run();
select type, reason, body from story order by body;
truncate activities;
delete from automations;

-- too late: by the type's default of a day, or by what the automation says; never for a crm_update
insert into automations (name, type, trigger, message_template) values ('day', 'lead_followup', 'new_lead', 'day');
insert into automations (name, type, trigger, message_template, max_lateness) values
  ('week', 'lead_followup', 'new_lead', 'week', '1 week'), ('hour', 'lead_followup', 'new_lead', 'hour', '1 hour');
insert into automations (name, type, trigger) values ('update', 'crm_update', 'new_lead');
insert into leads (name) values ('two hours'), ('two days');
update automation_queue q set run_at = now() - case l.name when 'two hours' then interval '2 hours' else interval '2 days' end
  from leads l where l.id = q.lead_id;
call automation_run();
select lead, type, reason, regexp_replace(body, ':.*', '') as body from story order by lead, body;
truncate activities;
delete from automations;

-- run_limit: that many and no more; the count comes back
insert into automations (name, type, trigger, message_template) values ('x', 'lead_followup', 'new_lead', 'x');
insert into leads (name) select 'limited ' || n from generate_series(1, 10) n;
call automation_run(null, 3);
select count(*) as waiting from automation_queue;
call automation_run(run_limit => 1);
call automation_run(run_limit => 600);
call automation_run(99, null);
select count(*) as messages from messages m join leads l on l.id = m.lead_id where l.name like 'limited%';
-- from a DO block it commits as well as from the top; inside a function or a transaction it cannot
insert into leads (name) values ('from do');
do $$
declare
    done bigint;
begin
    call automation_run(done);
    raise notice 'processed %', done;
end $$;
create function pg_temp.run() returns void language plpgsql as $$
declare
    done bigint;
begin
    call crm.automation_run(done);
end $$;
select pg_temp.run();
\echo :LAST_ERROR_SQLSTATE
begin;
call automation_run();
\echo :LAST_ERROR_SQLSTATE
rollback;
truncate activities;

-- more than a batch, and more than a page of the queue
insert into leads (name) select 'many' from generate_series(1, 1700);
call automation_run();
select type, count(*) from activities group by type;
select name, ran, times_triggered from automation_stats;
truncate activities cascade;
delete from automations;

-- crm_update: what changes, what was there already, what it sets off in turn
insert into automations (name, type, trigger, actions) values
  ('mark', 'crm_update', 'new_lead', '{"set": {"status": "contacted", "attributes.tier": "gold"}}');
insert into automations (name, type, trigger, message_template) values
  ('next', 'lead_followup', 'lead_status_changed', 'now {lead_status}');
insert into leads (name) values ('Kay');
insert into leads (name, status, attributes) values ('Lou', 'contacted', '{"tier": "gold"}');
call automation_run();
select l.name as lead, x.type, x.description, x.details - 'automation_id' - 'message_id' as details
  from activities x join leads l on l.id = x.lead_id order by l.id, x.id;
select name, status, attributes, last_contacted is not null as contacted from leads where name in ('Kay', 'Lou') order by id;

-- test says what would have stopped it, and runs it all the same; explain says the same, step by step
insert into automations (name, type, trigger, message_template, conditions, enabled) values
  ('tested', 'lead_followup', 'new_lead', 'to {lead_name}', '{"source": "Web", "attributes.tier": "tin"}', false)
  returning id \gset
insert into leads (name, opted_out) values ('Max', '{email}') returning id as lead \gset
select subject, body, origin, status, would_run, reasons from automation_test(:id, :lead);
select status, would_run, reasons from automation_test(:id, :lead, null, true);
select step, ok, regexp_replace(detail, 'lead \d+', 'the lead') as detail from automation_explain(:id, :lead)
 where step not in ('lateness', 'last outcome', 'event');
insert into leads (name, source, attributes) values ('Ned', 'Web', '{"tier": "tin"}') returning id as lead \gset
select automation_enable(:id) ->> 'enabled' as enabled;
select bool_and(ok) as would_run from automation_explain(:id, :lead) where step not in ('event', 'worker');
select step from automation_explain(:id, :lead) where not ok;
select would_run, reasons from automation_test(:id, :lead);
-- with deliver: queued where the channel is configured
insert into automation_channels (channel, provider, settings, enabled) values
  ('email', 'smtp', '{"host": "127.0.0.1", "from": "Acme <hello@example.com>"}', false);
select status, would_run, reasons from automation_test(:id, :lead, deliver => true);
update leads set email = 'ned@example.com' where id = :lead;
select status, would_run, reasons from automation_test(:id, :lead, deliver => true);
select kind, event from automation_queue where lead_id = :lead;
select name, ran, times_triggered from automation_stats where id = :id;
delete from automation_channels;

reset search_path;
set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
