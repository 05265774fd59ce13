-- automation_receive(): what the headers of a mail say about who wrote it.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
insert into leads (id, name, email) values (1, 'Ann', 'ann@example.com');
insert into automations (id, name, type, trigger, channel, message_template, cooldown) values
  (1, 'thanks', 'lead_followup', 'message_received', 'email', 'thank you', '0');

-- one row for each header: the flags, and whether message_received has been fired
create function pg_temp.received(headers jsonb, body text default 'Thank you, see you on Friday.', subject text default 'Re: hello')
returns table (flags text[], fires boolean) language plpgsql as $$
declare message bigint := crm.automation_receive('email', 'ann@example.com', body, subject, null, headers);
begin
  return query select m.flags, exists (select from crm.automation_queue q where q.message_id = m.id) from crm.messages m where m.id = message;
end $$;
select h.headers, r.* from (values (1, null), (2, '{}'), (3, 'null'), (4, '{"Auto-Submitted": "auto-replied"}'), (5, '{"auto-submitted": " Auto-Generated (rejected)"}'),
  (6, '{"Auto-Submitted": "no"}'), (7, '{"X-Auto-Response-Suppress": "All"}'), (8, '{"X-Auto-Response-Suppress": "DR, OOF, AutoReply"}'),
  (9, '{"X-Auto-Response-Suppress": "DR"}'), (10, '{"Precedence": "auto_reply"}'), (11, '{"Precedence": ["first-class", "bulk"]}'), (12, '{"Precedence": "normal"}'),
  (13, '{"Return-Path": "<>"}'), (14, '{"Return-Path": "<ann@example.com>"}'), (15, '{"Content-Type": "multipart/report; report-type=delivery-status; boundary=x"}'),
  (16, '{"Content-Type": "multipart/mixed; boundary=report"}'), (17, '{"List-Id": "<news.example.com>"}'), (18, '[["Subject", "hello"], ["Auto-Submitted", "auto-replied"]]'),
  (19, '[{"name": "Auto-Submitted", "value": "auto-replied"}]'), (20, '{"List-Id": null, "Received": ["a", "b"], "X": {"y": 1}}')) h (n, headers)
 cross join lateral pg_temp.received(h.headers::jsonb) r order by h.n;

-- Exchange asks persons for no answers, too: then half of a receipt is one
select * from pg_temp.received('{"X-Auto-Response-Suppress": "All"}', 'Thank you for contacting us.');
select * from pg_temp.received(null, 'Thank you for contacting us.');

-- a person whom the text would take for a machine, and the other way round
select * from pg_temp.received('{"Auto-Submitted": "no"}', 'I am out of the office until Monday.', 'Automatic reply: hello');
select * from pg_temp.received(null, 'I am out of the office until Monday.', 'Automatic reply: hello');
-- a machine that quotes STOP opts nobody out; what a mail program sends for List-Unsubscribe does
select * from pg_temp.received('{"Auto-Submitted": "auto-replied"}', 'STOP');
select opted_out from leads;
select * from pg_temp.received('{"Auto-Submitted": "auto-generated"}', '', 'unsubscribe AQAAAAAAAAAHAABlbWFpbA');
select opted_out from leads;
-- of an address that no lead has, too
select automation_receive('email', 'dan@example.com', 'STOP', headers => '{"Auto-Submitted": "auto-replied"}'), automation_receive('email', 'eve@example.com', 'STOP', headers => '{"Received": "x"}');
select address from automation_suppressions order by 1;

-- mistakes
select automation_receive('email', 'ann@example.com', 'hello', headers => '"Auto-Submitted: auto-replied"');
select automation_receive('email', 'ann@example.com', 'hello', headers => '7');

\set VERBOSITY terse
set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
