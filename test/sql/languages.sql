-- Dates, times and zones as the reader of a message writes them; text that was meant as a variable.
set client_min_messages = error;
create schema languages;
create extension automation schema languages;
set search_path = languages;
reset client_min_messages;
insert into automation_settings (business_name, fallback_name) values ('Studio', 'friend');
insert into leads (name, email, language, timezone)
select language, language || '@example.com', language, 'Europe/Berlin'
  from unnest('{en,en-US,de,es,fr,it,nl,pl,pt,xx}'::text[]) language;
insert into bookings (lead_id, title, starts_at, ends_at, details)
select id, 'Massage', '2031-07-01 13:30+00', '2031-07-01 14:30+00', '{"timezone": "Asia/Tokyo", "route": "Bus 5\nthen walk"}' from leads;
select l.language, r.text
  from leads l, automation_render('{booking_starts_at} / {booking_time} / {booking_date|date:"%a %e %B, %I:%M %p %Z %z"}', l.id) r order by l.id;
select r.text from leads l, automation_render('{booking_time|tz:booking_details.timezone} {booking_time|tz:"booking_details.timezone"} '
    '{booking_starts_at|date:"%H:%M"|tz:"Asia/Tokyo"} {lead_timezone} {business_timezone|none}', l.id) r where l.language = 'de';
select r.text from leads l, automation_render(E'{booking_details.route}\n--\n{booking_details.route|lines}', l.id) r where l.language = 'de';
-- a value that names no zone: the lead's own
update bookings set details = '{"timezone": "Mars"}' where lead_id = (select id from leads where language = 'de');
select r.text from leads l, automation_render('{booking_time|tz:booking_details.timezone}', l.id) r where l.language = 'de';
select * from automation_render('{booking_time|tz:booking_title}', 1);
select * from automation_render('{booking_time|tz:"booking_title"}', 1);

-- a mail names the zone that neither the lead nor the tenant has set; an SMS is short
insert into automations (name, type, trigger, channel, message_template)
select 'by ' || channel, 'confirmation', 'booking_created', channel,
       '{booking_starts_at} {booking_time} {booking_date} {booking_time|tz:"Asia/Tokyo"} {booking_starts_at|date:"%H:%M"} {booking_starts_at|date:"%H:%M %z"}'
  from unnest('{email,sms}'::text[]) channel;
update leads set phone = '+491701234567';
select a.name, l.language, t.body
  from automations a, leads l, automation_test(a.id, l.id) t where l.language in ('en', 'de') order by a.id, l.id;
update leads set timezone = null;
select a.name, l.language, t.body
  from automations a, leads l, automation_test(a.id, l.id) t where l.language in ('en', 'de') order by a.id, l.id;
update automation_settings set timezone = 'Europe/Berlin';
select t.body
  from automations a, leads l, automation_test(a.id, l.id) t where l.language = 'de' and a.name = 'by email';

update automation_settings set timezone = null;

-- the built-in texts do the same
insert into automations (name, type, trigger, channel, message_template, subject_template)
select 'built in by ' || channel, 'confirmation', 'booking_created', channel, null, null from unnest('{email,sms}'::text[]) channel;
update leads set ai_allowed = false;
select t.channel, t.origin, t.subject, t.body
  from automations a, leads l, automation_test(a.id, l.id) t where l.language = 'en' and a.name like 'built in%' order by a.id;
update automation_settings set timezone = 'UTC';
select t.subject, t.body
  from automations a, leads l, automation_test(a.id, l.id) t where l.language = 'en' and a.name = 'built in by email';
update automation_settings set timezone = null;

-- what was probably meant
insert into automations (name, type, trigger, subject_template, message_template)
values ('misspelled', 'lead_followup', 'new_lead', 'Hi {Lead_Name}', 'Hi {lead-name}, {{lead_name}, { lead_name }, \{lead-name} {"a": 1} {lead_name');
update automations set name = 'renamed' where name = 'misspelled';
update automations set message_template = 'Hi {Lead First-Name}' where name = 'renamed';

-- the language of the tenant: of leads that have none, or one that nobody can read
delete from automations;
delete from leads;
update automation_settings set language = 'de_AT';
update automation_settings set language = 'klingon';
update automation_settings set language = 'Deutsch';
update automation_settings set language = '{de,en}';
update automation_settings set language = '';
insert into automation_settings (tenant_id, language) values ('b', 'xx');
begin;
set local automation.restoring = on;
update automation_settings set language = 'klingon';
commit;
update automation_settings set business_name = 'Studio' returning language as "as it was imported";
update automation_settings set language = 'de_AT', fallback_name = 'liebe Kundschaft';
insert into leads (name, email, language, ai_allowed)
select coalesce(language, 'null'), row_number() over () || '@example.com', language, false
  from unnest('{NULL,"",xx,klingon,de-CH,zh,pt_BR,"{de,en}","[\"de\"]",en-US,i-klingon,x-private}'::text[]) language;
insert into bookings (lead_id, starts_at) select id, '2031-01-01 13:30+00' from leads;
insert into automations (name, type, trigger, message_template) values ('a text', 'confirmation', 'booking_created', '{booking_starts_at} {lead_language|none}');
insert into automations (name, type, trigger) values ('built in', 'confirmation', 'booking_created');
select l.name, t.subject, t.body from automations a, leads l, automation_test(a.id, l.id) t where a.name = 'a text' order by l.id;
select l.name, t.subject, split_part(t.body, E'\n', 1) as greeting from automations a, leads l, automation_test(a.id, l.id) t where a.name = 'built in' order by l.id;
-- changed while a run waits: the text is that of the language when it is due
insert into automations (name, type, trigger, delay_hours) values ('waits', 'lead_followup', 'new_lead', 1);
insert into leads (name, ai_allowed) values ('Ann Lee', false);
update automation_settings set language = 'es-MX';
update automation_queue set run_at = now() where automation_id = (select id from automations where name = 'waits');
call automation_run();
select subject from messages where automation_id = (select id from automations where name = 'waits') and status <> 'draft';
-- and of a tenant without settings, the default's
set automation.tenant_id = 'c';
insert into leads (name, ai_allowed) values ('Ann Lee', false);
insert into automations (name, type, trigger) values ('default', 'lead_followup', 'new_lead');
select t.subject from automations a, leads l, automation_test(a.id, l.id) t where a.name = 'default' and l.tenant_id = 'c';
select a #>> '{steps,0,message_template}' as text from automation_install_preset('win_back') a limit 1;
delete from automation_settings;
select t.subject from automations a, leads l, automation_test(a.id, l.id) t where a.name = 'default' and l.tenant_id = 'c';
reset automation.tenant_id;

set client_min_messages = error;
drop extension automation cascade;
drop schema languages cascade;
