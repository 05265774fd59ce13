-- automation_receive_mail(): messages of leads, notifications of mail servers, complaints; and soft bounces.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
insert into leads (id, name, email) values (1, 'Ann', 'Ann@Example.com'), (2, 'Bea', 'bea@example.com'), (3, 'Cy', 'cy@example.com');
create function pg_temp.mail(variadic lines text[]) returns bytea language sql as $$ select convert_to(array_to_string(lines, e'\r\n'), 'UTF8') $$;

-- a message of a lead: once
select automation_receive_mail(pg_temp.mail('From: "Price, Ann" <ann@example.com>', 'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=', 'Message-ID: <one@x.example>',
  'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable', '', 'Sch=C3=B6n, bis Freitag!', '')) as id \gset
select lead_id, channel, subject, body, flags, provider_message_id from messages where id = :id;
select automation_receive_mail(pg_temp.mail('From: ann@example.com', 'Message-ID: <one@x.example>', '', 'again')) = :id as same;
-- requests, machines, strangers, nonsense
select automation_receive_mail(pg_temp.mail('From: bea@example.com', 'Content-Type: text/html', '', '<p>Please remove me from your list</p>')) as id \gset
select flags from messages where id = :id;
select opted_out from leads where id = 2;
select automation_receive_mail(pg_temp.mail('From: ann@example.com', 'Auto-Submitted: auto-replied', '', 'STOP')) as id \gset
select flags from messages where id = :id;
select automation_receive_mail(pg_temp.mail('From: nobody@example.com', '', 'hello')), automation_receive_mail(''), automation_receive_mail('\x00ff00'), automation_receive_mail(pg_temp.mail('no mail at all'));
select automation_receive_mail(null);

-- a delivery status notification about a message with a provider's id
insert into messages (id, lead_id, channel, recipient, body, status, origin, provider_message_id, sent_at) values
  (501, 3, 'email', 'cy@example.com', 'x', 'sent', 'template', 'key-501', now());
create function pg_temp.dsn(id text, action text, status text) returns bytea language sql as $$ select pg_temp.mail('From: MAILER-DAEMON@mx.example', 'Return-Path: <>',
  'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', '', '--b', 'Content-Type: text/plain', '', 'It was not delivered.', '--b', 'Content-Type: message/delivery-status', '',
  'Reporting-MTA: dns; mx.example', '', 'Final-Recipient: rfc822; cy@example.com', 'Action: ' || action, 'Status: ' || status, 'Diagnostic-Code: smtp; 550 ' || status || ' no', '', '--b',
  'Content-Type: text/rfc822-headers', '', 'To: cy@example.com', 'Message-ID: <' || id || '>', '', '--b--') $$;
select automation_receive_mail(pg_temp.dsn('key-501@lind.example', 'delayed', '4.4.7')) as delayed;
select status from messages where id = 501;
-- a forged notification names a message that was never sent
select automation_receive_mail(pg_temp.dsn('forged@lind.example', 'failed', '5.1.1')) as forged;
select count(*) from automation_suppressions where address = 'cy@example.com';
select automation_receive_mail(pg_temp.dsn('key-501@lind.example', 'failed', '5.1.1')) as failed;
select status, error from messages where id = 501;
select address, reason, cause from automation_suppressions where address = 'cy@example.com';

-- a complaint opts out, with or without the message
create function pg_temp.arf(kind text, recipient text, id text) returns bytea language sql as $$ select pg_temp.mail('From: fbl@provider.example',
  'Content-Type: multipart/report; report-type=feedback-report; boundary="b"', '', '--b', 'Content-Type: text/plain', '', 'An abuse report.', '--b', 'Content-Type: message/feedback-report', '',
  'Feedback-Type: ' || kind, 'User-Agent: x/1', 'Version: 1', 'Original-Rcpt-To: <' || recipient || '>', '', '--b', 'Content-Type: message/rfc822', '', 'Message-ID: <' || id || '>', '', 'hello', '--b--') $$;
select automation_receive_mail(pg_temp.arf('not-spam', 'ann@example.com', 'x@y')) as not_spam;
select opted_out from leads where id = 1;
select automation_receive_mail(pg_temp.arf('abuse', 'ann@example.com', 'x@y')) as unknown_message;
select opted_out from leads where id = 1;
select automation_receive_mail(pg_temp.arf('abuse', 'redacted', 'key-501@lind.example')) as known_message;
select opted_out from leads where id = 3;
select automation_receive_mail(pg_temp.arf('abuse', 'stranger@example.com', 'x@y')) as stranger;
select address, cause, detail from automation_suppressions where reason = 'opted_out' order by 1;

-- soft bounces: five in a row
insert into leads (id, name, email) values (4, 'Dan', 'dan@example.com');
insert into messages (id, lead_id, channel, recipient, body, status, origin, provider_message_id, created_at, sent_at)
select 600 + i, 4, 'email', 'dan@example.com', 'x', 'sent', 'template', 'soft-' || i, now() - interval '1 day' * (20 - i), now() - interval '1 day' * (20 - i) from generate_series(1, 11) i;
create temp view suppressed as select reason, cause, detail from automation_suppressions where address = 'dan@example.com';
select count(automation_delivery_report('email', 'soft-' || i, 'soft_bounce', '452 4.2.2 mailbox full')) from generate_series(1, 4) i;
select count(automation_delivery_report('email', 'soft-4', 'soft_bounce', 'again')) from generate_series(1, 3);
-- the fifth was accepted
select automation_delivery_report('email', 'soft-5', 'delivered');
select count(automation_delivery_report('email', 'soft-' || i, 'soft_bounce', '452 4.2.2 mailbox full')) from generate_series(6, 9) i;
select count(*) from suppressed;
select count(*) from activities where type = 'message_bounced' and lead_id = 4;
-- the fifth in a row; what was sent later is not known yet
select automation_delivery_report('email', 'soft-10', 'failed', '452 4.2.2 mailbox full');
select count(*) from suppressed;
select automation_delivery_report('email', 'soft-11', 'failed', '552 5.2.2 over quota');
select * from suppressed;
select id, status from messages where id in (609, 610, 611) order by id;

\set VERBOSITY terse
set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
