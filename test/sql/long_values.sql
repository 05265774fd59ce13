-- Values that no b-tree accepts: nothing that a user may write is refused for an index of the extension's.
\set SHOW_CONTEXT never
\set VERBOSITY terse
set client_min_messages = error;
create schema long_values;
create extension automation schema long_values;
set search_path = long_values;
-- Text that does not compress.
create function noise(bytes integer) returns text language sql as
$$ select left(string_agg(md5(i::text), ''), bytes) from generate_series(1, bytes / 32 + 1) i $$;
reset client_min_messages;

-- Leads: every column, by INSERT and by UPDATE.
insert into leads (id, name, email, phone, status, source, timezone, language, opted_out, attributes, external_ids)
values (1, noise(3500), noise(3500), noise(3500), noise(3500), noise(3500), noise(3500), noise(3500),
        array[noise(3500), noise(3400)], jsonb_build_object(noise(3500), noise(3500)),
        jsonb_build_object(noise(3500), noise(3500))),
       (2, 'Ann', 'Ann@Example.com', '+4930123456', 'new', 'Website', null, null, '{}', '{}', '{}'),
       (3, 'Ben', 'ben@example.com', '+4930123457', 'new', 'Website', null, null, array[noise(3500)], '{}', '{}'),
       (4, 'Cat', noise(3480) || '@example.com', repeat(' ', 3000) || '+4930123458', 'new', 'Fair', null, null, '{email,sms}',
        '{}', '{}'),
       (5, 'Dan', noise(900) || '@example.com', noise(990), 'new', 'Fair', null, null, '{all}', '{}', '{}');
update leads set opted_out = array['sms', noise(3500)] where id = 2;
update leads set email = noise(3500), phone = noise(3500), opted_out = '{email}' where id = 3;
update leads set email = 'ben@example.com' where id = 3;
select channel, left(address, 20) as address, length(address) from automation_suppressions order by 1, 2;

-- Messages, bookings, activities.
insert into messages (id, lead_id, direction, channel, recipient, subject, body, model, error, provider_message_id)
values (101, 2, 'inbound', 'email', noise(3500), noise(3500), 'Hello', noise(3500), noise(3500), noise(3500)),
       (102, 2, 'inbound', noise(3500), null, null, 'STOP', null, null, 'a'),
       (103, 2, 'outbound', 'email', noise(3500), noise(3500), 'Hello', noise(3500), noise(3500), noise(3500)),
       (104, 2, 'outbound', noise(3500), null, null, 'Hello', null, null, noise(3500));
insert into messages (id, lead_id, channel, recipient, body, status)
values (105, 2, noise(3500), noise(3500), 'Hello', 'queued'), (106, 2, 'email', noise(3500), 'Hello', 'queued');
update messages set provider_message_id = noise(3499), recipient = noise(3400) where id in (101, 103, 105);
select q.message_id, length(q.channel) from automation_queue q where kind = 'deliver' order by 1;
insert into bookings (id, lead_id, title, location, starts_at, details)
values (1, 2, noise(3500), noise(3500), now() + interval '1 day', jsonb_build_object(noise(3500), noise(3500)));
insert into activities (lead_id, type, description, details) values (2, noise(3500), noise(3500), jsonb_build_object('a', noise(3500)));
-- What is refused: keys, and names of channels.
insert into automation_channels (channel, provider, settings) values (repeat('x', 201), 'webhook', '{"url":"https://example.com/"}');

-- Functions: ids that are too long are distinguished all the same.
select automation_receive('email', 'ann@example.com', 'A question', null, noise(3500)) = automation_receive('email', 'ann@example.com', 'A question', null, noise(3500)) as same;
select automation_receive('email', 'ann@example.com', 'A question', null, noise(3501)) = automation_receive('email', 'ann@example.com', 'A question', null, noise(3502)) as same;
-- Rows that have the ids that come next: the message is not lost without a word.
insert into messages (id, lead_id, body) select currval('messages_id_seq') + 1, 2, 'Hello';
select automation_receive('email', 'ann@example.com', 'A question', null, 'another');
insert into messages (id, lead_id, body) select currval('messages_id_seq') + i, 2, 'Hello' from generate_series(1, 2) i;
select automation_receive('email', 'ann@example.com', 'A question', null, 'a third');
select automation_receive('email', 'ann@example.com', 'A question', null, 'a third');
select automation_receive('email', noise(3500) || '@example.com', 'STOP') as lead, automation_receive('sms', '+49' || noise(3500), 'STOP') as lead;
select automation_delivery_report('email', noise(3499), 'delivered') as message, automation_delivery_report(noise(3500), 'b', 'bounced') as message;
update messages set status = 'sent', provider_message_id = 'pm-3' where id = 103;
select automation_delivery_report('email', 'pm-3', 'bounced') as message;
select count(*) from automation_suppressions where reason = 'undeliverable';
update messages set status = 'sent', recipient = 'ann@example.com', provider_message_id = 'pm-6' where id = 106;
select automation_delivery_report('email', 'pm-6', 'bounced') as message;
select channel, address from automation_suppressions where reason = 'undeliverable';
delete from leads;
select count(*) from automation_suppressions where octet_length(address) > 1000;

-- The indexes serve the extension's statements.
insert into leads (name, email, phone, opted_out)
select 'Lead ' || i, 'lead' || i || '@example.com', '+4930' || 1000000 + i, case when i % 100 = 0 then '{sms,email}' else '{}' end::text[]
  from generate_series(1, 5000) i;
insert into messages (lead_id, direction, channel, body, provider_message_id)
select l.id, d, 'email', 'Hello', d || l.id from leads l cross join (values ('inbound'), ('outbound')) v (d);
vacuum analyze leads, messages;
-- Scans since the last flush of the session's statistics.
create function scans(definition text) returns bigint language sql as $$
select sum(pg_stat_get_xact_numscans(x.indexrelid))::bigint from pg_index x
 where x.indrelid in ('leads'::regclass, 'messages'::regclass) and pg_get_indexdef(x.indexrelid) like '%' || definition || '%' $$;
select pg_stat_force_next_flush();
begin;
select scans('') as counted_before;
select automation_receive('email', 'LEAD77@example.com', 'Hello', null, 'new-1') is not null as found, scans('lower(') > 0 as by_email, scans('(tenant_id, channel, provider_message_id)') > 0 as by_id;
select automation_receive('sms', '+49301000077', 'Hello', null, 'new-2') is not null as found, scans('(phone)') > 0 as by_phone;
select automation_delivery_report('email', 'outbound' || (select min(id) from leads), 'delivered') is not null as found, scans('(provider_message_id, channel)') > 0 as by_report;
rollback;
select pg_stat_force_next_flush();
begin;
select scans('') as counted_before;
update leads set opted_out = '{}' where id = (select min(id) + 99 from leads);
select scans('lower(') > 0 as by_email, scans('(phone)') > 0 as by_phone;
rollback;
-- That of a booking source, which needs its server.
prepare by_email as
select x.email, l.id from pg_catalog.unnest($1::text[]) x (email)
  join leads l on lower(case when left(l.email::text collate "C", 1) >= '!' and left(l.email::text collate "C", 1) <= '~' and right(l.email::text collate "C", 1) >= '!' and right(l.email::text collate "C", 1) <= '~' then l.email::text else btrim(l.email::text, ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(8239) || chr(12288) || chr(65279)) end collate "default") collate "C" = pg_catalog.lower(x.email) and octet_length(l.email::text) <= 1000
 where l.tenant_id = '' order by l.id;
prepare by_phone as
select x.phone, l.id from pg_catalog.unnest($1::text[]) x (phone)
  join leads l on case when right(l.phone::text collate "C", 7) !~ '[^0-9]' then right(l.phone::text collate "C", 7) when right(replace(replace(replace(replace(l.phone::text collate "C", ' ', ''), '-', ''), '.', ''), ')', ''), 7) !~ '[^0-9]' then right(replace(replace(replace(replace(l.phone::text collate "C", ' ', ''), '-', ''), '.', ''), ')', ''), 7) else right(regexp_replace(substring(translate(l.phone::text collate "C", '０１２３４５６７８９٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९', '0123456789012345678901234567890123456789'), '[0-9][^A-Za-z#;,\u0400-\u04ff]*'), '[^0-9]+', '', 'g'), 7) end = x.phone and octet_length(l.phone::text) <= 1000 where l.tenant_id = '' order by l.id;
create function plan(statement text) returns setof text language plpgsql as $$
declare
    plan jsonb;
begin
    execute 'explain (costs off, format json) ' || statement into plan;
    return query select distinct n #>> '{}' from jsonb_path_query(plan, '$.**."Index Name"') n;
end $$;
select plan from plan($$execute by_email('{lead1@example.com}')$$);
select plan from plan($$execute by_phone('{1000001}')$$);

-- Columns of other types have the same indexes, and are changed with them.
alter table leads alter column phone type varchar(400), alter column email type varchar(400);
select pg_stat_force_next_flush();
begin;
select scans('') as counted_before;
select automation_receive('sms', '+49301000077', 'Hello', null, 'new-2') is not null as found, scans('(phone)') > 0 as by_phone;
select automation_receive('email', 'LEAD77@example.com', 'Hello', null, 'new-1') is not null as found, scans('lower(') > 0 as by_email;
rollback;
alter table leads alter column phone type bigint using substr(phone, 2)::bigint;
insert into leads (name, phone) values ('Eve', 4930999);

-- An installation of before has the indexes of before: automation_install() replaces them, and no other.
set client_min_messages = error;
drop extension automation cascade;
drop table automation_suppressions cascade;
alter table leads alter column phone type text, alter column email type text;
create extension automation schema long_values;
do $$ declare i regclass; begin
  for i in select indexrelid from pg_index where indrelid in ('leads'::regclass, 'messages'::regclass)
              and pg_get_indexdef(indexrelid) like '%octet_length%' loop
    execute format('drop index %s', i); end loop; end $$;
create index on leads (lower(email));
create index on leads (phone) where phone is not null;
create unique index on messages (tenant_id, channel, provider_message_id) where direction = 'inbound' and provider_message_id is not null;
create index on messages (provider_message_id, channel) where direction = 'outbound' and provider_message_id is not null;
create index my_own on leads (lower(email));
reset client_min_messages;
select automation_install();
select c.relname, split_part(pg_get_indexdef(c.oid), ' USING ', 2) as definition from pg_class c join pg_index x on x.indexrelid = c.oid
 where x.indrelid in ('leads'::regclass, 'messages'::regclass) and pg_get_indexdef(c.oid) ~ 'email|phone|provider_message_id' order by 1;
-- What its user dropped stays dropped, but for a unique one.
drop index leads_right_idx;
select automation_install();
select to_regclass('leads_right_idx');
set client_min_messages = error;
drop extension automation cascade;
drop schema long_values cascade;
