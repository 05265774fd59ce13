-- What comes back: answers by address, words that stop and start, automatic replies, receipts of providers.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
create temp view story as
select a.lead_id as lead, a.type, a.details ->> 'reason' as reason, a.details -> 'channels' as channels, a.automation_id as automation,
       a.details -> 'message_id' as message, a.details ->> 'detail' as detail from activities a order by a.id;
create temp view waiting as
select q.kind, q.automation_id, q.lead_id, q.event from automation_queue q order by q.id;

create temp view last_lead as select lead_id, channel from messages where direction = 'inbound' order by id desc limit 1;
insert into leads (id, name, email, phone, created_at) values
  (1, 'Ann', 'Ann@Example.com', '+491701111111', now() - interval '9 days'),
  (2, 'Bea', 'bea@example.com', '+491702222222', now() - interval '9 days'),
  (3, 'Bea at work', 'BEA@example.com', '+491702222222', now() - interval '9 days');
insert into automations (id, name, type, trigger, channel, message_template) values
  (1, 'thanks', 'lead_followup', 'message_received', 'sms', 'thank you');

-- whoever wrote, however the gateway spells it; null for a stranger
select automation_receive('email', 'Ann Lee <ANN@example.COM>', 'I would like to come') as id;
select automation_receive('SMS', '0049 (0)170 1111111', 'me too') as id;
select automation_receive('whatsapp', '491701111111', 'and me') as id;
select automation_receive('webhook', '1', 'from a form') as id;
select automation_receive('email', 'nobody@example.com', 'hello'), automation_receive('sms', '12345', 'hello'), automation_receive('email', '', 'hello');
select id, lead_id, direction, channel, status, origin, subject, body, flags from messages order by id;
select * from waiting;
select id, last_inbound_at is not null as wrote, silent_since = last_inbound_at as stretch from leads order by id;

-- the same message twice is one
select automation_receive('email', 'ann@example.com', 'once', 'Hello', 'abc') as id \gset
select automation_receive('email', 'ann@example.com', 'once', 'Hello', 'abc') = :id as same, automation_receive('email', 'gone@example.com', 'once', null, 'abc') = :id as even_so;
select automation_receive('sms', '+491701111111', 'once', null, 'abc') = :id as by_another_channel;
select automation_receive('email', 'ann@example.com', 'no id', null, ' ') = automation_receive('email', 'ann@example.com', 'no id', null, ' ') as blank_is_none;
select subject, provider_message_id from messages where id = :id;
truncate automation_queue, messages;

-- of several leads the one last written to on that channel, else the one in touch last
update leads set last_contacted = now() - interval '1 day' where id = 2;
update leads set last_contacted = now() - interval '2 days' where id = 3;
select automation_receive('email', 'bea@example.com', 'who am I?') > 0 as stored;
select * from last_lead;
insert into messages (lead_id, channel, body, status, origin, created_at) values
  (3, 'email', 'x', 'recorded', 'template', now() - interval '3 days'), (2, 'email', 'x', 'recorded', 'template', now() - interval '4 days'),
  (2, 'email', 'x', 'draft', 'template', now()), (2, 'sms', 'x', 'sent', 'template', now() - interval '1 day');
select automation_receive('email', 'bea@example.com', 'who am I?') > 0 as stored;
select * from last_lead;
select automation_receive('sms', '+491702222222', 'who am I?') > 0 as stored;
select * from last_lead;
truncate automation_queue, messages, activities;

-- what cannot be right
select automation_receive('emial', 'ann@example.com', 'hello');
select automation_receive('email', null, 'hello');
select automation_receive('fax', '+491701111111', 'hello');
insert into automation_channels (channel, provider, settings) values ('fax', 'webhook', '{"url": "https://example.com/fax"}');
select automation_receive('fax', '+491701111111', 'hello') > 0 as stored;
select automation_receive('email', 'ann@example.com', null) > 0 as without_text;
delete from automation_channels;
truncate automation_queue, messages, activities;

-- STOP: this channel is refused, what waits on it ends, nobody thanks for it; it counts as an answer
insert into automations (id, name, type, trigger, channel, delay_days, message_template) values (2, 'later', 'lead_followup', 'lead_status_changed', 'sms', 1, 'hi');
update leads set status = 'won', last_inbound_at = null where id = 1;
select automation_receive('sms', '+491701111111', ' Stop! ') as stopped \gset
select flags from messages where id = :stopped;
select opted_out, last_inbound_at is not null as wrote from leads where id = 1;
select lead, type, reason, channels, automation, message = to_jsonb(:stopped) as by_message from story;
select * from waiting;
-- other words, other languages, other channels
select automation_receive('sms', '+491701111111', 'СТОП') > 0 as stored;
select automation_receive('email', 'ann@example.com', E'Abmelden\n\nAm Montag schrieb Acme:\n> Hallo', 'AW: Hallo') > 0 as stored;
select automation_receive('whatsapp', '491701111111', '退订') > 0 as stored;
select opted_out from leads where id = 1;
-- START takes back what STOP did on its channel, and nothing else
select automation_receive('sms', '+491701111111', 'start') > 0 as stored;
select opted_out from leads where id = 1;
select lead, type, reason, channels from story where type like 'lead_opted%';
select * from waiting;
-- with nothing to take back it is a message like any other
select automation_receive('sms', '+491701111111', 'start') > 0 as stored;
select * from waiting;
truncate automation_queue, messages, activities;
-- what a person refused in another way stays refused
delete from automation_suppressions;
update leads set opted_out = '{sms}' where id = 1;
select automation_receive('sms', '+491701111111', 'START') > 0 as stored;
select opted_out from leads where id = 1;
update leads set opted_out = '{all}' where id = 1;
select automation_receive('sms', '+491701111111', 'STOP') > 0 as stored;
select automation_receive('sms', '+491701111111', 'START') > 0 as stored;
select opted_out from leads where id = 1;
-- a word in a sentence is none
update leads set opted_out = '{}' where id = 1;
select automation_receive('sms', '+491701111111', 'I stop by at five') > 0 as stored;
select opted_out from leads where id = 1;
truncate automation_queue, messages, activities;
-- what mentions stopping and says more is a reply that refuses nothing, and no automation answers it
update leads set last_inbound_at = null where id = 1;
select automation_receive('sms', '+491701111111', 'Please stop texting me after nine') as doubtful \gset
select flags from messages where id = :doubtful;
select opted_out, last_inbound_at is not null as wrote from leads where id = 1;
select * from waiting;
truncate automation_queue, messages, activities;

-- an automatic reply is stored and is no answer: nothing fires, no stretch begins, nothing counts as replied
update leads set last_inbound_at = null, silent_since = null where id = 2;
update leads set email = null where id = 3;
insert into messages (lead_id, automation_id, channel, body, status, origin, created_at) values (2, 2, 'email', 'hi', 'recorded', 'template', now() - interval '1 minute');
select automation_receive('email', 'bea@example.com', 'I am away until Monday.', 'Abwesenheitsnotiz: Hallo') as away \gset
select automation_receive('email', 'bea@example.com', E'Auto-Submitted: auto-replied\n\nGone fishing', 'Re: Hello') > 0 as stored;
select subject, flags, status from messages where direction = 'inbound' order by id;
select last_inbound_at, silent_since from leads where id = 2;
select * from waiting;
select replied from automation_stats where id = 2;
-- whoever inserts it
insert into messages (lead_id, direction, channel, subject, body) values (2, 'inbound', 'email', 'Automatic reply: Hello', 'I am away');
insert into messages (lead_id, direction, channel, body, flags) values (2, 'inbound', 'email', 'a machine of our own', '{auto_reply}');
insert into messages (lead_id, direction, channel, status, body) values (2, 'inbound', 'email', 'received', 'unsubscribe');
select body, flags, status from messages where direction = 'inbound' order by id offset 2;
select opted_out, last_inbound_at is not null as wrote from leads where id = 2;
select * from waiting;
select replied from automation_stats where id = 2;
truncate automation_queue, messages, activities;

-- receipts: forward, never back; unknown ids are nobody's
delete from automation_suppressions;
update leads set opted_out = '{}', email = 'bea@example.com' where id = 2;
insert into messages (id, lead_id, automation_id, channel, recipient, body, status, origin, provider_message_id) values
  (101, 1, 2, 'sms', '+491701111111', 'x', 'sent', 'template', 'SM1'), (102, 1, 2, 'sms', '+491701111111', 'x', 'sent', 'template', 'SM2'),
  (103, 2, 2, 'email', 'Bea@example.com', 'x', 'sent', 'template', 'm3'), (104, 2, 2, 'email', 'bea@example.com', 'x', 'sent', 'template', 'm4'),
  (105, 1, 2, 'sms', '+491701111111', 'x', 'sent', 'template', 'SM5'), (106, 1, 2, 'sms', '+491701111111', 'x', 'sent', 'template', 'SM6');
select automation_delivery_report('sms', 'SM1', 'sent'), automation_delivery_report('sms', 'SM1', 'delivered'), automation_delivery_report('sms', 'SM1', 'delivered'),
       automation_delivery_report('sms', 'SM1', 'failed', '30003'), automation_delivery_report('email', 'SM1', 'failed'), automation_delivery_report('sms', 'SM9', 'delivered');
select automation_delivery_report('sms', 'SM2', 'undelivered', '30003 unreachable'), automation_delivery_report('sms', 'SM2', 'undelivered', '30003 unreachable'), automation_delivery_report('sms', 'SM2', 'delivered');
select automation_delivery_report('email', 'm3', 'delivered'), automation_delivery_report('email', 'm3', 'bounced', E'550 5.1.1\r\nno such user'), automation_delivery_report('email', 'm3', 'bounced', 'again');
select automation_delivery_report('email', 'm4', 'complained');
select automation_delivery_report('sms', 'SM5', 'failed', '30005'), automation_delivery_report('sms', 'SM6', 'failed', '21610');
select id, status, error from messages order by id;
select channel, address, reason, cause, detail from automation_suppressions order by 1, 2, 3;
select id, opted_out from leads order by id;
select * from story;
select automation_delivery_report('sms', 'SM1', 'deliverd');
select automation_delivery_report('sms', 'SM1', null);
-- of another tenant there are none
set automation.tenant_id = 'b';
select automation_delivery_report('sms', 'SM1', 'failed'), automation_receive('email', 'ann@example.com', 'hello');
reset automation.tenant_id;

-- a domain in other letters: whoever is written to is known by it, however either writes it
insert into leads (id, name, email) values (91, 'Cem', 'cem@bücher.example'), (92, 'Dua', 'dua@xn--bcher-kva.example');
select count(automation_receive('email', v.sender, 'from ' || v.sender)) as heard
  from (values ('CEM@bücher.example'), ('Cem <cem@xn--bcher-kva.example>'), ('dua@Bücher.example'), ('dua@xn--bcher-kva.example')) v (sender);
select lead_id, body from messages where lead_id > 90 order by lead_id, id;
select automation_receive('email', 'cem@xn--bcher-kva.example', 'STOP') is not null as known;
select id, opted_out from leads where id > 90 order by id;

set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
