-- automation_person() shows everything that is held about a person; automation_forget() leaves nothing but counts and
-- hashes, which still keep messages from being sent.
\set SHOW_CONTEXT never
set client_min_messages = warning;
set timezone = 'UTC';
create schema crm;
create extension automation schema crm;
set search_path = crm;
alter table leads add column nickname text;
create table notes (id bigint primary key, lead_id bigint, tenant_id text default '', note text,
                    foreign key (lead_id, tenant_id) references leads (id, tenant_id) on delete cascade);
create table invoices (id bigint primary key, lead_id bigint, tenant_id text default '', total numeric,
                       foreign key (lead_id, tenant_id) references leads (id, tenant_id));
insert into automation_channels (channel, provider, settings, enabled)
values ('email', 'smtp', '{"host":"127.0.0.1","from":"Acme <hello@example.com>"}', false);
insert into automations (id, name, type, trigger, delay_hours, message_template, conditions, date_field) values
  (1, 'welcome', 'lead_followup', 'new_lead', 0, 'Hello {lead_name}', '{}', null),
  (2, 'later', 'lead_followup', 'new_lead', 48, 'Still there, {lead_name}?', '{}', null),
  (3, 'renewal', 'lead_followup', 'lead_date', 24, 'Soon, {lead_name}', '{}', 'attributes.renewal_date');
insert into leads (id, name, email, phone, nickname, attributes, external_ids) values
  (1, 'Zaphod Beeblebrox', 'Zaphod <Zaphod@Heart.example>', '+49 30 5550123', 'Zappy',
   '{"renewal_date":"2031-05-01","note":"zaphod likes fish"}', '{"shop":"zaphod-7"}'),
  (2, 'Trillian', 'trillian@heart.example', '+49305550124', null, '{}', '{}'),
  (3, 'The same', 'zaphod@heart.example', null, null, '{}', '{}');
insert into bookings (id, lead_id, title, starts_at) values (10, 1, 'Massage for Zaphod', now() + interval '3 days');
insert into notes values (100, 1, '', 'zaphod owes us a call'), (101, 2, '', 'other');
call automation_run();
insert into messages (lead_id, channel, direction, body) values (1, 'sms', 'inbound', 'STOP'), (1, 'email', 'inbound', 'Thanks, Zaphod');
update leads set opted_out = opted_out || '{email}'::text[] where id = 1;
select automation_person(1) #> '{lead,nickname}' as nickname,
       (select jsonb_object_agg(p.key, jsonb_array_length(p.value)) from jsonb_each(automation_person(1)) p
         where jsonb_typeof(p.value) = 'array') as rows,
       automation_person(1) -> 'own_tables' as own_tables, automation_person(1) -> 'other_leads' as others;
select jsonb_path_query_array(automation_person(1), '$.suppressions[*].address') as refused;

-- every row of every table of the schema, but functions of ours
create function pg_temp.traces(person text[]) returns table (found_in text, row_text text) language plpgsql as $$
declare t regclass;
begin
    for t in select c.oid from pg_class c where c.relnamespace = 'crm'::regnamespace and c.relkind = 'r' order by c.relname::text loop
        return query execute format('select %L, r::text from %s r where r::text ~* any ($1)', t, t) using person;
    end loop;
end $$;
select found_in, count(*) from pg_temp.traces('{zaphod,zappy,5550123}') group by 1 order by 1;
select id, ran, messages, sent from automation_stats order by id;

-- so does a trigger of the owner's that deletes softly
create function soft() returns trigger language plpgsql as 'begin return null; end';
create trigger soft before delete on leads for each row execute function soft();
select automation_forget(1);
drop function soft cascade;
-- tables of the owner's own are shown to the owner alone
create role person_viewer;
select automation_grant('person_viewer', 'viewer', '');
set role person_viewer;
select crm.automation_person(1) -> 'own_tables' as own_tables;
reset role;
select automation_grant('person_viewer', 'none', '');
drop role person_viewer;

-- a row of the user's own keeps the lead, and says so
insert into invoices values (200, 1, '', 12.50);
select automation_forget(1);
delete from invoices;

-- erased: the counts are those of the rows; the other lead with the address is named
select automation_forget(1);
select found_in, count(*) from pg_temp.traces('{zaphod,zappy,5550123}') where found_in <> 'leads' or row_text not like '(3,%' group by 1;
select type, lead_id, description, details from activities where type = 'lead_forgotten';
select id, ran, messages, sent from automation_stats order by id;
select channel, address like 'hashed:%' as hashed, reason, cause, detail, spellings from automation_suppressions order by 1, 3;
select count(*) from notes;
select automation_forget(1);

-- what was refused holds for whoever has the address: other ways of writing it, another lead
delete from leads where id = 3;
insert into leads (id, name, email, phone) values (4, 'New', 'ZAPHOD@heart.example', '0049 30 5550123');
select would_run, reasons from automation_test(1, 4);
select step, ok, regexp_replace(detail, '.*(hashed:).*, reason (.*), since .*', '\1... \2') as detail from automation_explain(1, 4) where detail ~ 'hashed:';
-- also with a new secret of the links
update automation_instance set secret = sha256('new');
select would_run, reasons from automation_test(1, 4);
-- a key that has been lost is a finding: nobody is found by another one
create temp table kept as select suppression_key from automation_instance;
select count(*) from automation_check() where finding = 'suppression_key_lost';
update automation_instance set suppression_key = sha256('other');
select severity, detail from automation_check() where finding = 'suppression_key_lost';
update automation_instance set suppression_key = null;
select severity from automation_check() where finding = 'suppression_key_lost';
update automation_instance set suppression_key = k.suppression_key from kept k;
select count(*) from automation_check() where finding = 'suppression_key_lost';
-- not another tenant's
set automation.tenant_id = 'b';
insert into automations (id, name, type, trigger, message_template) values (9, 'welcome', 'lead_followup', 'new_lead', 'Hello');
insert into leads (id, email) values (5, 'zaphod@heart.example');
select would_run, reasons from automation_test(9, 5);
reset automation.tenant_id;

-- a STOP that is taken back by START at the number is taken back from the hash
insert into messages (lead_id, channel, direction, body) values (4, 'sms', 'inbound', 'START');
select channel, reason, cause from automation_suppressions order by 1, 2;
-- forgotten once more, nothing is refused that was not
select automation_forget(4) - 'activities' as forgotten;
select channel, reason, cause from automation_suppressions order by 1, 2;

-- an address that bounced, and an earlier address of messages
insert into leads (id, email) values (6, 'old@heart.example');
insert into messages (lead_id, channel, recipient, body, status) values (6, 'email', 'old@heart.example', 'hi', 'sent');
insert into automation_suppressions (channel, address, reason, cause, detail)
values ('email', 'old@heart.example', 'undeliverable', 'provider', '550 old@heart.example unknown');
update leads set email = 'new@heart.example' where id = 6;
select automation_forget(6) -> 'suppressions' as hashed;
select * from pg_temp.traces('{old@heart,new@heart}');

-- what the link of a lead that is gone refused outlives the secret of the links, once the person is forgotten
create function pg_temp.hmac(key bytea, message bytea) returns bytea language sql as $$
  select sha256(o.pad || sha256(i.pad || message)) from
    (select string_agg(decode(lpad(to_hex(get_byte(rpad_key.k, n) # 54), 2, '0'), 'hex'), '' order by n) as pad
       from generate_series(0, 63) n, (select key || decode(repeat('00', 64 - length(key)), 'hex') as k) rpad_key) i,
    (select string_agg(decode(lpad(to_hex(get_byte(rpad_key.k, n) # 92), 2, '0'), 'hex'), '' order by n) as pad
       from generate_series(0, 63) n, (select key || decode(repeat('00', 64 - length(key)), 'hex') as k) rpad_key) o $$;
insert into automation_suppressions (channel, address, reason, cause)
select 'email', 'hashed:' || rtrim(translate(encode(substring(pg_temp.hmac(secret, convert_to(e'automation address\n0\ntrillian@heart.example', 'UTF8')) for 16), 'base64'), '+/', '-_'), '='),
  'opted_out', 'unsubscribe' from automation_instance;
insert into leads (id, email) values (9, 'trillian@heart.example');
select would_run, reasons from automation_test(1, 9);
select automation_forget(9) -> 'suppressions' as hashed;
update automation_instance set secret = sha256('newer');
insert into leads (id, email) values (10, 'Trillian@Heart.example');
select would_run, reasons from automation_test(1, 10);

-- of a merged lead the id means the one that was kept
insert into leads (id, name, email) values (7, 'Ford', 'ford@heart.example'), (8, 'Ford P.', null);
select automation_merge_leads(7, 8) -> 'merged' as merged;
select automation_person(8) #>> '{lead,name}' as name;
select automation_forget(8) -> 'activities' as activities;
select * from pg_temp.traces('{ford}');

select automation_person(99);
select automation_forget(null);
drop extension automation cascade;
drop schema crm cascade;
