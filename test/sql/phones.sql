-- Telephone numbers and e-mail addresses as forms store them: one normal form wherever they are compared or sent to.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
\getenv folder PG_ABS_SRCDIR
\set file :folder '/data/phones.tsv'
create temp table spellings as
select row_number() over () as n, replace(f[1], '\t', E'\t') as written, nullif(f[2], '-') as country, nullif(f[3], '-') as number
  from string_to_table(pg_read_file(:'file'), E'\n') line, string_to_array(line, E'\t') f
 where line <> '' and line not like '#%';
select count(*) >= 600 as enough, count(distinct country) >= 40 as countries from spellings;

-- each in a tenant of its own: who writes back is recognised, by the index; what is no number is nobody's
insert into automation_settings (tenant_id, country) select 't' || n, country from spellings where country is null or country <> 'QQ';
insert into leads (id, tenant_id, phone) select n, 't' || n, written from spellings;
create function pg_temp.answer(n bigint, number text) returns bigint language plpgsql as $$
begin
    perform set_config('automation.tenant_id', 't' || n, false);
    perform automation_receive('sms', number, 'It suits me.');
    return (select m.lead_id from messages m where m.tenant_id = 't' || n and m.direction = 'inbound');
end $$;
select count(*) as numbers, count(*) filter (where pg_temp.answer(n, number) = n) = count(*) as recognised from spellings where number is not null;
select n, written from spellings where number is not null and not exists (select from messages m where m.lead_id = n);
-- and a refusal of the number holds for the lead, whatever it writes
insert into automation_suppressions (tenant_id, channel, address) select 't' || n, 'sms', number from spellings where number is not null;
insert into automations (id, tenant_id, name, type, trigger, channel, message_template)
select n, 't' || n, 'text', 'lead_followup', 'lead_status_changed', 'sms', 'Hello' from spellings;
create function pg_temp.refused(n bigint) returns boolean language plpgsql as $$
begin
    perform set_config('automation.tenant_id', 't' || n, false);
    return exists (select from automation_explain(n, n) where step = 'opt-out' and not ok);
end $$;
select count(*) as numbers, count(*) filter (where pg_temp.refused(n)) = count(*) as refused from spellings where number is not null;
select count(*) filter (where pg_temp.refused(n)) as refused from spellings where number is null;
reset automation.tenant_id;
truncate leads, automations, automation_suppressions, automation_settings, messages, activities, automation_queue cascade;

-- the country of a tenant is one that has numbers, in any case
insert into automation_settings (tenant_id, country) values ('', 'de ');
insert into automation_settings (tenant_id, country) values ('vienna', 'AT');
select tenant_id, country from automation_settings order by 1;
\set VERBOSITY default
update automation_settings set country = 'Germany';
update automation_settings set country = 'XX';
update automation_settings set country = '';
\set VERBOSITY terse
update automation_settings set country = null where tenant_id = 'vienna';

-- two tenants, two countries, one spelling; a tenant without a country has the default row's
update automation_settings set country = 'AT' where tenant_id = 'vienna';
insert into leads (id, tenant_id, phone) values (1, 'vienna', '0664 1234567'), (2, 'berlin', '0170 1234567'), (3, 'vienna', '0170 1234567');
set automation.tenant_id = 'vienna';
select automation_receive('sms', '+436641234567', 'Hello') is not null as vienna, automation_receive('sms', '+491701234567', 'Hello') as not_vienna;
set automation.tenant_id = 'berlin';
select automation_receive('sms', '+491701234567', 'STOP') is not null as berlin, automation_receive('sms', '+436641234567', 'Hello') as not_berlin;
select lead_id, channel, address, cause, spellings from (select s.*, 2 as lead_id from automation_suppressions s) s order by address;
-- another lead of the tenant with the number, written in another way, is refused too, and START finds both
insert into leads (id, phone) values (4, 'Tel.: +49 (0)170/123 45 67'), (5, '0170 1234567');
update leads set opted_out = '{sms}' where id = 4;
insert into automations (id, name, type, trigger, channel, message_template) values (1, 'text', 'lead_followup', 'lead_status_changed', 'sms', 'Hello');
select l, step, ok from generate_series(4, 5) l, automation_explain(1, l) where step in ('opt-out', 'recipient') order by l, step;
select automation_receive('sms', '+49 170 1234567', 'START') is not null as started;
select id, opted_out from leads where tenant_id = 'berlin' order by id;

-- a country that is set or changed later: what was refused before stays refused
update automation_settings set country = null;
update leads set phone = '0171 7654321', opted_out = '{sms}' where id = 5;
select address from automation_suppressions where tenant_id = 'berlin' order by 1;
insert into leads (id, phone) values (6, '(0171) 76 54 321');
select ok from automation_explain(1, 6) where step = 'opt-out';
update automation_settings set country = 'DE' where tenant_id = '';
select ok from automation_explain(1, 6) where step = 'opt-out';
update automation_settings set country = 'AT' where tenant_id = '';
select ok from automation_explain(1, 6) where step = 'opt-out';
update leads set opted_out = '{}' where id = 5;
select ok from automation_explain(1, 6) where step = 'opt-out';
select address from automation_suppressions where tenant_id = 'berlin' order by 1;
begin;
update automation_settings set country = 'DE' where tenant_id = '';
select automation_receive('sms', '+491717654321', 'in the transaction') is not null as found;
rollback;
select automation_receive('sms', '+491717654321', 'after it') is not null as found;
update automation_settings set country = 'DE' where tenant_id = '';

-- recipients are normalised when they are sent to, and a merge knows one number
insert into automation_channels (channel, provider, settings) values ('sms', 'webhook', '{"url": "http://127.0.0.1:9/sms", "secret": {"env": "AUTOMATION_NONE"}}');
select channel, recipient from automation_test(1, 6);
insert into leads (id, phone, opted_out) values (7, '+491717654321', '{}'), (8, '0171-765 43 21', '{sms}');
select automation_merge_leads(7, 8) is not null as merged;
select id, phone, opted_out from leads where id in (7, 8);
select address, cause from automation_suppressions where tenant_id = 'berlin' order by 1;

-- e-mail: blanks around, and either spelling of a domain
insert into leads (id, email) values (11, E'  Ann@Bücher.example\u00a0'), (12, E'\tbea@xn--bcher-kva.example');
create temp table mails as
select s.sender, automation_receive('email', s.sender, 'Hello') as id
  from (values ('ann@xn--bcher-kva.example'), ('ANN@bücher.example'), (E' bea@BÜCHER.example '), ('Bea <bea@xn--BCHER-KVA.example>')) s (sender);
select r.sender, m.lead_id from mails r left join messages m using (id) order by m.id;
select automation_receive('email', 'ann@bücher.example', 'unsubscribe') is not null as stopped;
select address, spellings from automation_suppressions where channel = 'email';
insert into leads (id, email) values (13, 'ann@xn--bcher-kva.example '), (14, 'ann@bücher.example');
update automations set channel = 'email';
select l, step, ok from generate_series(11, 14) l, automation_explain(1, l) where step in ('opt-out', 'recipient') order by l, step;

-- nothing that is written fails an insert
insert into leads (id, phone, email) values (21, repeat('0', 100000), repeat(' ', 2000)), (22, E'\x01\x7f+', ''), (23, repeat('(', 900), '@'),
  (24, '٠١٧٠ ١٢٣٤٥٦٧', ' '), (25, '12345', 'x'), (26, 'PAYPAL', null), (27, repeat('+', 240), null), (28, repeat('٠', 300), null);
update leads set opted_out = '{all}' where id > 20;
select id, left(phone, 30) as phone, opted_out from leads where id > 20 order by id;
select channel, left(address, 30) as address from automation_suppressions where tenant_id = 'berlin' and channel = 'all' order by 2;

set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
