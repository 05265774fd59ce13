-- The texts of the presets, and those built in, as people get them, in each language: to be read by somebody who speaks it.
-- What this server writes: build/test-logs/regress.results/message_texts.out
set client_min_messages = error;
create schema message_texts;
create extension automation schema message_texts;
set search_path = message_texts;
create temp table people (language text, named text);
insert into people values ('de', 'Frau Anna Müller'), ('en', 'Ms Ann Smith'), ('es', 'Sra. María García'), ('fr', 'Mme Sophie Dupont'),
    ('it', 'Sig.ra Giulia Conti'), ('nl', 'Mevr. Femke de Vries'), ('pl', 'Pani Anna Nowak'), ('pt', 'Sra. Ana Silva');
insert into automation_settings (tenant_id, language, business_name, timezone) select language, language, 'Studio Nord', 'Europe/Berlin' from people;
-- two of each tenant: one of whom the name and a booking are known, one of whom nothing is
insert into leads (tenant_id, name, ai_allowed) select language, named, false from people;
insert into leads (tenant_id, ai_allowed) select language, false from people;
insert into bookings (tenant_id, lead_id, title, starts_at, ends_at, location)
select tenant_id, id, 'Massage', '2031-11-24 13:30Z', '2031-11-24 14:30Z', 'Torstr. 5' from leads where name is not null;
create temp table texts (language text, part text, automation text, named boolean, subject text, body text, number bigint generated always as identity);
do $$
declare
    who record;
begin
    for who in select language from people order by language loop
        perform set_config('automation.tenant_id', who.language, false);
        perform automation_install_preset(p.name) from automation_presets() p;
        -- the steps of sequences as automations
        insert into automations (name, type, trigger, delay_days, channel, subject_template, message_template)
        select s ->> 'name', case a.trigger when 'session_completed' then 'post_session' else 'lead_followup' end, a.trigger, a.delay_days, a.channel,
               s ->> 'subject_template', s ->> 'message_template'
          from automations a, jsonb_path_query(a.steps, 'strict $.** ? (exists (@.message_template))') s where a.tenant_id = who.language and a.type = 'sequence';
        insert into texts (language, part, automation, named, subject, body)
        select who.language, 'preset', a.name, l.name is not null, t.subject, t.body
          from automations a, leads l, automation_test(a.id, l.id) t
         where a.tenant_id = who.language and l.tenant_id = who.language and a.type not in ('crm_update', 'sequence')
           and (l.name is not null or a.name in ('Welcome a new lead', 'Ask for feedback')) order by a.id, l.id;
        delete from automations where tenant_id = who.language;
        insert into automations (name, type, trigger, delay_days)
        select concat_ws(', ', k.type, k.trigger), k.type, k.trigger, case when k.trigger in ('no_contact_days', 'booking_reminder_hours') then 1 else 0 end
          from (values (1, 'lead_followup', 'new_lead'), (2, 'lead_followup', 'no_contact_days'), (3, 'lead_followup', 'lead_status_changed'),
                       (4, 'lead_followup', 'message_received'), (5, 'lead_followup', 'booking_cancelled'), (6, 'lead_followup', 'booking_no_show'),
                       (7, 'booking_reminder', 'booking_reminder_hours'), (8, 'confirmation', 'booking_created'),
                       (9, 'post_session', 'session_completed')) k (position, type, trigger) order by k.position;
        insert into texts (language, part, automation, named, subject, body)
        select who.language, 'built in', a.name, l.name is not null, t.subject, t.body
          from automations a, leads l, automation_test(a.id, l.id) t
         where a.tenant_id = who.language and l.tenant_id = who.language order by a.id, l.id;
    end loop;
end
$$;
reset automation.tenant_id;

-- as many in each language, none the same in two, and nothing left of the form of a template
select part, count(*) filter (where language = 'en') as texts, count(*) / 8 as in_each,
       (select count(*) from texts a join texts b using (part, automation, named) where a.part = t.part and a.language < b.language and a.body = b.body) as same,
       bool_or(subject || body ~ '[][{}|]') as left_over
  from texts t group by part order by part;
\pset format unaligned
\pset tuples_only
select format(E'\n===== %s, %s: %s%s\nSubject: %s\n\n%s', language, part, automation, case when not named then ', no name known' end, subject, body)
  from texts order by number;
\pset format aligned
\pset tuples_only

set client_min_messages = error;
drop extension automation cascade;
drop schema message_texts cascade;
