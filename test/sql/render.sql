-- automation_render: what a template says to a lead before an automation says it; filters, sections, mistakes, SMS.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
alter table leads alter ai_allowed set default false;
insert into automation_settings (business_name, signature, timezone, fallback_name) values ('Acme', 'Your Acme team', 'UTC', 'friend');
insert into leads (id, name, email, status, source, timezone, attributes) values
  (1, 'ann O''NEIL-straße', 'ann@example.com', 'new', 'Website', 'Europe/Berlin',
   '{"tier": "gold", "vip": true, "trial": false, "renewal": "2031-12-24", "call": "2031-07-01T08:00:00Z", "trick": "{lead_email}{?lead_name}"}'),
  (2, null, null, null, null, null, null);
insert into bookings (id, lead_id, title, location, starts_at, ends_at, details) values
  (1, 1, 'Massage & Sauna', '5 Main St', '2031-07-01 13:30+00', '2031-07-01 14:30+00', '{"room": 12}'),
  (2, 1, 'Facial', null, '2031-01-02 23:05+00', null, null),
  (3, 1, 'Long ago', 'Old house', '2001-01-01 10:00+00', null, null);
create view shown as
select t.ordinality as n, l.id as lead, r.text, r.missing
  from unnest(array[
    '{lead_name|title}, {lead_name|upper}, {lead_name|lower}', '{lead_name|there|upper}', '{attributes.none|default:"a | b } {x}"}',
    'https://example.com/?name={lead_name|url}', '{{lead_status}} {{ lead_source | default: "somewhere" }}',
    '{?booking_location}At {booking_location}.{:else}Online.{/?}',
    '{?attributes.vip}VIP{/?}{?attributes.trial} on trial{/?}{?attributes.none}{attributes.none}{:else}.{/?}',
    '{booking_starts_at|date:"%a %d %b %Y, %H:%M"|soon}', '{booking_starts_at|date:"%I:%M %p"|tz:"America/New_York"|soon}',
    '{booking_time|tz:"lead"|soon} {attributes.renewal|date:"%e %B"|-} {attributes.call|date:"%H:%M"|-}',
    '{attributes.tier|date:"%d"|no date}', '{attributes.trick|-}', '\{lead_name} \{{lead_status|x}} { } {} {"a": 1}']) with ordinality t (template),
       leads l, automation_render(t.template, l.id, case l.id when 1 then 1 end) r;
select * from shown order by lead, n;

-- the booking: the one that is named, else the next, else the last; another lead's is none
select text from automation_render('{booking_title}, {booking_date|date:"%d %b %Y %H:%M"}, {?booking_location}{booking_location}{:else}-{/?}', 1);
select text from automation_render('{booking_title}, {booking_date|date:"%d %b %Y %H:%M"}, {?booking_location}{booking_location}{:else}-{/?}', 1, 3);
select text, missing from automation_render('{booking_title}', 2);

-- what was asked for, what stood in, what is missing
select * from automation_render('Hi {lead_first_name}, {lead_source|default:"there"} {?lead_status}{lead_phone}{:else}{lead_email}{/?} {lead_email} {attributes.x.y|}', 2);

-- segments of SMS
select left(s.said, 12) as said, r.characters, r.sms_encoding, r.sms_segments
  from unnest(array['', 'Hi', repeat('x', 160), repeat('x', 161), repeat('€', 80), repeat('€', 81), repeat('é', 160), repeat('ç', 70),
                    repeat('ç', 71), repeat('😀', 35), repeat('😀', 36)]) with ordinality s (said, n),
       automation_render(s.said, 1) r order by s.n;

-- mistakes, with the place and what to write
create function pg_temp.refused(template text) returns setof text language plpgsql as $$
declare
    message text; detail text; hint text; state text;
begin
    perform crm.automation_render(template, 1);
    return next 'taken';
exception when others then
    get stacked diagnostics message = message_text, detail = pg_exception_detail, hint = pg_exception_hint, state = returned_sqlstate;
    return next state || ': ' || message;
    return next '  ' || detail;
    return next '  ' || left(hint, 100);
end $$;
select t as template, pg_temp.refused(t) as answer
  from unnest(array['Hi {lead_nmae}', E'one\ntwo {?lead_nmae}x{/?}', '{lead_name|there|uper}', '{lead_name|default}', '{lead_name|default:"x}',
                    '{booking_date|date:"%d %Q"}', '{lead_name|date:"%d"}', '{booking_time|tz:"Mars/Base"}', '{booking_time|tz:"../../etc/passwd"}',
                    'Grüße {?lead_name}x', 'x{/?}', 'x{:else}y', '{?lead_name}x{:els}y{/?}', repeat('{?lead_name}', 9)]) t;
select pg_temp.refused(repeat('{lead_name', 110000)) as a_megabyte;
select pg_temp.refused(null) as nothing;
select automation_render('x', 99);
select automation_render('x', 1, 99);
select automation_render('x', null);

-- the same is checked when it is saved
insert into automations (name, type, trigger, message_template) values ('broken', 'lead_followup', 'new_lead', 'a{?lead_name}b');
insert into automations (name, type, trigger, subject_template) values ('broken', 'lead_followup', 'new_lead', '{booking_date|date:"%d %"}');
insert into automations (id, name, type, trigger, subject_template, message_template, channel) values
  (1, 'whole', 'lead_followup', 'new_lead', '{lead_name|title}{?attributes.vip}, VIP{/?}',
   '{?booking_location}{booking_starts_at|date:"%a %H:%M"} at {booking_location}{:else}No place{/?}', 'email');
select subject, body, reasons from automation_test(1, 1);

-- a text that is longer than a message may be fails the run, and is not sent cut
update leads set source = repeat('x', 200000) where id = 1;
update automations set subject_template = null, message_template = '{lead_source}{lead_source}';
select subject, body, reasons from automation_test(1, 1);
select automation_render('{lead_source}{lead_source}', 1);
select automation_trigger('new_lead', 1);
call automation_run();
select type, details ->> 'reason' as reason, details ->> 'detail' as detail from activities where type <> 'automation_tested';
select count(*) from messages;

-- of one's own tenant, and with the right to call it
set automation.tenant_id = 'other';
select automation_render('{lead_name}', 1);
reset automation.tenant_id;
set client_min_messages = warning;
create role regress_render;
reset client_min_messages;
grant usage on schema crm to regress_render;
set role regress_render;
select automation_render('{lead_name}', 1);
reset role;
grant execute on function automation_render to regress_render;
set role regress_render;
select text from automation_render('{lead_name}', 1);
set automation.tenant_id = 'other';
select text from automation_render('{lead_name}', 1);
reset automation.tenant_id;
reset role;

reset search_path;
set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
drop role regress_render;
