-- What leads refused before automation_suppressions said so by address is taken over: by an upgrade, by a key of before,
-- and when tables are adopted.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
set client_min_messages = warning;
set search_path = crm;
create function pg_temp.rows_now() returns table (tenant_id text, channel text, address text, reason text, cause text, detail text, spellings text[])
language plpgsql as $$ begin
return query execute 'select tenant_id, channel, address, reason, cause, detail, spellings from crm.automation_suppressions order by 1, 2, 3, 4';
end $$;

insert into leads (id, name, email, phone) values
  (1, 'Ann', 'Ann <Ann@Example.com>', '+49 170 1111111'), (2, 'Bea', 'bea@example.com', null), (3, 'Cy', 'cy@example.com', '+491703333333'),
  (4, 'Dot', null, '+491704444444'), (5, 'Eve', 'ann@example.com', null), (6, 'Fay', 'fay@example.com', null);
insert into leads (id, tenant_id, name, email) values (7, 'b', 'Gus', 'gus@example.com');

-- as they were: refusals in the leads alone, and their activities
alter table leads disable trigger user;
update leads set opted_out = '{email}' where id in (1, 5);
update leads set opted_out = '{ Email }' where id = 2;
update leads set opted_out = '{all}' where id = 3;
update leads set opted_out = '{sms, whatsapp}' where id = 4;
update leads set opted_out = '{email}' where id = 7;
alter table leads enable trigger user;
insert into activities (type, description, lead_id, tenant_id, details) values
  ('lead_opted_out', 'x', 1, '', '{"channels": ["email"], "reason": "application"}'), ('lead_opted_out', 'x', 5, '', '{"channels": ["email"], "reason": "unsubscribe"}'),
  ('lead_opted_out', 'x', 4, '', '{"channels": ["sms"], "reason": "stop_word"}'), ('lead_opted_out', 'x', 7, 'b', '{"channels": ["email"], "reason": "provider"}');
drop table automation_suppressions;
select automation_install();
select * from pg_temp.rows_now();
-- once is enough: what is deleted stays deleted
delete from automation_suppressions where address = 'bea@example.com';
select automation_install();
select count(*) from automation_suppressions where address = 'bea@example.com';
select opted_out from leads where id = 2;

-- START takes back what was taken over, too
insert into messages (lead_id, direction, channel, body) values (4, 'inbound', 'sms', 'START');
select opted_out from leads where id = 4;
select * from pg_temp.rows_now() where address = '+491704444444';

-- a table with the key of before: bounces stay, refusals are taken over
drop table automation_suppressions;
create table automation_suppressions (
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    channel text not null, address text not null, reason text not null, since timestamptz not null default now(),
    primary key (tenant_id, channel, address));
create trigger automation_keep_tenant before update of tenant_id on automation_suppressions
    for each row when (old.tenant_id is distinct from new.tenant_id) execute function automation_keep_tenant();
insert into automation_suppressions (channel, address, reason) values ('email', 'cy@example.com', '550 5.1.1 no such user'), ('sms', '+491709999999', '30005');
select automation_install();
select * from pg_temp.rows_now();
insert into automation_suppressions (channel, address) values ('email', ' Fay@Example.com ');
select channel, address, reason, cause from automation_suppressions where address = 'fay@example.com';
insert into automation_suppressions (channel, address, reason) values ('email', 'Fay@example.com', '550 gone');
select channel, address, reason, cause, detail from automation_suppressions where address = 'fay@example.com' order by reason;
drop schema crm cascade;

-- tables that are adopted
create schema crm;
create extension automation schema crm;
set client_min_messages = warning;
drop extension automation cascade;
drop table crm.automation_suppressions;
insert into crm.leads (email, opted_out) values ('ANN@example.com', '{email}');
create extension automation schema crm;
select channel, address, cause from crm.automation_suppressions;
set client_min_messages = warning;
drop schema crm cascade;
