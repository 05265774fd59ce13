-- A row that violates a check constraint of a table of the extension: the error has a hint with the allowed values.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
insert into leads (id, name) values (1, 'Ann');
insert into bookings (id, lead_id) values (1, 1);
insert into messages (id, lead_id) values (1, 1);
insert into automations (id, name, type, trigger) values (1, 'a', 'lead_followup', 'new_lead');
insert into automation_settings (business_name) values ('Acme');
insert into automation_suppressions (channel, address) values ('email', 'a@example.org');

-- one or more statements for each constraint
create temp table tried (relation text, constraint_name text, statement text);
insert into tried values
  ('messages', 'messages_direction_check', $$insert into messages (lead_id, direction) values (1, 'sideways')$$),
  ('messages', 'messages_direction_check', $$update messages set direction = 'sideways'$$),
  ('messages', 'messages_origin_check', $$insert into messages (lead_id, origin) values (1, 'owl')$$),
  ('messages', 'messages_origin_check', $$update messages set origin = 'owl'$$),
  ('messages', 'messages_status_check', $$insert into messages (lead_id, status) values (1, 'Sent')$$),
  ('messages', 'messages_status_check', $$update messages set status = 'on its way'$$),
  ('bookings', 'bookings_status_check', $$insert into bookings (lead_id, status) values (1, 'maybe')$$),
  ('bookings', 'bookings_status_check', $$update bookings set status = 'canceled'$$),
  ('bookings', 'bookings_status_check', $$insert into bookings (id, lead_id, status) values (1, 1, 'booked') on conflict (id, tenant_id) do update set status = 'x'$$),
  ('bookings', 'bookings_status_check', $$with w as (insert into bookings (lead_id, status) values (1, 'maybe') returning id) select * from w$$),
  ('automations', 'automations_delay_days_check', $$insert into automations (name, type, trigger, delay_days) values ('b', 'lead_followup', 'new_lead', -1)$$),
  ('automations', 'automations_delay_hours_check', $$update automations set delay_hours = -1$$),
  ('automations', 'automations_max_runs_check', $$update automations set max_runs = 0$$),
  ('automations', 'automations_review_check', $$update automations set review = 'sometimes'$$),
  ('automation_channels', 'automation_channels_channel_check', $$insert into automation_channels (channel, provider, settings) values ('Email', 'webhook', '{"url": "https://example.com"}')$$),
  ('automation_channels', 'automation_channels_provider_check', $$insert into automation_channels (channel, provider) values ('email', 'pigeon')$$),
  ('automation_channels', 'automation_channels_rate_per_minute_check', $$insert into automation_channels (channel, provider, settings, rate_per_minute) values ('x', 'webhook', '{"url": "https://example.com"}', 0)$$),
  ('automation_channels', 'automation_channels_settings_check', $$insert into automation_channels (channel, provider, settings) values ('x', 'webhook', '[]')$$),
  ('automation_settings', 'automation_settings_daily_cap_check', $$update automation_settings set daily_cap = 0$$),
  ('automation_suppressions', 'automation_suppressions_reason_check', $$update automation_suppressions set reason = 'broken'$$),
  ('automation_grants', 'automation_grants_level_check', $$insert into automation_grants (role, level) values ('postgres', 'king')$$),
  ('automation_booking_sources', 'automation_booking_sources_provider_check', $$insert into automation_booking_sources (company, login, secret, timezone, provider) values ('a', 'b', '"x"', 'UTC', 'paper')$$),
  ('automation_booking_sources', 'automation_booking_sources_secret_check', $$insert into automation_booking_sources (company, login, secret, timezone) values ('a', 'b', '7', 'UTC')$$),
  ('automation_booking_sources', 'automation_booking_sources_sync_every_check', $$insert into automation_booking_sources (company, login, secret, timezone, sync_every) values ('a', 'b', '"x"', 'UTC', '0')$$);

create function pg_temp.outcome(statement text, out code text, out message text, out hint text) language plpgsql as $$
begin
    execute statement;
    message := 'no error';
exception when others then
    get stacked diagnostics code = returned_sqlstate, message = message_text, hint = pg_exception_hint;
end $$;
create temp view outcomes as
select t.constraint_name, o.* from tried t cross join lateral pg_temp.outcome(t.statement) o order by t.constraint_name, t.statement;
select * from outcomes;

-- every check constraint was tried; only the engine writes automation_instance
select c.conrelid::regclass as relation, c.conname
  from pg_constraint c
 where c.contype = 'c' and c.connamespace = 'crm'::regnamespace
   and not exists (select from tried t where t.relation = c.conrelid::regclass::text and t.constraint_name = c.conname)
 order by 1, 2;
select count(*) as without_hint from outcomes where message <> 'no error' and coalesce(hint, '') = '';

-- values that an owner has added are named; a constraint of the owner's own that lists values gets a hint as well
alter table bookings drop constraint bookings_status_check,
    add constraint bookings_status_check check (status in ('booked', 'completed', 'cancelled', 'no_show', 'waiting')),
    add constraint rooms check (location in ('north', 'south')),
    add constraint not_here check (title <> 'Nowhere'), add constraint short check (length(title) < 20 and title like 'M%');
select * from pg_temp.outcome($$insert into bookings (lead_id, status) values (1, 'maybe')$$);
select * from pg_temp.outcome($$insert into bookings (lead_id, location) values (1, 'east')$$);
select * from pg_temp.outcome($$insert into bookings (lead_id, status, location) values (1, 'waiting', 'north')$$);
select * from pg_temp.outcome($$insert into bookings (lead_id, title) values (1, 'Nowhere')$$);
alter table bookings drop constraint not_here;
select * from pg_temp.outcome($$insert into bookings (lead_id, title) values (1, 'Nowhere')$$);

-- a hint that a user's own trigger gives stays
create function pg_temp.refuse() returns trigger language plpgsql as $$
begin raise check_violation using message = 'closed', hint = 'Come back tomorrow.', constraint = 'bookings_status_check'; end $$;
create trigger refuse before insert on bookings for each row execute function pg_temp.refuse();
select * from pg_temp.outcome($$insert into bookings (lead_id) values (1)$$);
drop trigger refuse on bookings;

-- other tables are left alone
create table other (status text constraint bookings_status_check check (status in ('open', 'closed')));
select * from pg_temp.outcome($$insert into other values ('ajar')$$);

-- partitions
set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
create schema crm;
create table leads (id bigint generated by default as identity, tenant_id text collate "C" not null default '', name text, email text,
    phone text, status text default 'new', source text, last_contacted timestamptz, timezone text, language text,
    opted_out text[] default '{}', ai_allowed boolean default true, attributes jsonb default '{}', external_ids jsonb default '{}',
    created_at timestamptz default now(), updated_at timestamptz default now(), primary key (id, tenant_id),
    constraint leads_source_check check (source in ('Website', 'Fair'))) partition by list (tenant_id);
create table leads_here partition of leads for values in ('');
create extension automation schema crm;
reset client_min_messages;
select * from pg_temp.outcome($$insert into leads (source) values ('Radio')$$);
select * from pg_temp.outcome($$insert into leads_here (id, source) values (7, 'Radio')$$);
insert into leads (source) values ('Fair');
select * from pg_temp.outcome($$update leads set source = 'Radio'$$);
set client_min_messages = warning;
-- null and a key that is there; of a table with secrets no row is shown
insert into leads (id) values (902);
insert into bookings (lead_id) values (902);
create function pg_temp.failure(statement text, out code text, out message text, out detail text, out hint text) language plpgsql as $$
begin
    execute statement;
exception when others then
    get stacked diagnostics code = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
end $$;
select f.code, f.message, f.hint from unnest(array[$$insert into bookings (lead_id) values (null)$$, $$insert into bookings (lead_id, status) values (1, null)$$,
  $$insert into bookings (id, lead_id) values (901, 1), (901, 1)$$, $$insert into automation_settings (business_name) values ('Acme'), ('Zenith')$$,
  $$insert into bookings (lead_id) values (777)$$, $$update bookings set lead_id = 777$$, $$insert into bookings (lead_id, tenant_id) values (902, 'acme')$$,
  $$insert into messages (lead_id) values (777)$$, $$insert into activities (type, lead_id) values ('note', 777)$$]) s cross join lateral pg_temp.failure(s) f;
select f.* from unnest(array[
  $$insert into automation_channels (channel, provider, settings, rate_per_minute) values ('webhook', 'webhook', '{"url": "https://example.com", "secret": "swordfish"}', 0)$$,
  $$insert into automation_channels (channel, provider, settings, enabled) values ('webhook', 'webhook', '{"url": "https://example.com", "secret": "swordfish"}', null)$$,
  $$insert into automation_booking_sources (company, login, secret, timezone, sync_every) values ('a', 'b', '"swordfish"', 'UTC', '0')$$,
  $$insert into automation_booking_sources (company, login, secret, timezone, enabled) values ('a', 'b', '"swordfish"', 'UTC', null)$$]) s cross join lateral pg_temp.failure(s) f;
-- a foreign key of the owner's has PostgreSQL's error, and so has a lead that is referred to
create table rooms (name text primary key);
alter table bookings add constraint room foreign key (location) references rooms;
alter table automation_channels add constraint channel foreign key (channel) references rooms;
alter table leads add parent_lead_id bigint, add foreign key (parent_lead_id, tenant_id) references leads (id, tenant_id);
insert into leads (id, parent_lead_id) values (904, 902);
select f.code, f.message, f.detail, f.hint from unnest(array[$$update bookings set location = 'north'$$, $$delete from leads where id = 902$$,
  $$with b as (update bookings set title = 'x' where lead_id = 902 returning 1) update leads set id = 903 where id = 902$$,
  $$insert into automation_channels (channel, provider, settings) values ('webhook', 'webhook', '{"url": "https://example.com"}')$$]) s cross join lateral pg_temp.failure(s) f;

drop extension automation cascade;
drop schema crm cascade;
