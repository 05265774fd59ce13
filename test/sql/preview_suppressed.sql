-- An address that nothing is sent to any more: explain, why, upcoming, test, preview and the run itself say the same.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
insert into automation_channels (channel, provider, settings, enabled)
values ('email', 'smtp', '{"host": "mail.example", "from": "us@example.com", "security": "none", "insecure": true}', false);
insert into leads (name, email) values ('Ann', 'Ann@Example.com'), ('Bea', 'bea@example.com'), ('Cy', null);
insert into automation_suppressions (channel, address, reason) values ('email', 'ann@example.com', '550 no such user');
insert into automations (name, type, trigger, message_template)
values ('Welcome', 'lead_followup', 'new_lead', 'Hello {lead_name}');
select lead_name, would_run, reason from automation_preview(1);
select * from automation_preview_summary(1) where what in ('matches', 'due now') or what like 'suppressed%';
select l.name, w.would_run, w.reason from leads l, automation_why(l.id) w order by l.id;
select l.name, e.ok, regexp_replace(e.detail, 'since \S+', 'since ...,') as detail from leads l, automation_explain(1, l.id) e where e.step = 'recipient' order by l.id;
select l.name, t.would_run, t.reasons from leads l, automation_test(1, l.id) t order by l.id;
select sum(automation_trigger('new_lead', id)) from leads;
select l.name, u.would_run, u.reason from leads l, automation_upcoming(l.id) u order by l.id;
call automation_run();
select l.name, a.type, a.details ->> 'reason' as reason from activities a join leads l on l.id = a.lead_id
 where a.type <> 'automation_tested' order by l.id, a.id;

set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
