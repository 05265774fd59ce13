-- Messages that waited before recipients were marked: what an application had set is marked, what the engine had written
-- is not, so that such a message follows the lead's address.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
set search_path = crm;
insert into leads (id, name, email, phone, updated_at) values
  (1, 'unchanged', 'Ann@Example.com', '+4930100001', now() - interval '3 days'), (2, 'corrected', 'new@example.com', '+4930100002', now()),
  (3, 'no address', null, null, now() - interval '3 days');
alter table messages disable trigger user;
insert into messages (id, lead_id, channel, origin, automation_id, status, recipient, attempts, created_at, updated_at, body)
select n, lead_id, channel, case when own then 'manual' else 'template' end, case when not own then 1 end, status, recipient, attempts,
       now() - interval '1 day', now() - case when changed then interval '1 hour' else interval '1 day' end, body
  from (values
    (1, 1, 'email', true, 'queued', 'boss@example.com', 0, false, 'inserted with a recipient'),
    (2, 1, 'email', true, 'queued', 'ann@example.com', 0, false, 'inserted with the address of the lead'),
    (3, 1, 'email', true, 'queued', null, 0, false, 'inserted without a recipient'),
    (4, 1, 'email', true, 'queued', 'ann@example.com', 2, true, 'the engine wrote the recipient when it tried'),
    (5, 2, 'email', true, 'queued', 'boss@example.com', 2, true, 'inserted with a recipient, and tried'),
    (6, 1, 'email', false, 'queued', 'ann@example.com', 0, false, 'the engine wrote it'),
    (7, 1, 'email', false, 'queued', 'boss@example.com', 0, true, 'changed by an application'),
    (8, 1, 'email', false, 'queued', 'boss@example.com', 3, true, 'changed by an application, and tried'),
    (9, 2, 'email', false, 'queued', 'old@example.com', 0, false, 'the lead was corrected'),
    (10, 2, 'email', false, 'queued', 'boss@example.com', 0, true, 'changed by an application, and the lead was corrected'),
    (11, 2, 'email', false, 'queued', 'old@example.com', 0, true, 'approved, and the lead was corrected'),
    (12, 2, 'email', false, 'queued', 'old@example.com', 1, true, 'tried, and the lead was corrected'),
    (13, 1, 'sms', false, 'queued', '+49 30 100001', 0, false, 'another spelling of the number'),
    (14, 1, 'sms', false, 'held', '+4930999999', 0, true, 'held, changed by an application'),
    (15, 1, 'webhook', false, 'queued', '1', 0, false, 'to the lead by its id'),
    (16, 3, 'email', true, 'queued', 'boss@example.com', 0, false, 'the lead has no address'),
    (17, 1, 'email', true, 'sent', 'boss@example.com', 1, true, 'sent'),
    (18, 1, 'email', true, 'received', 'boss@example.com', 0, true, 'inbound')
  ) as m (n, lead_id, channel, own, status, recipient, attempts, changed, body);
update messages set direction = 'inbound' where id = 18;
alter table messages enable trigger user;
insert into activities (type, description, lead_id, message_id) values ('message_approved', 'approved', 2, 11);

-- a table without the trigger that marks is one of such a version
drop trigger automation_message_recipient on messages;
select automation_install();
select id, 'recipient_set' = any (flags) as set, origin, status, attempts, body from messages order by id;
-- once is enough
update messages set flags = '{}', recipient = null where id = 1;
update messages set recipient = 'ann@example.com', flags = '{}' where id = 16;
alter table messages disable trigger user;
update messages set flags = '{}' where id = 16;
alter table messages enable trigger user;
select automation_install();
select id, flags from messages where id in (1, 16) order by id;
drop schema crm cascade;
