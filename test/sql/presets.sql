-- Ready-made sets of automations, and automations as a document that moves between tenants and databases.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
set search_path = crm;
-- no model here, whatever key the server has
alter table leads alter ai_allowed set default false;

-- what there is
select name, title, jsonb_array_length(automations) as automations, length(description) > 40 as described from automation_presets();

-- installed switched off, in the order of the set
select a ->> 'name' as name, a ->> 'type' as type, a ->> 'trigger' as trigger, a ->> 'enabled' as enabled
  from automation_install_preset('booking_care') a;

-- once more: what exists is left as it is, what is gone is made
select id, name from automation_list() where name like 'Confirm%' \gset
select automation_update(:id, '{"message_template": "mine", "enabled": true}') ->> 'message_template' as text;
delete from automations where name = 'Remind two hours before';
select a ->> 'name' as name, a ->> 'enabled' as enabled, (a ->> 'message_template') = 'mine' as mine, (a ->> 'id')::bigint > 4 as made
  from automation_install_preset('booking_care') a;
select count(*) from automations;

-- automations of before there were sequences stay, and no sequence is made beside them
insert into automations (name, type, trigger, message_template) values ('How we can help', 'lead_followup', 'new_lead', 'old'), ('Leave the door open', 'lead_followup', 'new_lead', 'old'),
  ('Suggest the next session', 'post_session', 'session_completed', 'old');
select a ->> 'name' as name, a ->> 'type' as type, a ->> 'enabled' as enabled, a ->> 'message_template' as text from automation_install_preset('welcome_and_nurture') a;
select a ->> 'name' as name, a ->> 'type' as type from automation_install_preset('after_the_session') a;
select count(*) from automations where type = 'sequence';
delete from automations where message_template = 'old';
-- without them it is; its steps, in the tenant's language
select a ->> 'name' as name, a ->> 'type' as type, a ->> 'enabled' as enabled from automation_install_preset('welcome_and_nurture') a;
select a ->> 'name' as name, (a ->> 'id')::bigint = (select id from automations where type = 'sequence') as same from automation_install_preset('welcome_and_nurture') a;
insert into automation_settings (language) values ('de');
select count(*) from automation_install_preset('after_the_session');
select place, step, does, parent, branch from automation_step_list l join automations a on a.id = l.automation_id where a.name = 'After the session' order by place;
select s ->> 'name' as name, s ->> 'subject_template' as subject from automations a, jsonb_path_query(a.steps, 'strict $.** ? (exists (@.subject_template))') s where a.name = 'After the session';
delete from automation_settings;
delete from automations where type = 'sequence';

-- a set that does not exist
select automation_install_preset('bookingcare');
select automation_install_preset(null);

-- each tenant has its own
set automation.tenant_id = 'b';
select count(*) from automation_install_preset('booking_care');
select count(*) from automation_list();
select automation_list.name from automation_list() where enabled;
reset automation.tenant_id;
select tenant_id, count(*) from automations group by 1 order by 1;
delete from automations;

-- all of them are good for automation_create(), and can be enabled
select p.name, count(i) from automation_presets() p, automation_install_preset(p.name) i group by p.name order by p.name;
select count(*), bool_and((automation_enable(id) ->> 'enabled')::boolean) as enabled from automation_list();

-- a lead's life under all of them: writes to us, is welcomed, answers, books, comes, does not come the next time
-- time passes for runs that wait, and for those inside of sequences as many days as their next step asks for
\set later 'update automation_queue set run_at = least(run_at, now()); update automation_enrollments set entry = entry || jsonb_build_object(''reached_at'', (entry ->> ''reached_at'')::bigint - 400 * 86400000000) where entry is not null; call automation_run();'
\pset format unaligned
\pset tuples_only
create temp view story as
select a.type, a.details ->> 'reason' as reason, r.name as automation, m.channel, m.subject, replace(m.body, E'\n', ' / ') as body,
       a.details ->> 'step' as step, a.details -> 'after' as after
  from activities a join automations r on r.id = a.automation_id left join messages m on m.id = a.message_id order by a.automation_id, a.id;
insert into leads (name, email, phone) values ('Ann Lee', 'ann@example.com', '+4930123456');
call automation_run();
select * from story;
insert into messages (lead_id, direction, body) values (1, 'inbound', 'I would like a massage');
:later
select * from story where step is distinct from 'Welcome a new lead';
select status from leads;
truncate activities;
-- the reminders are for later than the moment that this test makes of it
update automations set enabled = false where trigger = 'booking_reminder_hours';
insert into bookings (lead_id, title, starts_at, ends_at, location) values (1, 'Massage', '2099-01-05 14:00Z', '2099-01-05 15:00Z', '5 Main St');
:later
select * from story;
select status from leads;
truncate activities;
update bookings set status = 'completed';
-- first the end of the session, then what comes some time after it
:later
:later
select * from story;
select status from leads;
truncate activities;
insert into bookings (lead_id, title, starts_at) values (1, 'Massage', '2099-02-05 14:00Z');
update bookings set status = 'no_show' where starts_at = '2099-02-05 14:00Z';
:later
select * from story;
select status, attributes from leads;
truncate activities;
-- a reminder in its own time
update automations set enabled = true where trigger = 'booking_reminder_hours';
insert into bookings (lead_id, starts_at, created_at) values (1, now() + interval '25 hours', now());
update bookings set starts_at = now() + interval '30 minutes' where title is null;
call automation_run();
select type, reason, automation, channel, regexp_replace(body, '\d\d:\d\d', 'HH:MM') as body from story where automation = 'Remind two hours before';

\pset format aligned
\pset tuples_only
-- a document holds every key of automation_create() and nothing else
reset client_min_messages;
delete from automations;
select count(*) from automation_create('{"name":"Grüße \"quoted\" \\ 🌱","type":"lead_followup","trigger":"no_contact_days","delay_days":3,"delay_hours":5,
    "channel":"sms","message_template":"Hi {lead_name|there}\n\tüber {attributes.x|uns}","conditions":{"lead_status":"new","attributes.big":12345678901234567890.10},
    "review":"always","stop_on_reply":false,"max_runs":2,"cooldown":"1 mon 2 days 03:04:05.678","max_lateness":"36 hours","enabled":false}');
select count(*) from automation_create('{"name":"same name","type":"crm_update","trigger":"new_lead","actions":{"set":{"attributes.price":19.90,"source":null}}}');
select count(*) from automation_create('{"name":"same name","type":"post_session","trigger":"session_completed","subject_template":"","ai_instructions":"be kind"}');
select jsonb_pretty(automation_export());
select automation_export() as document \gset

-- the round trip is exact: here, whatever the session's style of intervals, and into another tenant
set intervalstyle = sql_standard;
select automation_export() = :'document'::jsonb as same;
select count(*) from automation_import(:'document');
reset intervalstyle;
select automation_export() = :'document'::jsonb as same, (select count(*) from automations) as automations;
set automation.tenant_id = 'c';
select automation_export();
select r ->> 'name' as name, r ->> 'tenant_id' as tenant, r ->> 'cooldown' as cooldown from automation_import(:'document') r;
select automation_export() = :'document'::jsonb as same;
select count(*) from automation_import(automation_export());
select automation_export() = :'document'::jsonb as same;
-- also of all the sets
delete from automations where tenant_id = 'c';
select count(i) from automation_presets() p, automation_install_preset(p.name) i;
select automation_export() as sets \gset
set automation.tenant_id = 'd';
select count(*) from automation_import(:'sets');
select automation_export() = :'sets'::jsonb as same;
reset automation.tenant_id;

-- by name: what exists becomes what the document says, all of it
select r ->> 'name' as name, r ->> 'channel' as channel, r ->> 'cooldown' as cooldown, r ->> 'enabled' as enabled, (r ->> 'id')::bigint = a.id as same_row
  from automation_import('{"format":1,"automations":[{"name":"Grüße \"quoted\" \\ 🌱","type":"lead_followup","trigger":"new_lead"}]}') r,
       automations a where a.name like 'Gr%' and a.tenant_id = '';
-- or stays, or nothing is imported
select r ->> 'type' as type from automation_import('{"format":1,"on_conflict":"skip","automations":[
    {"name":"same name","type":"lead_followup","trigger":"new_lead"},{"name":"new one","type":"lead_followup","trigger":"new_lead"}]}') r;
select automation_import('{"format":1,"on_conflict":"error","automations":[
    {"name":"newer one","type":"lead_followup","trigger":"new_lead"},{"name":"new one","type":"lead_followup","trigger":"new_lead"}]}');
-- all or nothing, and the one that is wrong is named, whoever finds out
select automation_import('{"format":1,"automations":[{"name":"good","type":"lead_followup","trigger":"new_lead"},{"name":"bad","type":"lead_followup","triger":"new_lead"}]}');
select automation_import('{"format":1,"automations":[{"name":"good","type":"lead_followup","trigger":"new_lead"},{"name":"bad","type":"lead_followup","trigger":"new_lead","channel":"fax"}]}');
select automation_import('{"format":1,"automations":[{"name":"good","type":"lead_followup","trigger":"new_lead"},{"name":"bad","type":"lead_followup","trigger":"new_lead","cooldown":"two moons"}]}');
select automation_import('{"format":1,"automations":[{"name":"bad","type":"lead_followup","trigger":"new_lead","max_runs":-1}]}');
select automation_import('{"format":7,"automations":[]}');
select automation_import('[]');
select automation_import(null);
select name from automation_list() order by id;

-- with the rights of whoever calls
create role regress_reader;
grant usage on schema crm to regress_reader;
set role regress_reader;
select automation_export();
reset role;
grant execute on function automation_import(jsonb) to regress_reader;
set role regress_reader;
select automation_import('{"format":1,"automations":[{"name":"mine","type":"lead_followup","trigger":"new_lead"}]}');
reset role;

reset search_path;
set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
drop role regress_reader;
