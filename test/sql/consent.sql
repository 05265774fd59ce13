-- Consent: an unsubscribe link, a word that stops, an application's own write; what waits ends in the same transaction.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
create temp view story as
select a.lead_id as lead, a.type, a.details ->> 'reason' as reason, a.details -> 'channels' as channels,
       a.automation_id as automation, a.message_id is not null as has_message, a.description
  from activities a order by a.id;
create temp view waiting as
select q.kind, q.automation_id, q.lead_id, q.event from automation_queue q order by q.id;

-- the secret is there, of 256 bits, and another one in each installation; nobody reads it but the owner
select length(secret) from automation_instance;
create role regress_automation_page;
grant usage on schema crm to regress_automation_page;
set role regress_automation_page;
select secret from crm.automation_instance;
reset role;

-- a token as the worker makes it, written here by hand: version, lead, tenant, channel, signature
create function pg_temp.xor(a bytea, b integer) returns bytea language plpgsql as $$
begin for i in 0 .. length(a) - 1 loop a := set_byte(a, i, get_byte(a, i) # b); end loop; return a; end $$;
create function pg_temp.hmac(text bytea, key bytea) returns bytea language sql as $$
select sha256(pg_temp.xor(k.key, x'5c'::integer) || sha256(pg_temp.xor(k.key, x'36'::integer) || text))
  from (select key || decode(repeat('00', 64 - length(key)), 'hex') as key) k $$;
create function pg_temp.token(lead bigint, tenant text, channel text) returns text language sql as $$
select rtrim(translate(encode(p.payload || substring(pg_temp.hmac(convert_to('automation unsubscribe', 'UTF8') || '\x0a' || p.payload, i.secret) for 16), 'base64'), E'+/\n', '-_'), '=')
  from automation_instance i, (select '\x01'::bytea || int8send(lead) || int2send(octet_length(tenant)::int2) || convert_to(tenant || channel, 'UTF8') as payload) p where i.tenant_id = '' $$;

insert into automation_settings (business_name) values ('Acme');
insert into automations (id, name, type, trigger, delay_days, channel, message_template) values
  (1, 'later', 'lead_followup', 'new_lead', 3, 'email', 'hello'),
  (2, 'by sms', 'lead_followup', 'new_lead', 3, 'sms', 'hello'),
  (4, 'remind', 'booking_reminder', 'booking_reminder_hours', 1, 'email', 'see you'),
  (5, 'answer', 'lead_followup', 'message_received', 0, 'sms', 'thank you');
insert into automations (id, name, type, trigger, delay_days, channel, actions) values
  (3, 'tag', 'crm_update', 'new_lead', 3, 'email', '{"set": {"status": "old"}}');
insert into leads (id, name, email, phone) values
  (1, 'Ann', 'ann@example.com', '+491701111111'), (2, 'Bea', 'bea@example.com', '+491702222222');
insert into bookings (lead_id, title, starts_at) select 1, 'Massage', now() + interval '30 hours';
insert into messages (lead_id, channel, body, status, origin, automation_id, booking_id) values
  (1, 'email', 'held', 'held', 'gemini', 1, null), (1, 'email', 'queued', 'queued', 'template', 4, 1), (1, 'sms', 'queued too', 'queued', 'template', 2, null),
  (1, 'email', 'sent', 'sent', 'template', 1, null), (2, 'email', 'of Bea', 'held', 'gemini', 1, null);
insert into automation_queue (kind, automation_id, lead_id, message_id, event, event_at, run_at)
select 'deliver', automation_id, lead_id, id, 'new_lead', now(), now() from messages where status = 'queued';
truncate activities;

-- a link: whoever holds it, without any right but that; moments that nobody has looked at stay
select pg_temp.token(1, '', 'email') as token \gset
set role regress_automation_page;
select crm.automation_unsubscribe(:'token');
reset role;
select id, opted_out from leads order by id;
select * from waiting;
select lead_id, channel, body, status, error from messages order by id;
select * from story;
select id, queued, blocked from automation_stats where id < 4 order by id;
truncate activities;

-- once more: nothing new
select automation_unsubscribe(:'token');
select count(*) from activities;

-- the reminder is looked at when it is due, and refused then
update bookings set starts_at = now() + interval '23 hours';
call automation_run();
select * from story;
truncate activities;

-- everything at once, and a lead that is gone
select automation_unsubscribe(pg_temp.token(1, '', 'all')) ->> 'channel' as channel, opted_out from leads where id = 1;
select opted_out from leads where id = 1;
select * from story;
select * from waiting;
select automation_unsubscribe(pg_temp.token(99, '', 'email'));
truncate activities;

-- what is no token, or that of somebody else, is refused in the same words
select automation_unsubscribe('hello');
\set VERBOSITY sqlstate
select automation_unsubscribe('hello');
\set VERBOSITY default
select automation_unsubscribe(null);
select automation_unsubscribe('');
select automation_unsubscribe(overlay(:'token' placing case substr(:'token', 40, 1) when 'A' then 'B' else 'A' end from 40));
select automation_unsubscribe(translate(:'token', 'A', 'B'));
select automation_unsubscribe(:'token' || '=');
begin;
update automation_instance set secret = sha256('another');
select automation_unsubscribe(:'token');
rollback;

-- without a secret there is no right token; automation_start() makes one
begin;
update automation_instance set secret = null;
select automation_unsubscribe(:'token');
rollback;
begin;
update automation_instance set secret = null, identity = 'elsewhere';
select automation_start() is not null as started;
select length(secret) from automation_instance;
rollback;

-- an application's own write ends the same; allowed again, it is told too
update leads set opted_out = '{SMS}' where id = 2;
select * from waiting;
select * from story;
update leads set opted_out = null where id = 2;
update leads set opted_out = '{}', name = 'Bea Lee' where id = 2;
select * from story offset 2;
truncate activities;

-- many in one statement, and a bulk import: only the first is told
update leads set opted_out = '{all}';
select lead, type, channels from story;
truncate activities;
set automation.restoring = on;
update leads set opted_out = '{}';
reset automation.restoring;
select count(*) from activities;

-- of another tenant: the token says which
set automation.tenant_id = 'b';
insert into leads (id, name, email) values (10, 'Cy', 'cy@example.com');
reset automation.tenant_id;
select automation_unsubscribe(pg_temp.token(10, '', 'email')) -> 'already' as of_no_tenant;
set automation.tenant_id = 'c';
select automation_unsubscribe(pg_temp.token(10, 'b', 'email'));
reset automation.tenant_id;
select tenant_id, opted_out from leads where id = 10;

-- channels are checked when they are saved; changed settings end a pause
insert into automation_channels (channel, provider, settings) values ('email', 'smtp', '{"host": "localhost", "from": "Acme <hello@example.com>"}');
update automation_channels set paused_reason = 'wrong password';
update automation_channels set rate_per_minute = 5;
select paused_reason from automation_channels;
update automation_channels set settings = '{"host": "127.0.0.1", "from": "Acme <hello@example.com>"}';
select paused_reason from automation_channels;

-- an address that bounced: nothing is written to it, and explain says why; another one is fine
update automations set enabled = false where id > 1;
update automations set delay_days = 0 where id = 1;
insert into automation_suppressions (channel, address, reason) values ('email', 'dot@example.com', '550 5.1.1 no such user');
insert into leads (id, name, email) values (20, 'Dot', 'Dot@Example.com'), (21, 'Eve', 'eve@example.com');
select step, ok, regexp_replace(detail, 'since \S+', 'since ...,') as detail from automation_explain(1, 20) where step = 'recipient';
call automation_run();
select lead, type, reason, description from story where lead >= 20;
select lead_id, status, recipient from messages where lead_id >= 20;
select step, ok, detail from automation_explain(1, 21) where step = 'recipient';
update automation_suppressions set tenant_id = 'x';

set client_min_messages = warning;
drop extension automation cascade;
drop owned by regress_automation_page;
drop role regress_automation_page;
drop schema crm cascade;
