-- Consent, row by row: what automation_suppressions holds, what explain and activities say, and what an application's
-- write can take back.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
set client_min_messages = warning;
set search_path = crm;
create temp view rows_now as select channel, address, reason, cause, detail, spellings from automation_suppressions order by 1, 2, 3;
create temp view story as
select a.lead_id as lead, a.type, a.details ->> 'reason' as reason, a.details -> 'channels' as channels, a.details ->> 'detail' as detail from activities a order by a.id;
create function pg_temp.explained(lead bigint, automation bigint default 1) returns table (step text, ok boolean, detail text) language sql as
$$ select step, ok, regexp_replace(detail, 'since \S+', 'since <then>,') from automation_explain(automation, lead) where step in ('opt-out', 'recipient') $$;
insert into automations (id, name, type, trigger, channel, message_template) values
  (1, 'mail', 'lead_followup', 'lead_status_changed', 'email', 'hello'), (2, 'text', 'lead_followup', 'lead_status_changed', 'sms', 'hello');
insert into leads (id, name, email, phone) values (1, 'Ann', 'Ann@Example.com', '+49 170 1111111'), (2, 'Ann too', 'ann@example.com', '0049170-1111111'), (3, 'Bea', 'bea@example.com', null);

-- STOP: what was said, and which row speaks for each lead
insert into messages (lead_id, direction, channel, body) values (1, 'inbound', 'sms', 'Stop!');
select * from rows_now;
select id, opted_out from leads order by id;
select * from pg_temp.explained(1, 2);
select * from pg_temp.explained(2, 2);
select * from automation_test(2, 2);

-- an application that saves the row as it read it before takes nothing back: the column and an activity say so
truncate activities;
update leads set opted_out = '{}', name = 'Ann Lee' where id = 1 returning opted_out;
select * from story;
update leads set opted_out = '{email}' where id = 1 returning opted_out;
update leads set opted_out = '{}' where id = 1 returning opted_out;
select * from rows_now;
select type, reason, channels from story offset 1;

-- what it said itself it takes back, and a bounce erases nothing
truncate activities;
update leads set opted_out = '{all}' where id = 3;
insert into messages (lead_id, channel, recipient, body, status, provider_message_id) values (3, 'email', 'Bea <bea@example.com>', 'x', 'sent', 'm1');
select automation_delivery_report('email', 'm1', 'bounced', '5.1.1 gone') is not null as taken;
select * from rows_now where address like 'bea%';
select * from pg_temp.explained(3);
update leads set opted_out = null where id = 3;
select * from rows_now where address like 'bea%';
select type, reason, channels from story;

-- deleting the row takes back what the lead said
truncate activities;
delete from automation_suppressions where reason = 'opted_out';
select id, opted_out from leads order by id;
select * from story;

-- rows of an application: channel, address and reason are brought to one form; the key holds
insert into automation_suppressions (channel, address) values (' EMAIL ', 'Cy Lee <Cy@Example.com>'), ('Sms', 'tel:+49-170-2222222');
insert into automation_suppressions (channel, address, reason) values ('email', 'dot@example.com', 'opt-out'), ('email', 'eve@example.com', '550 5.1.1 no such user');
insert into automation_suppressions (channel, address) values ('email', 'CY@example.com') on conflict do nothing;
insert into automation_suppressions (channel, address) values ('email', 'CY@example.com');
update automation_suppressions set address = 'Dot.Lee@Example.com' where address = 'dot@example.com';
select * from rows_now;

-- many rows of one address, refused and allowed in one statement each
insert into leads (id, name, email, opted_out) select i, 'many', case i % 3 when 0 then 'many@example.com' when 1 then 'MANY@example.com' else ' many@example.com' end, '{email}' from generate_series(100, 399) i;
select * from rows_now where address like 'many%';
update leads set opted_out = '{}' where id between 101 and 399;
select cause from automation_suppressions where address = 'many@example.com';
update leads set opted_out = '{}' where id = 100;
select count(*) from automation_suppressions where address = 'many@example.com';
update leads set opted_out = '{email}' where id between 100 and 399;
select count(*), max(cardinality(spellings)) as spellings from automation_suppressions where address = 'many@example.com';
update leads set opted_out = '{}' where id between 100 and 399;
select count(*) from automation_suppressions where address = 'many@example.com';

-- an import writes refusals down although it triggers nothing; what a dump brings is left alone
set automation.restoring = on;
insert into leads (id, email, opted_out) values (500, 'Imported@example.com', '{email}');
reset automation.restoring;
set session_replication_role = replica;
insert into leads (id, email, opted_out) values (501, 'replica@example.com', '{email}');
reset session_replication_role;
select * from rows_now where address in ('imported@example.com', 'replica@example.com');
select count(*) from activities where lead_id >= 500;

-- an application at level app writes leads and messages, and needs no right to the rows that follow
truncate leads, automation_suppressions, activities, messages cascade;
insert into leads (id, email) values (1, 'eva@example.com');
create role regress_consent_app;
select automation_grant('regress_consent_app', 'app');
set role regress_consent_app;
update leads set opted_out = '{email}' where id = 1;
insert into leads (id, email, opted_out) values (2, 'fay@example.com', '{email}');
insert into messages (lead_id, channel, direction, body) values (1, 'email', 'inbound', 'STOP');
update leads set email = 'eva@work.example' where id = 1;
select * from automation_suppressions;
reset role;
select channel, address, cause from automation_suppressions order by address;
select automation_grant('regress_consent_app', 'none');
drop role regress_consent_app;

-- a statement that fails in a block that goes on refuses nothing, also not with the next statement
truncate leads, automation_suppressions, activities, messages cascade;
insert into leads (id, email) values (1, 'eva@example.com'), (2, 'fay@example.com');
create function refuse_second() returns trigger language plpgsql as $$ begin
  if new.id = 2 and new.opted_out <> '{}' then raise exception 'refused'; end if; return null; end $$;
create trigger zz_refuse after update on leads for each row execute function refuse_second();
do $$ begin update leads set opted_out = '{email}'; exception when raise_exception then raise notice '%', sqlerrm; end $$;
update leads set opted_out = '{sms}', phone = '+4930100001' where id = 1;
select channel, address from automation_suppressions;
drop function refuse_second cascade;

set client_min_messages = warning;
drop schema crm cascade;
