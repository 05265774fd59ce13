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

set client_min_messages = error;
drop extension automation cascade;
drop schema languages cascade;
