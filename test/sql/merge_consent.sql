-- merged leads: what either has refused holds at the addresses of both; tokens sent to the lead that is gone; tables of the user's own
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
set search_path = crm;
create temp view refused as select channel, address, cause from automation_suppressions where address not like 'hashed:%' order by address, channel;
create temp view people as select id, email, phone, opted_out from leads order by id;
-- a token as the worker makes it
create function pg_temp.xor(a bytea, b integer) returns bytea language plpgsql as $$
begin for i in 0 .. length(a) - 1 loop a := set_byte(a, i, get_byte(a, i) # b); end loop; return a; end $$;
create function pg_temp.hmac(text bytea, key bytea) returns bytea language sql as $$
select sha256(pg_temp.xor(k.key, x'5c'::integer) || sha256(pg_temp.xor(k.key, x'36'::integer) || text))
  from (select key || decode(repeat('00', 64 - length(key)), 'hex') as key) k $$;
create function pg_temp.base64url(value bytea) returns text language sql as $$
select rtrim(translate(encode(value, 'base64'), E'+/\n', '-_'), '=') $$;
create function pg_temp.token(lead bigint, channel text, address text) returns text language sql as $$
select pg_temp.base64url(p.payload || substring(pg_temp.hmac(convert_to('automation unsubscribe', 'UTF8') || '\x0a' || p.payload, i.secret) for 16))
  from automation_instance i cross join lateral (select '\x02'::bytea || int8send(lead) || int2send(0::int2)
       || convert_to(pg_temp.base64url(substring(pg_temp.hmac(convert_to('automation address' || e'\n0\n' || address, 'UTF8'), i.secret) for 16))
                     || channel, 'UTF8') as payload) p where i.tenant_id = '' $$;

-- a refusal of the lead that stays holds at the address that it gets, for other rows too, and at the one that is dropped
insert into leads (id, email, opted_out) values (1, null, '{email}');
insert into leads (id, email) values (2, 'Ann@Example.com'), (3, 'ann@example.com');
insert into leads (id, phone, opted_out) values (4, '+4930500001', '{sms}');
insert into leads (id, phone) values (5, '+4930500002');
select automation_merge_leads(1, 2) -> 'merged' as merged, automation_merge_leads(4, 5) -> 'merged' as merged;
select * from people;
select * from refused;

-- a refusal at an address that is dropped stays, though the lead that had it had not said so itself
truncate leads, automation_suppressions, activities, messages cascade;
insert into leads (id, email) values (1, 'bob@example.com'), (2, 'bob@work.example'), (3, 'bob@work.example');
insert into messages (lead_id, channel, direction, body) values (3, 'email', 'inbound', 'STOP');
select opted_out from leads where id = 2;
select automation_merge_leads(1, 2) -> 'merged' as merged;
select * from people;
select * from refused;
-- which an application does not take back, but START does
update leads set opted_out = '{}' where id = 1;
select opted_out from leads where id = 1;
insert into messages (lead_id, channel, direction, body) values (1, 'email', 'inbound', 'START');
select opted_out from leads where id = 1;

-- the stronger cause of two
truncate leads, automation_suppressions, activities, messages cascade;
insert into leads (id, email, opted_out) values (1, 'cem@example.com', '{email}');
insert into leads (id, email) values (2, 'cem@work.example');
insert into messages (lead_id, channel, direction, body) values (2, 'email', 'inbound', 'STOP');
select automation_merge_leads(1, 2) -> 'merged' as merged;
select * from refused;
update leads set opted_out = '{}' where id = 1;
select * from people;

-- a token of the lead that is gone, for the address that was dropped
truncate leads, automation_suppressions, activities, messages cascade;
insert into leads (id, email) values (1, 'dia@example.com'), (2, 'dia@work.example'), (3, 'Dia@Work.example');
select automation_merge_leads(1, 2) -> 'merged' as merged;
select automation_unsubscribe(pg_temp.token(2, 'email', 'dia@work.example')) ->> 'already' as already;
select * from people;
select channel, address like 'hashed:%' as hashed, cause from automation_suppressions order by 2, 1;
-- the row that has the dropped address is not written to either
insert into automations (id, name, type, trigger, channel, message_template) values (1, 'hello', 'lead_followup', 'new_lead', 'email', 'hello');
select lead_id, ok, detail like '%unsubscribe%' as by_the_link from unnest(array[1, 3]) lead_id, automation_explain(1, lead_id) where step = 'opt-out';
select automation_unsubscribe(pg_temp.token(2, 'email', 'dia@work.example')) ->> 'already' as already;

-- and one of a version before, which names the lead alone
truncate leads, automation_suppressions, activities, messages cascade;
insert into leads (id, email) values (1, 'dia@example.com'), (2, 'dia@work.example');
select automation_merge_leads(1, 2) -> 'merged' as merged;
create function pg_temp.old_token(lead bigint, channel text) returns text language sql as $$
select pg_temp.base64url(p.payload || substring(pg_temp.hmac(convert_to('automation unsubscribe', 'UTF8') || '\x0a' || p.payload, i.secret) for 16))
  from automation_instance i, (select '\x01'::bytea || int8send(lead) || int2send(0::int2) || convert_to(channel, 'UTF8') as payload) p
 where i.tenant_id = '' $$;
select automation_unsubscribe(pg_temp.old_token(2, 'email')) ->> 'already' as already;
select * from people;
select * from refused;

-- rows of the user's own that refer to the lead go along, with and without the tenant
truncate leads, automation_suppressions, activities, messages cascade;
create unique index on leads (id);
create table notes (note text, lead bigint, tenant_id text default '' collate "C", foreign key (lead, tenant_id) references leads (id, tenant_id) on delete cascade);
create table scores (lead bigint references leads (id), score integer);
create table "odd Table" ("Lead Id" bigint, "of" text default '' collate "C", foreign key ("of", "Lead Id") references leads (tenant_id, id)) partition by range ("Lead Id");
create table odd_part partition of "odd Table" default;
insert into leads (id, email) values (1, 'eva@example.com'), (2, 'eva@work.example'), (3, 'fay@example.com');
insert into notes values ('one', 1), ('two', 2), ('of another', 3);
insert into scores values (2, 10);
insert into "odd Table" values (2);
select automation_merge_leads(1, 2) -> 'references' as moved;
select note, lead from notes order by note;
select lead, score from scores;
select "Lead Id" from "odd Table";
-- of a table of another role's nothing is deleted in silence
create role regress_automation_notary;
grant usage on schema crm to regress_automation_notary;
alter table notes owner to regress_automation_notary;
select automation_merge_leads(1, 3);
delete from notes where lead = 3;
select automation_merge_leads(1, 3) -> 'references' as moved;
drop table notes;
drop owned by regress_automation_notary;
drop role regress_automation_notary;

set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
