-- A written message whose channel has no row, is disabled or paused: explain, why and upcoming say what it waits for.
\set SHOW_CONTEXT never
set client_min_messages = error;
create schema queued;
create extension automation schema queued;
reset client_min_messages;
set search_path = queued;
insert into automation_channels (channel, provider, settings) values ('sms', 'webhook', '{"url":"https://example.com/"}');
insert into automations (id, name, type, trigger, delay_hours, channel, message_template, max_runs)
values (1, 'once', 'lead_followup', 'new_lead', 0, 'sms', 'Hello', 1), (2, 'again', 'lead_followup', 'lead_status_changed', 0, 'sms', 'Hello', null);
insert into leads (id, name, phone) values (1, 'Ann', '+4930123456');
update leads set status = 'won';
update automation_channels set paused_reason = 'bad credentials';
call automation_run();
create function said(lead bigint) returns table (automation bigint, said text) language sql as $$
select a, regexp_replace(e.detail, '20\d\d-\d\d-\d\dT[0-9:.+]*', '<then>') from generate_series(1, 2) a, automation_explain(a, lead) e where e.step = 'queued'
union all select w.automation_id, regexp_replace(w.detail, '.*(message \d.*)', 'why: \1') from automation_why(lead) w where w.detail ~ 'message \d'
union all select u.automation_id, 'upcoming: ' || u.reason from automation_upcoming(lead) u $$;
select status, channel from messages;
select * from said(1) order by 1, 2;
update automation_channels set enabled = false, paused_reason = null;
select * from said(1) order by 1, 2;
delete from automation_channels;
select * from said(1) order by 1, 2;
select e.ok from automation_explain(1, 1) e where e.step = 'queued';
insert into automation_channels (channel, provider, settings) values ('sms', 'webhook', '{"url":"https://example.com/"}');
select * from said(1) where said !~ '^why: ' order by 1, 2;
select count(*) from automation_why(1) w where w.detail like '%message%waits%';
set client_min_messages = error;
drop extension automation cascade;
drop schema queued cascade;
