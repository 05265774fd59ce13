-- Columns of collations: a nondeterministic one is used as it is; one that the server no longer has pauses the engine.
\set SHOW_CONTEXT never
\set VERBOSITY terse
set client_min_messages = error;
create schema collations;
create extension automation schema collations;
reset client_min_messages;
set search_path = collations;
create collation any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create collation regional (provider = icu, locale = 'de');
drop trigger automation_lead_status on leads;
drop trigger automation_lead_contacted on leads;
set client_min_messages = error;
create procedure drop_views() language plpgsql as $$
declare v record;
begin
    for v in select c.relname as name from pg_class c where c.relnamespace = 'collations'::regnamespace and c.relkind = 'v' loop
        execute format('drop view if exists %I cascade', v.name);
    end loop;
end $$;
call drop_views();
alter table leads alter email type text collate any_case, alter status type text collate any_case,
    alter source type text collate regional, alter name type text collate any_case;
select automation_install();
reset client_min_messages;
insert into automations (name, type, trigger, delay_hours, message_template, conditions)
values ('welcome', 'lead_followup', 'new_lead', 0, 'Hello {lead_name} from {lead_source}', '{"source": "Website"}'),
       ('won', 'lead_followup', 'lead_status_changed', 0, 'Now {lead_status}', '{"status": "won"}'),
       ('thanks', 'lead_followup', 'message_received', 0, 'Thank you', '{}');
insert into leads (name, email, source) values ('Ann', 'Ann@Example.com', 'Website'), ('Ben', 'ben@example.com', 'Fair');
call automation_run(null);
update leads set status = 'won' where email = 'ANN@EXAMPLE.COM';
call automation_run(null);
update leads set status = 'WON' where name = 'ann';  -- in this collation no change
select count(*) from automation_queue;
select automation_receive('email', 'ANN@example.com', 'A question') is not null as received;
call automation_run(null);
select name, status, last_inbound_at is not null as answered from leads order by id;
select body from messages where direction = 'outbound' order by id;
select automation_receive('email', 'ann@EXAMPLE.com', 'STOP') is not null as received;
select name, opted_out from leads order by id;
select state in ('stopped', 'not preloaded') as not_paused from automation_status();

-- A locale that an upgrade of the operating system took away, as the catalog shows it then.
create collation departed (provider = libc, locale = 'C.UTF-8');
alter table leads alter source type text collate departed, alter name type text collate departed;
update pg_collation set collcollate = 'xx_XX', collctype = 'xx_XX' where collname = 'departed';
\c -
set search_path = collations;
select source = 'Fair' from leads where id = 2;
insert into leads (name, email, source) values ('Cat', 'cat@example.com', 'Website');
call automation_run(null);
select body from messages where direction = 'outbound' order by id desc limit 1;
select last_error from automation_queue;
\c -
set search_path = collations;
set client_min_messages = error;
call drop_views();
drop trigger automation_lead_status on leads;
drop trigger automation_lead_contacted on leads;
update pg_collation set collcollate = 'C.UTF-8', collctype = 'C.UTF-8' where collname = 'departed';
alter table leads alter status type text collate departed;
select automation_install();
update pg_collation set collcollate = 'xx_XX', collctype = 'xx_XX' where collname = 'departed';
\c -
set search_path = collations;
insert into leads (name, email, source) values ('Dan', 'dan@example.com', 'Website');
call automation_run(null);
select body from messages where direction = 'outbound' order by id desc limit 1;
select event, last_error, attempts, run_at > now() as later from automation_queue;
select state in ('stopped', 'not preloaded') as not_paused from automation_status();
-- A user's update of the column works, and triggers its automations.
update leads set status = 'won' where id = 4;
call automation_run(null);
select body from messages where direction = 'outbound' order by id desc limit 1;
\c -
set search_path = collations;
-- So does every write to leads where all columns have such a collation, that of status a nondeterministic one, and an
-- insert of a message with such columns that no index reads.
set client_min_messages = error;
call drop_views();
create collation departed_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
update pg_collation set collcollate = 'C.UTF-8', collctype = 'C.UTF-8' where collname = 'departed';
do $$ declare t record; begin
  for t in select tgrelid::regclass as relation, tgname from pg_trigger join pg_class c on c.oid = tgrelid
            where relnamespace = 'collations'::regnamespace and tgname like 'automation%' and not tgisinternal loop
    execute format('drop trigger %I on %s', t.tgname, t.relation); end loop; end $$;
alter table leads alter email type text collate departed, alter phone type text collate departed, alter status type text collate departed_case,
    alter timezone type text collate departed, alter language type text collate departed, alter opted_out type text[] collate departed;
alter table bookings alter title type text collate departed;
alter table messages alter origin type text collate departed, alter recipient type text collate departed, alter flags type text[] collate departed;
select automation_install();
reset client_min_messages;
update leads set status = 'WON' where id = 4;  -- in this collation no change
select count(*) from automation_queue;
update pg_collation set collcollate = 'xx_XX', collctype = 'xx_XX' where collname = 'departed';
-- PostgreSQL 17 has renamed it.
select attname as icu_locale from pg_attribute where attrelid = 'pg_collation'::regclass and attname ~ '^coll(icu)?locale$' \gset
update pg_collation set collprovider = 'c', :icu_locale = null, collcollate = 'xx_XX', collctype = 'xx_XX' where collname = 'departed_case';
\c -
set search_path = collations;
alter table messages drop constraint messages_origin_check;
insert into leads (id, name, email, phone, status, source, timezone, language, opted_out)
values (10, 'Eve', 'eve@example.com', '+4930123456', 'new', 'Website', 'Europe/Berlin', 'de', '{sms}');
update leads set name = 'Eva', email = 'eva@example.com', phone = '+4930123457', timezone = 'UTC', language = 'en' where id = 10;
update leads set status = 'won' where id = 10;
update leads set opted_out = '{sms,whatsapp}' where id = 10;
update leads set tenant_id = tenant_id where id = 10;
insert into bookings (id, lead_id, title, starts_at) values (1, 10, 'Massage', now() + interval '1 day');
update bookings set status = 'cancelled' where id = 1;
insert into messages (id, lead_id, direction, channel, body) values (101, 10, 'inbound', 'Email', 'A question'), (102, 10, 'outbound', 'email', 'Hello');
update messages set recipient = 'eva@example.com', flags = '{mine}' where id = 102;
insert into messages (id, lead_id, channel, body, status) values (103, 10, 'sms', 'Hello', 'queued');
select automation_receive('email', 'eva@example.com', 'Another question') is not null as received;
delete from leads where id = 10;
-- and back
update pg_collation set collcollate = 'C.UTF-8', collctype = 'C.UTF-8' where collname in ('departed', 'departed_case');
\c -
set search_path = collations;
update leads set status = 'new' where id = 4;
update automation_queue set run_at = now();
call automation_run(null);
select body from messages where direction = 'outbound' order by id desc limit 1;
select event, last_error from automation_queue;
update leads set status = 'won' where id = 4;
call automation_run(null);
select body from messages where direction = 'outbound' order by id desc limit 1;

set client_min_messages = error;
drop extension automation cascade;
drop schema collations cascade;
