-- What waits when a message changes hands twice, or its lead's consent is written again by a trigger of the owner's.
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
set search_path = crm;
set timezone = 'UTC';
insert into automation_channels (channel, provider, settings, enabled) values ('sms', 'webhook', '{"url": "https://example.com/in"}', false);
insert into leads (id, name, phone) values (1, 'Ann Berg', '+4930100001'), (2, 'Bea Cole', '+4930100002'), (3, 'Cyd Dorn', '+4930100003');
select automation_create('{"name": "Welcome", "type": "lead_followup", "trigger": "new_lead", "channel": "sms", "message_template": "Hello {lead_name}"}') ->> 'name' as name;

-- from lead to lead and back, and on to a third one: the run goes along
insert into leads (id, name, phone) values (60, 'Kip', '+4930100060'), (61, 'Lou', '+4930100061');
call automation_run();
select lead_id, status, body from messages order by id;
begin;
update messages set lead_id = 2 where lead_id = 60;
update messages set lead_id = 60 where lead_id = 2;
commit;
begin;
update messages set lead_id = 2 where lead_id = 61;
update messages set lead_id = 3 where lead_id = 2;
commit;
call automation_run();
select lead_id, status, body from messages order by status, lead_id, id;

-- one that the application takes over in the same update is sent as it is
insert into leads (id, name, phone) values (62, 'Moe', '+4930100062');
call automation_run();
update messages set lead_id = 2, body = 'rewritten', automation_id = null where lead_id = 62;
select m.lead_id, m.status, m.body, q.lead_id as queued_for from messages m join automation_queue q on q.message_id = m.id where m.body = 'rewritten';

-- one that failed and is sent again goes to the address of the lead, whatever it was before
insert into leads (id, name, phone) values (63, 'Ned', '+4930100063');
call automation_run();
update messages set status = 'failed', recipient = '+4930100063' where lead_id = 63;
update leads set phone = '+4930100064' where id = 63;
select automation_retry(id) from messages where lead_id = 63;
select status, flags from messages where lead_id = 63;

-- a failed message, or a held one during an import: what was written for another lead is not sent as it is
insert into leads (id, name, phone) values (64, 'Ole', '+4930100065'), (65, 'Pia', '+4930100066');
call automation_run();
update messages set status = 'failed' where lead_id = 64;
update messages set lead_id = 2 where lead_id = 64;
set automation.restoring = on;
update messages set status = 'held' where lead_id = 65;
update messages set lead_id = 3 where lead_id = 65;
reset automation.restoring;
select lead_id, status, body, flags from messages where 'lead_changed' = any (flags) order by lead_id;
select automation_retry(id) from messages where status = 'failed' and body = 'Hello Ole';
select automation_approve(id) from messages where body = 'Hello Pia';
-- a text that is right goes
update messages set flags = array_remove(flags, 'lead_changed') where body = 'Hello Pia';
select automation_approve(id) from messages where body = 'Hello Pia';

-- a waiting message whose status is written by hand is queued once, whatever a person decides about it then
insert into leads (id, name, phone) values (66, 'Quy', '+4930100067'), (67, 'Rob', '+4930100068');
call automation_run();
update messages set status = 'held' where lead_id = 66;
update messages set status = 'failed' where lead_id = 67;
select automation_approve(id) from messages where lead_id = 66;
select automation_retry(id) from messages where lead_id = 67;
select lead_id, count(*) from automation_queue where lead_id in (66, 67) group by 1 order by 1;

-- a run that is made again is not kept back by its own cooldown
select automation_create('{"name": "Missed", "type": "lead_followup", "trigger": "booking_no_show", "channel": "sms", "cooldown": "1 hour", "max_runs": 3, "message_template": "Sorry {lead_name}"}') ->> 'name' as name;
insert into bookings (id, lead_id, title, starts_at, ends_at) values (5, 1, 'Cut', now() - interval '5 hours', now() - interval '4 hours');
update bookings set status = 'no_show' where id = 5;
call automation_run();
update messages set status = 'sent', created_at = created_at - interval '3 hours' where booking_id = 5;
update automation_enrollments set last_run_at = last_run_at - interval '3 hours' where booking_id = 5;
delete from automation_queue where booking_id = 5;
update bookings set status = 'booked' where id = 5;
update bookings set status = 'no_show' where id = 5;
call automation_run();
update bookings set lead_id = 2 where id = 5;
call automation_run();
select lead_id, status, body, error from messages where booking_id = 5 order by id;

-- a trigger of the owner's that gives an inbound message to whom it is from: that person is answered
select automation_create('{"name": "Reply", "type": "lead_followup", "trigger": "message_received", "channel": "sms", "message_template": "Thanks {lead_name}"}') ->> 'name' as name;
create function match_lead() returns trigger language plpgsql as 'begin update messages set lead_id = 2 where id = new.id; return null; end';
create trigger zz_match after insert on messages for each row when (new.direction = 'inbound') execute function match_lead();
insert into messages (lead_id, direction, channel, body) values (1, 'inbound', 'sms', 'hi, this is Bea');
select lead_id, event from automation_queue where event = 'message_received';
select id, last_inbound_at is not null as has_written from leads where id in (1, 2) order by id;
drop function match_lead cascade;

-- a trigger of the owner's that writes the consent again: the last write counts, for the lead and for its address
insert into leads (id, name, phone) values (70, 'Ann at work', '+4930100001');
update leads set opted_out = '{sms}' where id = 1;
create function keep_refusal() returns trigger language plpgsql as $$ begin
  if new.opted_out = '{}' and old.opted_out <> '{}' then update leads set opted_out = old.opted_out where id = new.id; end if; return null; end $$;
create trigger zz_keep after update of opted_out on leads for each row execute function keep_refusal();
update leads set opted_out = '{}' where id = 1;
select opted_out from leads where id = 1;
select channel, address, reason, cause from automation_suppressions;
drop function keep_refusal cascade;
update leads set opted_out = '{}' where id = 1;
select channel, address from automation_suppressions;
create function accept_all() returns trigger language plpgsql as $$ begin
  if new.opted_out <> '{}' then update leads set opted_out = '{}' where id = new.id; end if; return null; end $$;
create trigger zz_accept after update of opted_out on leads for each row execute function accept_all();
update leads set opted_out = '{sms}' where id in (1, 70);
select opted_out from leads where id in (1, 70);
select channel, address from automation_suppressions;

drop function accept_all cascade;
-- two welcomes of merged leads fail, and one has been written again: the other is not, while that waits for its channel
insert into leads (id, name, phone) values (80, 'Quy', '+4930100080');
call automation_run();
set automation.restoring = on;
insert into messages (id, lead_id, automation_id, channel, body, status, origin) values (8000, 80, 1, 'sms', 'written again', 'queued', 'template');
reset automation.restoring;
insert into activities (type, lead_id, automation_id, message_id, details) values ('automation_ran', 80, 1, 8000, '{"event": "new_lead"}');
delete from automation_queue where lead_id <> 80;
update automation_queue set context = coalesce(context, '{}') || '{"lead_changed": true, "merged": true}' where lead_id = 80 and kind = 'deliver';
set client_min_messages = error;
update automation_channels set enabled = true, settings = '{"url": "http://127.0.0.1:9/"}' where channel = 'sms';
call automation_run();
select status, body, error from messages where lead_id = 80 order by id;
select kind, event from automation_queue where lead_id = 80;

drop extension automation cascade;
drop schema crm cascade;
