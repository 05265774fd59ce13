\echo Use "create extension automation" to load this file. \quit

-- What triggers call. They have no set clause: whether a dump is being loaded shows in the caller's search_path. None
-- of them is ever renamed or removed, since tables outlive a version of the extension.

create function automation_on_leads_insert() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_leads_insert() is
'Trigger on leads: enqueues the runs of new_lead for the rows of one statement.';

create function automation_on_lead_status() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_lead_status() is
'Trigger on leads: enqueues the runs of lead_status_changed.';

create function automation_on_message() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_message() is
'Trigger on messages: enqueues the runs of message_received and keeps when the lead last wrote.';

create function automation_on_booking_insert() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_booking_insert() is
'Trigger on bookings: enqueues the runs of booking_created.';

create function automation_on_booking_update() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_booking_update() is
'Trigger on bookings: enqueues the runs of a cancelled, missed, completed or moved booking.';

create function automation_message_defaults() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_message_defaults() is
'Trigger on messages: fills the status of one inserted without, and lower-cases the channel.';

create function automation_validate() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_validate() is
'Trigger on automations: refuses what could never run, with the hint what to write instead.';

create function automation_rules_changed() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_rules_changed() is
'Trigger on automations: makes every session read the rules anew.';

create function automation_touch() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_touch() is
'Trigger: sets updated_at when the writer did not.';

create function automation_keep_tenant() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_keep_tenant() is
'Trigger: refuses to change tenant_id.';

-- Runs with a pinned path; the trigger's condition has already looked at the caller's.
create function automation_check_zone() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $body$
begin
    if not exists (select from pg_timezone_names z where lower(z.name) = lower(new.timezone)) then
        raise exception 'time zone "%" is not known', new.timezone
            using errcode = 'invalid_parameter_value',
                  hint = 'Write an IANA name such as Europe/Berlin; pg_timezone_names lists them.';
    end if;
    return new;
end
$body$;
comment on function automation_check_zone() is
'Trigger: refuses a time zone that is not known.';

-- Automations: made, changed, listed.
create function automation_create(config jsonb) returns jsonb
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_create(jsonb) is
'Saves a new automation and returns its row.
For example {"name":"Welcome New Leads","type":"lead_followup","trigger":"new_lead","channel":"email"}.';

create function automation_update(id bigint, changes jsonb) returns jsonb
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_update(bigint, jsonb) is
'Changes an automation and returns its row; the same keys as automation_create().';

create function automation_enable(id bigint, enabled boolean default true) returns jsonb
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_enable(bigint, boolean) is
'Switches an automation on or off and returns its row.
Off holds: new events make no run, waiting ones stay.';

create function automation_delete(id bigint) returns boolean
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_delete(bigint) is
'Deletes an automation; false when there was none.
Its waiting runs are dropped, messages and activities stay.';

create function automation_list(enabled boolean default null)
returns table (id bigint, name text, type text, trigger text, delay text, channel text, conditions jsonb,
               enabled boolean, times_triggered bigint, last_triggered timestamptz)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_list(boolean) is
'The automations of the current tenant; with true or false only those that are on or off.';

-- Runs: tried, fired, drained, cancelled, explained. All walk the path of the worker.
create function automation_test(id bigint, lead_id bigint, booking_id bigint default null,
                                deliver boolean default false)
returns table (message_id bigint, channel text, recipient text, subject text, body text, origin text, status text,
               would_run boolean, reasons text[])
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_test(bigint, bigint, bigint, boolean) is
'Runs an automation for a lead now, in this transaction, and shows the message and what would have stopped it.
Writes a draft (with deliver: a queued message) and an activity; statistics and last_contacted stay as they are.';

create function automation_trigger(trigger text, lead_id bigint, context jsonb default '{}') returns integer
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_trigger(text, bigint, jsonb) is
'Fires an event by hand and returns how many runs it enqueued.
Keys of context: booking_id, old_status, new_status, message_id.';

-- No set clause: a procedure that has one cannot commit.
create procedure automation_run(inout processed bigint default null, run_limit bigint default null)
language c
as 'MODULE_PATHNAME';
comment on procedure automation_run(bigint, bigint) is
'Runs everything that is due now, committing as it goes, and returns how many runs that were.
Needs no worker; where one is at work, it is woken and waited for.';

create function automation_cancel(lead_id bigint, automation_id bigint default null) returns integer
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_cancel(bigint, bigint) is
'Ends waiting runs and queued messages of a lead, of one automation or of all, and returns how many.';

create function automation_explain(id bigint, lead_id bigint, booking_id bigint default null)
returns table (step text, ok boolean, detail text)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_explain(bigint, bigint, bigint) is
'Why an automation would or would not run for a lead: every step with what was seen.';

-- The background worker of this database.
create function automation_start() returns text
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_start() is
'Has the background worker serve this database.
In a copy of a database this is what makes it act; until then it is silent.';

create function automation_stop() returns text
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_stop() is
'Has the background worker leave this database alone; what is due waits.';

create function automation_status()
returns table (database name, state text, pid integer, in_flight bigint, queued bigint, due bigint,
               oldest_due_age interval, processed bigint, failed bigint, paused text, last_error text,
               last_error_at timestamptz)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_status() is
'What the background worker of this database is doing, and what troubles it.';

-- What automation_install() makes: every table, its triggers, every view, each as the statements that make it. The
-- build puts the files of tables/, triggers/ and views/ in here. In them @home@ stands for the schema of the tables and
-- @code@ for that of the functions; both are the extension's schema, except in a blueprint. Given quoted.
create function automation_install_parts(home text, code text)
returns table (ordinal integer, kind text, name text, statements text)
language sql immutable set search_path = pg_catalog, pg_temp
as $body$
select p.ordinal, p.kind, p.name, replace(replace(p.statements, '@home@', home), '@code@', code)
  from (values
(1, 'table', 'leads', $statements$
create table @home@.leads (
    id bigint generated by default as identity,
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    name text,
    email text,
    phone text,
    status text default 'new',
    source text,
    last_contacted timestamptz,
    silent_since timestamptz,
    last_inbound_at timestamptz,
    timezone text,
    language text,
    opted_out text[] default '{}',
    ai_allowed boolean default true,
    attributes jsonb default '{}',
    external_ids jsonb default '{}',
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    primary key (id, tenant_id)
) with (fillfactor = 80);
create index on @home@.leads (lower(email));
create index on @home@.leads (phone) where phone is not null;
comment on table @home@.leads is 'People an application does business with. An insert or a changed status sets off the automations of the same tenant.';
comment on column @home@.leads.id is 'Unique across tenants.';
comment on column @home@.leads.tenant_id is 'Whose row this is: the setting automation.tenant_id, or empty. Never changes.';
comment on column @home@.leads.name is 'Full name, as messages may use it.';
comment on column @home@.leads.email is 'Address of the channel email.';
comment on column @home@.leads.phone is 'Number of the channels sms and whatsapp, in E.164 form (+4930123456).';
comment on column @home@.leads.status is 'Where the lead stands in the pipeline; the words are the application''s. A change fires lead_status_changed.';
comment on column @home@.leads.source is 'Where the lead came from, for example Website.';
comment on column @home@.leads.last_contacted is 'When somebody last wrote to the lead. Moves when a message is recorded or sent, never backwards.';
comment on column @home@.leads.silent_since is 'Start of the present silence; kept by the engine.';
comment on column @home@.leads.last_inbound_at is 'When the lead last wrote; kept by the engine.';
comment on column @home@.leads.timezone is 'IANA name of the lead''s time zone. Null or unknown: the tenant''s, else UTC.';
comment on column @home@.leads.language is 'BCP 47 tag of the language to write in.';
comment on column @home@.leads.opted_out is 'Channels the lead refused; all for every one.';
comment on column @home@.leads.ai_allowed is 'Whether facts about the lead may be sent to the model; false: built-in text instead.';
comment on column @home@.leads.attributes is 'The application''s own fields, for conditions and templates (attributes.tier).';
comment on column @home@.leads.external_ids is 'Booking source to the client''s id there.';
comment on column @home@.leads.created_at is 'When the lead was inserted.';
comment on column @home@.leads.updated_at is 'When the row last changed.';
$statements$),
(2, 'table', 'automations', $statements$
create table @home@.automations (
    id bigint generated by default as identity,
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    name text not null,
    type text not null,
    trigger text not null,
    delay_days integer not null default 0 check (delay_days >= 0),
    delay_hours integer not null default 0 check (delay_hours >= 0),
    channel text not null default 'email',
    subject_template text,
    message_template text,
    ai_instructions text,
    conditions jsonb not null default '{}',
    actions jsonb not null default '{}',
    review text not null default 'flagged' check (review in ('never', 'flagged', 'always')),
    stop_on_reply boolean,
    max_runs integer check (max_runs > 0),
    cooldown interval,
    max_lateness interval,
    enabled boolean not null default true,
    times_triggered bigint not null default 0,
    last_triggered timestamptz,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (id, tenant_id)
) with (fillfactor = 50);
create index on @home@.automations (tenant_id, trigger);
comment on table @home@.automations is 'What is to happen when: one row an automation. Direct writes are checked like automation_create().';
comment on column @home@.automations.id is 'Unique across tenants; matching automations run in this order.';
comment on column @home@.automations.tenant_id is 'Whose automation this is; it acts only on leads of the same tenant. Never changes.';
comment on column @home@.automations.name is 'What people call it.';
comment on column @home@.automations.type is 'lead_followup, booking_reminder, confirmation, post_session or crm_update: what a run does.';
comment on column @home@.automations.trigger is 'The event that sets it off, for example new_lead; which ones a type may have is checked when saved.';
comment on column @home@.automations.delay_days is 'Days to wait after the event, by the wall clock of the lead; added to delay_hours.';
comment on column @home@.automations.delay_hours is 'Hours to wait after the event, elapsed time; added to delay_days.';
comment on column @home@.automations.channel is 'email, sms, whatsapp, webhook or the name of a row in automation_channels; in lower case.';
comment on column @home@.automations.subject_template is 'Subject with variables in braces. Null or empty: written with the body, or the built-in one of the type.';
comment on column @home@.automations.message_template is 'Text with variables in braces. Null or empty: the model writes it.';
comment on column @home@.automations.ai_instructions is 'What the model should mind when it writes.';
comment on column @home@.automations.conditions is 'What must hold of the lead, at the event and again when due, for example {"lead_status":"new"}.';
comment on column @home@.automations.actions is 'What a crm_update does to the lead.';
comment on column @home@.automations.review is 'Whether a person approves messages first: never, flagged (when a check found something), always.';
comment on column @home@.automations.stop_on_reply is 'Whether an answer of the lead ends waiting runs. Null: true for lead_followup.';
comment on column @home@.automations.max_runs is 'Most runs for a lead, a booking or a stretch of silence, as the trigger has it. Null: the default of the trigger.';
comment on column @home@.automations.cooldown is 'Least time between two runs for a lead. Null: one hour for message_received, else none.';
comment on column @home@.automations.max_lateness is 'How late a run may be before it is skipped. Null: the default of the type.';
comment on column @home@.automations.enabled is 'False holds: new events make no run, waiting ones stay.';
comment on column @home@.automations.times_triggered is 'Completed runs, folded in within a second; automation_stats is exact at any moment.';
comment on column @home@.automations.last_triggered is 'When it last ran.';
comment on column @home@.automations.version is 'Counts the changes of the rule itself.';
comment on column @home@.automations.created_at is 'When it was saved first; events before that are not its business.';
comment on column @home@.automations.updated_at is 'When the rule last changed.';
$statements$),
(3, 'table', 'bookings', $statements$
create table @home@.bookings (
    id bigint generated by default as identity,
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    lead_id bigint not null,
    title text,
    starts_at timestamptz,
    ends_at timestamptz,
    status text not null default 'booked' check (status in ('booked', 'completed', 'cancelled', 'no_show')),
    location text,
    details jsonb default '{}',
    source text not null default 'manual',
    external_id text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (id, tenant_id),
    unique (tenant_id, source, external_id),
    foreign key (lead_id, tenant_id) references @home@.leads (id, tenant_id) on delete cascade
);
create index on @home@.bookings (lead_id);
create index on @home@.bookings (starts_at) where status = 'booked';
create index on @home@.bookings (ends_at) where status = 'booked';
comment on table @home@.bookings is 'Appointments of leads: what reminders, confirmations and follow-ups after the session are about.';
comment on column @home@.bookings.id is 'Unique across tenants.';
comment on column @home@.bookings.tenant_id is 'Whose row this is; the lead''s tenant. Never changes.';
comment on column @home@.bookings.lead_id is 'Who booked.';
comment on column @home@.bookings.title is 'What was booked, for example Massage, 60 minutes.';
comment on column @home@.bookings.starts_at is 'Start of the session. Moving it renews the reminder.';
comment on column @home@.bookings.ends_at is 'End of the session; when it passes on a booking that is still on, session_completed fires.';
comment on column @home@.bookings.status is 'booked, completed, cancelled or no_show.';
comment on column @home@.bookings.location is 'Where the session takes place.';
comment on column @home@.bookings.details is 'Whatever else is known of the booking.';
comment on column @home@.bookings.source is 'manual, or the name of the row in automation_booking_sources that it came from.';
comment on column @home@.bookings.external_id is 'The booking''s id in its source.';
comment on column @home@.bookings.created_at is 'When the booking was inserted.';
comment on column @home@.bookings.updated_at is 'When the row last changed.';
$statements$),
(4, 'table', 'messages', $statements$
create table @home@.messages (
    id bigint generated by default as identity (cache 32),
    lead_id bigint not null,
    automation_id bigint,
    booking_id bigint,
    created_at timestamptz not null default now(),
    sent_at timestamptz,
    updated_at timestamptz not null default now(),
    input_tokens integer,
    output_tokens integer,
    attempts integer not null default 0,
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    direction text not null default 'outbound' check (direction in ('inbound', 'outbound')),
    channel text not null default 'email',
    recipient text,
    subject text,
    body text,
    status text check (status in ('received', 'draft', 'held', 'recorded', 'queued', 'sending', 'sent', 'delivered',
                                  'failed', 'cancelled')),
    origin text not null default 'manual' check (origin in ('template', 'gemini', 'builtin', 'manual')),
    model text,
    flags text[] not null default '{}',
    error text,
    provider_message_id text,
    primary key (id, tenant_id),
    foreign key (lead_id, tenant_id) references @home@.leads (id, tenant_id) on delete cascade
);
create index on @home@.messages (lead_id, id);
create unique index on @home@.messages (tenant_id, channel, provider_message_id)
    where direction = 'inbound' and provider_message_id is not null;
create index on @home@.messages (tenant_id, id) where status in ('held', 'queued', 'sending');
comment on table @home@.messages is 'Messages to and from leads. One inserted as queued is sent; one without a status is only recorded.';
comment on column @home@.messages.id is 'Unique across tenants.';
comment on column @home@.messages.lead_id is 'To whom, or from whom.';
comment on column @home@.messages.automation_id is 'The automation that wrote it; a plain number, the rule may be gone.';
comment on column @home@.messages.booking_id is 'The booking it is about; a plain number, the booking may be gone.';
comment on column @home@.messages.created_at is 'When it was written.';
comment on column @home@.messages.sent_at is 'When a provider accepted it.';
comment on column @home@.messages.updated_at is 'When the row last changed.';
comment on column @home@.messages.input_tokens is 'Tokens that the model read for it.';
comment on column @home@.messages.output_tokens is 'Tokens that the model wrote for it.';
comment on column @home@.messages.attempts is 'Delivery attempts so far.';
comment on column @home@.messages.tenant_id is 'Whose row this is; the lead''s tenant. Never changes.';
comment on column @home@.messages.direction is 'inbound (from the lead) or outbound.';
comment on column @home@.messages.channel is 'email, sms, whatsapp, webhook or a row of automation_channels; in lower case.';
comment on column @home@.messages.recipient is 'Address it goes to; null where no channel is configured.';
comment on column @home@.messages.subject is 'Subject line, where the channel has one.';
comment on column @home@.messages.body is 'The text.';
comment on column @home@.messages.status is 'received; or draft, held, recorded, queued, sending, sent, delivered, failed, cancelled.';
comment on column @home@.messages.origin is 'Who wrote it: template, gemini, builtin or manual.';
comment on column @home@.messages.model is 'The model that wrote it.';
comment on column @home@.messages.flags is 'What the checks of a model''s text found.';
comment on column @home@.messages.error is 'Why the last delivery attempt failed.';
comment on column @home@.messages.provider_message_id is 'The provider''s id of the message.';
$statements$),
(5, 'table', 'activities', $statements$
create table @home@.activities (
    id bigint generated by default as identity (cache 32),
    lead_id bigint,
    automation_id bigint,
    message_id bigint,
    booking_id bigint,
    created_at timestamptz not null default now(),
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    type text not null,
    description text,
    details jsonb not null default '{}',
    primary key (id, tenant_id),
    foreign key (lead_id, tenant_id) references @home@.leads (id, tenant_id) on delete cascade
);
create index on @home@.activities (lead_id, id);
comment on table @home@.activities is 'What happened to a lead and why: every run, skip, refusal and failure leaves one row.';
comment on column @home@.activities.id is 'Unique across tenants.';
comment on column @home@.activities.lead_id is 'Whom it concerns; null for what concerns no single lead.';
comment on column @home@.activities.automation_id is 'The automation; a plain number, the rule may be gone.';
comment on column @home@.activities.message_id is 'The message, where there is one; a plain number.';
comment on column @home@.activities.booking_id is 'The booking, where there is one; a plain number.';
comment on column @home@.activities.created_at is 'When it happened.';
comment on column @home@.activities.tenant_id is 'Whose row this is. Never changes.';
comment on column @home@.activities.type is 'automation_ran, automation_skipped, automation_blocked, automation_failed, automation_tested, crm_updated, message_sent, message_failed, message_held, message_approved, lead_opted_out or booking_synced.';
comment on column @home@.activities.description is 'The same in a sentence.';
comment on column @home@.activities.details is 'At least automation_id, message_id where there is one, event, and a reason for everything but a plain run.';
$statements$),
(6, 'table', 'automation_queue', $statements$
create table @home@.automation_queue (
    id bigint generated by default as identity (cache 32),
    automation_id bigint not null,
    lead_id bigint not null,
    booking_id bigint,
    message_id bigint,
    event_at timestamptz not null,
    run_at timestamptz not null,
    attempts integer not null default 0,
    kind text not null default 'run',
    event text not null,
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    last_error text,
    context jsonb,
    primary key (id, tenant_id)
) with (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000
);
create index on @home@.automation_queue (run_at, id);
create index on @home@.automation_queue (lead_id, automation_id);
comment on table @home@.automation_queue is 'What waits: one row a run or delivery. Written and emptied by the engine.';
comment on column @home@.automation_queue.id is 'Unique across tenants; with run_at the order in which rows are taken.';
comment on column @home@.automation_queue.automation_id is 'The automation to run.';
comment on column @home@.automation_queue.lead_id is 'For whom.';
comment on column @home@.automation_queue.booking_id is 'The booking it is about, where there is one.';
comment on column @home@.automation_queue.message_id is 'The message to deliver, or the inbound message that set the run off.';
comment on column @home@.automation_queue.event_at is 'When the event happened.';
comment on column @home@.automation_queue.run_at is 'When it is due.';
comment on column @home@.automation_queue.attempts is 'Attempts so far.';
comment on column @home@.automation_queue.kind is 'run or deliver.';
comment on column @home@.automation_queue.event is 'The trigger that fired.';
comment on column @home@.automation_queue.tenant_id is 'Whose row this is; the lead''s tenant.';
comment on column @home@.automation_queue.last_error is 'Why the last attempt failed.';
comment on column @home@.automation_queue.context is 'Old and new status, chain of causes and its depth, the starts_at or silence that a timed run was made for.';
$statements$),
(7, 'table', 'automation_enrollments', $statements$
create table @home@.automation_enrollments (
    id bigint generated by default as identity,
    automation_id bigint not null,
    lead_id bigint not null,
    booking_id bigint,
    anchor timestamptz,
    last_run_at timestamptz,
    created_at timestamptz not null default now(),
    runs integer not null default 0,
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    primary key (id, tenant_id),
    unique nulls not distinct (automation_id, lead_id, booking_id, anchor, tenant_id)
);
create index on @home@.automation_enrollments (lead_id, automation_id);
comment on table @home@.automation_enrollments is 'How often an automation ran for a lead, a booking and a moment: the memory behind max_runs and cooldown.';
comment on column @home@.automation_enrollments.id is 'Unique across tenants.';
comment on column @home@.automation_enrollments.automation_id is 'The automation.';
comment on column @home@.automation_enrollments.lead_id is 'The lead.';
comment on column @home@.automation_enrollments.booking_id is 'The booking, for triggers that count by it.';
comment on column @home@.automation_enrollments.anchor is 'The starts_at or the beginning of the silence that runs are counted for; null where there is none.';
comment on column @home@.automation_enrollments.last_run_at is 'When it last ran.';
comment on column @home@.automation_enrollments.created_at is 'When the row was made.';
comment on column @home@.automation_enrollments.runs is 'Runs so far.';
comment on column @home@.automation_enrollments.tenant_id is 'Whose row this is; the lead''s tenant.';
$statements$),
(8, 'table', 'automation_channels', $statements$
create table @home@.automation_channels (
    id bigint generated by default as identity,
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    channel text not null check (channel = lower(channel) and channel <> ''),
    provider text not null check (provider in ('smtp', 'twilio', 'whatsapp', 'webhook')),
    settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
    rate_per_minute integer check (rate_per_minute > 0),
    enabled boolean not null default true,
    paused_reason text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (id, tenant_id),
    unique (channel, tenant_id)
);
comment on table @home@.automation_channels is 'How messages of a channel are delivered. The row of the empty tenant serves tenants that have none for that channel.';
comment on column @home@.automation_channels.id is 'Unique across tenants.';
comment on column @home@.automation_channels.tenant_id is 'Whose channel this is; empty: the default. Never changes.';
comment on column @home@.automation_channels.channel is 'Name that automations and messages use; in lower case.';
comment on column @home@.automation_channels.provider is 'smtp, twilio, whatsapp or webhook.';
comment on column @home@.automation_channels.settings is 'Host, account and the like. Secrets by name: {"env":"AUTOMATION_..."} or {"file":"name"}.';
comment on column @home@.automation_channels.rate_per_minute is 'Most messages a minute; null: no limit.';
comment on column @home@.automation_channels.enabled is 'False: messages wait.';
comment on column @home@.automation_channels.paused_reason is 'Why the engine stopped using it, for example bad credentials; clear it to go on.';
comment on column @home@.automation_channels.created_at is 'When the row was inserted.';
comment on column @home@.automation_channels.updated_at is 'When the row last changed.';
$statements$),
(9, 'table', 'automation_settings', $statements$
create table @home@.automation_settings (
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), '') primary key,
    business_name text,
    voice text,
    signature text,
    timezone text,
    quiet_from time,
    quiet_until time,
    daily_cap integer check (daily_cap > 0),
    fallback_name text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table @home@.automation_settings is 'How a business writes and when it does not: one row a tenant, the row of the empty tenant is the default.';
comment on column @home@.automation_settings.tenant_id is 'The tenant; empty: the default for all. Never changes.';
comment on column @home@.automation_settings.business_name is 'Name of the business, for templates and the model.';
comment on column @home@.automation_settings.voice is 'How the business sounds, for the model.';
comment on column @home@.automation_settings.signature is 'What stands below every message that the model wrote.';
comment on column @home@.automation_settings.timezone is 'IANA name of the zone of leads that have none; an unknown one is refused.';
comment on column @home@.automation_settings.quiet_from is 'From when on no messages go out, in the lead''s time; null: no quiet hours.';
comment on column @home@.automation_settings.quiet_until is 'Until when no messages go out; may be earlier than quiet_from, over midnight.';
comment on column @home@.automation_settings.daily_cap is 'Most messages a lead gets a day; null: no cap.';
comment on column @home@.automation_settings.fallback_name is 'Stands where a lead has no name.';
comment on column @home@.automation_settings.created_at is 'When the row was inserted.';
comment on column @home@.automation_settings.updated_at is 'When the row last changed.';
$statements$),
(10, 'table', 'automation_instance', $statements$
create table @home@.automation_instance (
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), '') primary key,
    identity text,
    running boolean not null default false,
    batch_limit integer check (batch_limit > 0),
    updated_at timestamptz not null default now()
);
comment on table @home@.automation_instance is 'Which database these tables belong to, and how its dispatcher last ended.';
comment on column @home@.automation_instance.tenant_id is 'Empty: the whole database.';
comment on column @home@.automation_instance.identity is 'System identifier and OID of the database, as 7300000000000000000/16384; another one here means that this is a copy.';
comment on column @home@.automation_instance.running is 'Set while a dispatcher runs; found set at its start, the last one did not end well.';
comment on column @home@.automation_instance.batch_limit is 'Most rows in a batch while the engine looks for one that ends the process; null: no limit.';
comment on column @home@.automation_instance.updated_at is 'When the row last changed.';
$statements$),
(11, 'table', 'automation_grants', $statements$
create table @home@.automation_grants (
    id bigint generated by default as identity,
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    role name not null,
    level text not null check (level in ('app', 'operator', 'admin')),
    every_tenant boolean not null default false,
    created_at timestamptz not null default now(),
    primary key (id, tenant_id),
    unique (role, level, tenant_id, every_tenant)
);
comment on table @home@.automation_grants is 'Which role is which level, for which tenant; written by automation_grant().';
comment on column @home@.automation_grants.id is 'Unique across tenants.';
comment on column @home@.automation_grants.tenant_id is 'The only tenant whose rows the role sees. Never changes.';
comment on column @home@.automation_grants.role is 'Name of the role.';
comment on column @home@.automation_grants.level is 'app, operator or admin.';
comment on column @home@.automation_grants.every_tenant is 'True: granted without a tenant, the role follows the setting automation.tenant_id.';
comment on column @home@.automation_grants.created_at is 'When it was granted.';
$statements$),
(12, 'table', 'automation_booking_sources', $statements$
create table @home@.automation_booking_sources (
    id bigint generated by default as identity,
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    name text not null default 'simplybook',
    provider text not null default 'simplybook' check (provider in ('simplybook')),
    company text not null,
    login text,
    secret jsonb not null default '{}' check (jsonb_typeof(secret) = 'object'),
    base_url text,
    timezone text not null default 'UTC',
    sync_every interval not null default '5 minutes' check (sync_every > interval '0'),
    enabled boolean not null default true,
    paused_reason text,
    first_synced_at timestamptz,
    synced_until timestamptz,
    full_synced_at timestamptz,
    next_sync_at timestamptz,
    failures integer not null default 0,
    last_error text,
    last_error_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (id, tenant_id),
    unique (name, tenant_id)
);
comment on table @home@.automation_booking_sources is 'SimplyBook.me accounts to sync bookings from.';
comment on column @home@.automation_booking_sources.id is 'Unique across tenants.';
comment on column @home@.automation_booking_sources.tenant_id is 'Whose account this is. Never changes.';
comment on column @home@.automation_booking_sources.name is 'What bookings.source and leads.external_ids say.';
comment on column @home@.automation_booking_sources.provider is 'simplybook.';
comment on column @home@.automation_booking_sources.company is 'Company login of the account.';
comment on column @home@.automation_booking_sources.login is 'User to log in as.';
comment on column @home@.automation_booking_sources.secret is 'The password by name: {"env":"AUTOMATION_..."} or {"file":"name"}.';
comment on column @home@.automation_booking_sources.base_url is 'Where the service is; null: its usual address.';
comment on column @home@.automation_booking_sources.timezone is 'IANA name of the zone in which the service tells times; an unknown one is refused.';
comment on column @home@.automation_booking_sources.sync_every is 'How often to look for changes.';
comment on column @home@.automation_booking_sources.enabled is 'False: no sync.';
comment on column @home@.automation_booking_sources.paused_reason is 'Why the engine stopped the sync; clear it to go on.';
comment on column @home@.automation_booking_sources.first_synced_at is 'When the first sync ended; before that nothing it brings fires an event.';
comment on column @home@.automation_booking_sources.synced_until is 'Changes up to this moment have been fetched.';
comment on column @home@.automation_booking_sources.full_synced_at is 'When the whole window was last fetched.';
comment on column @home@.automation_booking_sources.next_sync_at is 'When the next sync is due.';
comment on column @home@.automation_booking_sources.failures is 'Failures since the last success.';
comment on column @home@.automation_booking_sources.last_error is 'Why the last sync failed.';
comment on column @home@.automation_booking_sources.last_error_at is 'When it failed.';
comment on column @home@.automation_booking_sources.created_at is 'When the row was inserted.';
comment on column @home@.automation_booking_sources.updated_at is 'When the row last changed.';
$statements$),
(13, 'table', 'automation_stat_deltas', $statements$
create table @home@.automation_stat_deltas (
    id bigint generated by default as identity (cache 32),
    automation_id bigint not null,
    at timestamptz not null default now(),
    last_run_at timestamptz,
    input_tokens bigint not null default 0,
    output_tokens bigint not null default 0,
    ran integer not null default 0,
    skipped integer not null default 0,
    blocked integer not null default 0,
    failed integer not null default 0,
    held integer not null default 0,
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    primary key (id, tenant_id)
) with (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0
);
comment on table @home@.automation_stat_deltas is 'Statistics that runs appended and that are not folded yet.';
comment on column @home@.automation_stat_deltas.id is 'Unique across tenants.';
comment on column @home@.automation_stat_deltas.automation_id is 'The automation.';
comment on column @home@.automation_stat_deltas.at is 'When the batch completed; decides the day it counts for.';
comment on column @home@.automation_stat_deltas.last_run_at is 'When the last run of the batch completed; null: none did.';
comment on column @home@.automation_stat_deltas.input_tokens is 'Tokens that the model read.';
comment on column @home@.automation_stat_deltas.output_tokens is 'Tokens that the model wrote.';
comment on column @home@.automation_stat_deltas.ran is 'Completed runs, held ones too; this is what times_triggered counts.';
comment on column @home@.automation_stat_deltas.skipped is 'Runs that the facts no longer called for.';
comment on column @home@.automation_stat_deltas.blocked is 'Runs that a safety rule refused.';
comment on column @home@.automation_stat_deltas.failed is 'Runs that broke.';
comment on column @home@.automation_stat_deltas.held is 'Of the completed runs, those whose message waits for approval.';
comment on column @home@.automation_stat_deltas.tenant_id is 'Whose automation it is.';
$statements$),
(14, 'table', 'automation_daily_stats', $statements$
create table @home@.automation_daily_stats (
    automation_id bigint not null,
    day date not null,
    ran integer not null default 0,
    skipped integer not null default 0,
    blocked integer not null default 0,
    failed integer not null default 0,
    held integer not null default 0,
    input_tokens bigint not null default 0,
    output_tokens bigint not null default 0,
    last_run_at timestamptz,
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    primary key (automation_id, day, tenant_id)
) with (fillfactor = 70);
comment on table @home@.automation_daily_stats is 'Statistics by automation and day (UTC).';
comment on column @home@.automation_daily_stats.automation_id is 'The automation; a plain number, the rule may be gone.';
comment on column @home@.automation_daily_stats.day is 'The day, in UTC.';
comment on column @home@.automation_daily_stats.ran is 'Completed runs, held ones too.';
comment on column @home@.automation_daily_stats.skipped is 'Runs that the facts no longer called for.';
comment on column @home@.automation_daily_stats.blocked is 'Runs that a safety rule refused.';
comment on column @home@.automation_daily_stats.failed is 'Runs that broke.';
comment on column @home@.automation_daily_stats.held is 'Of the completed runs, those whose message waited for approval.';
comment on column @home@.automation_daily_stats.input_tokens is 'Tokens that the model read.';
comment on column @home@.automation_daily_stats.output_tokens is 'Tokens that the model wrote.';
comment on column @home@.automation_daily_stats.last_run_at is 'When the last run of the day completed; null: none did.';
comment on column @home@.automation_daily_stats.tenant_id is 'Whose automation it is.';
$statements$),
(15, 'trigger', 'activities', $statements$
create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.activities
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();
$statements$),
(16, 'trigger', 'automation_booking_sources', $statements$
create or replace trigger automation_touch
    before update on @home@.automation_booking_sources
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();
create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.automation_booking_sources
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();
create or replace trigger automation_check_zone
    before insert or update of timezone on @home@.automation_booking_sources
    for each row when (new.timezone is not null
                       and current_setting('search_path') <> ''
                       and coalesce(current_setting('automation.restoring', true), '') not in ('on', 'true', 'yes', '1'))
    execute function @code@.automation_check_zone();
$statements$),
(17, 'trigger', 'automation_channels', $statements$
create or replace trigger automation_touch
    before update on @home@.automation_channels
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();
create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.automation_channels
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();
$statements$),
(18, 'trigger', 'automation_grants', $statements$
create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.automation_grants
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();
$statements$),
(19, 'trigger', 'automation_settings', $statements$
create or replace trigger automation_touch
    before update on @home@.automation_settings
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();
create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.automation_settings
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();
create or replace trigger automation_check_zone
    before insert or update of timezone on @home@.automation_settings
    for each row when (new.timezone is not null
                       and current_setting('search_path') <> ''
                       and coalesce(current_setting('automation.restoring', true), '') not in ('on', 'true', 'yes', '1'))
    execute function @code@.automation_check_zone();
create or replace trigger automation_rules_changed
    after insert or delete or update or truncate on @home@.automation_settings
    for each statement execute function @code@.automation_rules_changed();
$statements$),
(20, 'trigger', 'automations', $statements$
create or replace trigger automation_validate
    before insert or update of
        name, type, trigger, delay_days, delay_hours, channel, subject_template, message_template, ai_instructions,
        conditions, actions, review, stop_on_reply, max_runs, cooldown, max_lateness, enabled
    on @home@.automations
    for each row
    execute function @code@.automation_validate();
create or replace trigger automation_rules_changed
    after insert or delete or truncate or update of
        name, type, trigger, delay_days, delay_hours, channel, subject_template, message_template, ai_instructions,
        conditions, actions, review, stop_on_reply, max_runs, cooldown, max_lateness, enabled
    on @home@.automations
    for each statement
    execute function @code@.automation_rules_changed();
create or replace trigger automation_touch
    before update of
        name, type, trigger, delay_days, delay_hours, channel, subject_template, message_template, ai_instructions,
        conditions, actions, review, stop_on_reply, max_runs, cooldown, max_lateness, enabled
    on @home@.automations
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();
create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.automations
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();
$statements$),
(21, 'trigger', 'bookings', $statements$
create or replace trigger automation_booking_added
    after insert on @home@.bookings
    for each row
    execute function @code@.automation_on_booking_insert();
create or replace trigger automation_booking_changed
    after update on @home@.bookings
    for each row when (old.status is distinct from new.status
                       or old.starts_at is distinct from new.starts_at
                       or old.ends_at is distinct from new.ends_at)
    execute function @code@.automation_on_booking_update();
create or replace trigger automation_touch
    before update on @home@.bookings
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();
create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.bookings
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();
$statements$),
(22, 'trigger', 'leads', $statements$
create or replace trigger automation_lead_added
    after insert on @home@.leads
    referencing new table as new_leads
    for each statement
    execute function @code@.automation_on_leads_insert();
create or replace trigger automation_lead_status
    after update on @home@.leads
    for each row when (old.status is distinct from new.status)
    execute function @code@.automation_on_lead_status();
create or replace trigger automation_touch
    before update on @home@.leads
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();
create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.leads
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();
$statements$),
(23, 'trigger', 'messages', $statements$
create or replace trigger automation_message_defaults
    before insert on @home@.messages
    for each row when (new.status is null or new.channel <> lower(new.channel))
    execute function @code@.automation_message_defaults();
create or replace trigger automation_message_added
    after insert on @home@.messages
    for each row when (new.direction = 'inbound')
    execute function @code@.automation_on_message();
create or replace trigger automation_touch
    before update on @home@.messages
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();
create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.messages
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();
$statements$),
(24, 'view', 'automation_backlog', $statements$
create view @home@.automation_backlog with (security_invoker = true) as
select q.tenant_id,
       q.automation_id,
       a.name,
       q.waiting,
       q.deliveries,
       q.due,
       now() - q.oldest_due_at as oldest_due_age,
       q.next_run_at
  from (select tenant_id,
               automation_id,
               count(*) as waiting,
               count(*) filter (where kind = 'deliver') as deliveries,
               count(*) filter (where run_at <= now()) as due,
               min(run_at) filter (where run_at <= now()) as oldest_due_at,
               min(run_at) as next_run_at
          from @home@.automation_queue
         group by tenant_id, automation_id) q
  left join @home@.automations a on a.id = q.automation_id and a.tenant_id = q.tenant_id;
comment on view @home@.automation_backlog is 'What waits, by tenant and automation.';
comment on column @home@.automation_backlog.tenant_id is 'The tenant.';
comment on column @home@.automation_backlog.automation_id is 'The automation.';
comment on column @home@.automation_backlog.name is 'Its name; null when it is gone.';
comment on column @home@.automation_backlog.waiting is 'Runs and deliveries that wait.';
comment on column @home@.automation_backlog.deliveries is 'Of those, messages on their way to a provider.';
comment on column @home@.automation_backlog.due is 'Of those, how many are due.';
comment on column @home@.automation_backlog.oldest_due_age is 'For how long the oldest due one has waited.';
comment on column @home@.automation_backlog.next_run_at is 'When the first of them is or was due.';
$statements$),
(25, 'view', 'automation_stats', $statements$
create view @home@.automation_stats with (security_invoker = true) as
select a.tenant_id,
       a.id,
       a.name,
       coalesce(q.queued, 0) as queued,
       coalesce(s.ran, 0) as ran,
       coalesce(s.skipped, 0) as skipped,
       coalesce(s.blocked, 0) as blocked,
       coalesce(s.failed, 0) as failed,
       coalesce(s.held, 0) as held,
       coalesce(s.input_tokens, 0) as input_tokens,
       coalesce(s.output_tokens, 0) as output_tokens,
       a.times_triggered + coalesce(s.not_folded, 0) as times_triggered,
       greatest(a.last_triggered, s.last_run_at) as last_triggered
  from @home@.automations a
  left join (select tenant_id, automation_id, count(*) as queued
               from @home@.automation_queue
              where kind = 'run'
              group by tenant_id, automation_id) q
    on q.automation_id = a.id and q.tenant_id = a.tenant_id
  left join (select tenant_id,
                    automation_id,
                    sum(ran)::bigint as ran,
                    sum(skipped)::bigint as skipped,
                    sum(blocked)::bigint as blocked,
                    sum(failed)::bigint as failed,
                    sum(held)::bigint as held,
                    sum(input_tokens)::bigint as input_tokens,
                    sum(output_tokens)::bigint as output_tokens,
                    sum(not_folded)::bigint as not_folded,
                    max(last_run_at) as last_run_at
               from (select tenant_id, automation_id, ran, skipped, blocked, failed, held, input_tokens, output_tokens,
                            0 as not_folded, last_run_at
                       from @home@.automation_daily_stats
                     union all
                     select tenant_id, automation_id, ran, skipped, blocked, failed, held, input_tokens, output_tokens,
                            ran, last_run_at
                       from @home@.automation_stat_deltas) counted
              group by tenant_id, automation_id) s
    on s.automation_id = a.id and s.tenant_id = a.tenant_id;
comment on view @home@.automation_stats is 'What every automation did and what waits for it, exact at any moment.';
comment on column @home@.automation_stats.tenant_id is 'The tenant.';
comment on column @home@.automation_stats.id is 'The automation.';
comment on column @home@.automation_stats.name is 'Its name.';
comment on column @home@.automation_stats.queued is 'Runs that wait.';
comment on column @home@.automation_stats.ran is 'Completed runs, held ones too.';
comment on column @home@.automation_stats.skipped is 'Runs that the facts no longer called for.';
comment on column @home@.automation_stats.blocked is 'Runs that a safety rule refused.';
comment on column @home@.automation_stats.failed is 'Runs that broke.';
comment on column @home@.automation_stats.held is 'Of the completed runs, those whose message waited for approval.';
comment on column @home@.automation_stats.input_tokens is 'Tokens that the model read.';
comment on column @home@.automation_stats.output_tokens is 'Tokens that the model wrote.';
comment on column @home@.automation_stats.times_triggered is 'Completed runs: what is folded into automations and what is not yet.';
comment on column @home@.automation_stats.last_triggered is 'When it last ran.';
$statements$),
(26, 'view', 'automation_timeline', $statements$
create view @home@.automation_timeline with (security_invoker = true) as
select t.tenant_id, t.lead_id, t.happened_at, t.what, t.id, t.type, t.description, t.automation_id, t.message_id,
       t.booking_id, t.details
  from (select tenant_id, lead_id, created_at as happened_at, 'activity'::text as what, id, type, description,
               automation_id, message_id, booking_id, details
          from @home@.activities
        union all
        select tenant_id, lead_id, created_at, 'message'::text as what, id, direction || ' ' || channel,
               coalesce(subject, substr(body, 1, 200)), automation_id, id, booking_id,
               jsonb_build_object('status', status, 'origin', origin, 'recipient', recipient, 'body', body)
          from @home@.messages) t
 order by t.lead_id, t.happened_at, t.what desc, t.id;
comment on view @home@.automation_timeline is 'Messages and activities of a lead, in the order they happened.';
comment on column @home@.automation_timeline.tenant_id is 'The tenant.';
comment on column @home@.automation_timeline.lead_id is 'The lead.';
comment on column @home@.automation_timeline.happened_at is 'When.';
comment on column @home@.automation_timeline.what is 'activity or message.';
comment on column @home@.automation_timeline.id is 'Number of the activity or message.';
comment on column @home@.automation_timeline.type is 'Type of the activity, or direction and channel of the message.';
comment on column @home@.automation_timeline.description is 'Description of the activity, or subject of the message.';
comment on column @home@.automation_timeline.automation_id is 'The automation behind it.';
comment on column @home@.automation_timeline.message_id is 'The message it is about.';
comment on column @home@.automation_timeline.booking_id is 'The booking it is about.';
comment on column @home@.automation_timeline.details is 'Details of the activity, or status, origin, recipient and text of the message.';
$statements$)
       ) p (ordinal, kind, name, statements)
$body$;
comment on function automation_install_parts(text, text) is
'The statements that make the tables, triggers and views of this version.';

-- What stands in a schema under the given names, in a form that can be compared: names of schemas are taken out of
-- definitions, or a blueprint would never equal the real thing. One row a table, column, index, trigger and view.
--   definition  of a column its type
--   filler      of a column what fills it when an insert does not; of a trigger the function it calls
--   required    of a column whether it is not null
create function automation_install_shape(schema oid, names text[])
returns table (relation text, kind text, name text, definition text, filler text,
               required boolean, comment text)
language sql stable set search_path = pg_catalog, pg_temp
as $body$
with relations as materialized (
    select c.oid, c.relname::text as relation, c.relkind, quote_ident(n.nspname) || '.' as prefix
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
     where c.relnamespace = schema and c.relname = any (names) and c.relkind in ('r', 'p', 'v')
)
select r.relation, 'table', r.relation, null, null, null, obj_description(r.oid, 'pg_class')
  from relations r
 where r.relkind <> 'v'
union all
select r.relation, 'column', a.attname::text, format_type(a.atttypid, a.atttypmod),
       case when a.attidentity <> '' then 'generated by default as identity'
            else 'default ' || pg_get_expr(d.adbin, d.adrelid) end,
       a.attnotnull, col_description(r.oid, a.attnum)
  from relations r
  join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum
 where r.relkind <> 'v'
union all
select r.relation, 'index', i.definition, i.definition, null, null, null
  from relations r
  join pg_index x on x.indrelid = r.oid and x.indisvalid
 cross join lateral (
    select case when x.indisunique then 'unique index' else 'index' end
           || substring(pg_get_indexdef(x.indexrelid) from ' USING .*')
 ) i (definition)
union all
select r.relation, 'trigger', t.tgname::text,
       regexp_replace(replace(pg_get_triggerdef(t.oid), ' ON ' || r.prefix, ' ON '), ' ON pg_temp(_\d+)?\.', ' ON '),
       t.tgfoid::regprocedure::text, null, null
  from relations r
  join pg_trigger t on t.tgrelid = r.oid and not t.tgisinternal
union all
select r.relation, 'view', r.relation,
       regexp_replace(replace(pg_get_viewdef(r.oid), r.prefix, ''), '\mpg_temp(_\d+)?\.', '', 'g'),
       null, null, null
  from relations r
 where r.relkind = 'v'
$body$;
comment on function automation_install_shape(oid, text[]) is
'Tables, columns, indexes, triggers and views of a schema, in a form that can be compared.';

-- How tables, triggers and views would look if they were made now: they are made as temporary ones, looked at, and
-- rolled back. So there is no second description that could differ from the first, and nothing is left behind, not
-- even a member of the extension when this runs inside its script.
create function automation_install_blueprint(home text)
returns table (relation text, kind text, name text, definition text, filler text, required boolean, comment text)
language plpgsql volatile set search_path = pg_catalog, pg_temp set client_min_messages = warning
as $body$
declare
    part record;
    occupant text;
    names text[] := '{}';
begin
    for part in
        execute replace('select p.name, p.kind, p.statements
                           from @code@.automation_install_parts($1, $2) p
                          order by p.ordinal', '@code@', home) using 'pg_temp', home
    loop
        -- A temporary table of the caller's may have that name; the rollback brings it back.
        select case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end into occupant
          from pg_class c
         where c.relname = part.name and c.relnamespace = pg_my_temp_schema() and part.kind <> 'trigger';
        if found then
            execute format('drop %s pg_temp.%I cascade', occupant, part.name);
        end if;
        execute part.statements;
        names := names || part.name;
    end loop;

    return query
        execute replace('select s.* from @code@.automation_install_shape(pg_my_temp_schema(), $1) s', '@code@', home)
        using names;
    raise exception 'rolled back on purpose' using errcode = 'AU001';
exception when sqlstate 'AU001' then
    return;  -- the rows found outlive the rollback
end
$body$;
comment on function automation_install_blueprint(text) is
'How the tables, triggers and views of this version look when they are new.';

-- Whose the relations are that already have one of our names. Ours are tables that carry the extension's triggers (only
-- who may execute its functions can have made those) and what belongs to the same owner. Anything else is adopted only
-- from the installing role itself: a table that somebody else planted would get to see, or to run, too much, and the
-- more so when a superuser installs.
create function automation_install_claims(home text)
returns table (relation text, kind text, ours boolean, owner text, errcode text, problem text)
language plpgsql stable set search_path = pg_catalog, pg_temp
as $body$
begin
    return query execute replace($query$
    with names as materialized (
        select p.kind, p.name from @code@.automation_install_parts($1, $1) p where p.kind in ('table', 'view')
    ), relations as materialized (
        select n.kind, n.name, c.relkind, c.relowner,
               exists (select from pg_trigger t
                         join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = t.tgfoid
                          and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'
                         join pg_extension e on e.oid = d.refobjid and e.extname = 'automation'
                        where t.tgrelid = c.oid and not t.tgisinternal) as carries
          from names n
          join pg_class c on c.relname = n.name and c.relnamespace = $1::regnamespace
    ), claims as (
        select r.*,
               pg_get_userbyid(r.relowner)::text as owner,
               r.carries or r.relowner in (select o.relowner from relations o where o.carries) as ours,
               r.relkind = 'v' and r.kind = 'view' or r.relkind in ('r', 'p') and r.kind = 'table' as fits
          from relations r
    )
    select c.name, c.kind, c.ours, c.owner,
           case when not c.fits then '22023' when not c.ours and c.owner <> current_user then '42501' end,
           case when not c.fits then format('it is not a %s', c.kind)
                when not c.ours and c.owner <> current_user
                    then format('it belongs to role %I, not to %I', c.owner, current_user)
           end
      from claims c
    union all
    select n.name, n.kind, false, pg_get_userbyid(y.typowner)::text, '22023', 'it is a data type'
      from names n
      join pg_type y on y.typname = n.name and y.typnamespace = $1::regnamespace and y.typrelid = 0
    $query$, '@code@', home) using home;
end
$body$;
comment on function automation_install_claims(text) is
'Whose the relations are that already have the name of one of the extension''s tables or views.';

-- In what the relations that are there differ from the blueprint: one row a gap, with what is wrong about it, or the
-- statement that closes it. What a user added is no gap.
create function automation_install_gaps(home text, present text[])
returns table (relation text, gap text, problem text, remedy text)
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $body$
begin
    if present = '{}' then
        return;
    end if;
    return query execute replace($query$
    with wanted as materialized (
        select w.* from @code@.automation_install_blueprint($1) w where w.relation = any ($2)
    ), found as materialized (
        select f.* from @code@.automation_install_shape($1::regnamespace, $2) f
    )
    select w.relation, g.gap, g.problem, g.remedy
      from wanted w
      left join found f on f.relation = w.relation and f.kind = w.kind and f.name = w.name
     cross join lateral (select $1 || '.' || quote_ident(w.relation), quote_ident(w.name)) q (relation, name)
     cross join lateral (values
        ('column',
         w.kind = 'column' and f.name is null,
         format('it has no column %I of type %s', w.name, w.definition),
         format('alter table %1$s add column %2$s %3$s %4$s %5$s; comment on column %1$s.%2$s is %6$L', q.relation,
                q.name, w.definition, w.filler, case when w.required then 'not null' end, w.comment)),
        ('type',
         w.kind = 'column' and f.definition <> w.definition,
         format('its column %I is %s, not %s', w.name, f.definition, w.definition),
         null),
        ('identity',
         w.kind = 'column' and w.filler like 'generated%' and f.name is not null and f.filler is null,
         format('its column %I is no identity and has no default', w.name),
         null),
        ('default',
         w.kind = 'column' and w.filler like 'default%' and f.name is not null and f.filler is null,
         null,
         format('alter table %s alter column %s set %s', q.relation, q.name, w.filler)),
        ('index',
         w.kind = 'index' and f.name is null,
         null,
         'create ' || replace(w.definition, ' USING ', ' on ' || q.relation || ' using ')),
        ('comment',
         w.kind in ('table', 'column') and f.name is not null and f.comment is null and w.comment is not null,
         null,
         format('comment on %s %s is %L', w.kind,
                q.relation || case w.kind when 'column' then '.' || q.name else '' end, w.comment)),
        ('trigger',
         w.kind = 'trigger' and f.definition is distinct from w.definition,
         case when f.filler <> w.filler then format('it has a trigger %I that calls %s', w.name, f.filler) end,
         null),
        ('view',
         w.kind = 'view' and f.definition is distinct from w.definition,
         null,
         null)
     ) g (gap, open, problem, remedy)
     where g.open
    $query$, '@code@', home) using home, present;
end
$body$;
comment on function automation_install_gaps(text, text[]) is
'In what existing tables, triggers and views differ from those of this version, and what closes each gap.';

-- Makes a view, or replaces one that is there, so that grants on it and views upon it stay. Inside an extension script
-- PostgreSQL replaces only members of that extension, which our views are not: there it becomes one for a moment.
create function automation_install_view(view text, statements text) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $body$
declare
    replacing text := replace(statements, 'create view ', 'create or replace view ');
begin
    if to_regclass(view) is null then
        execute statements;
        return;
    end if;
    execute replacing;
exception when object_not_in_prerequisite_state then
    execute format('alter extension automation add view %s', view);
    execute replacing;
    execute format('alter extension automation drop view %s', view);
end
$body$;
comment on function automation_install_view(text, text) is
'Makes or replaces a view of the extension.';

-- Refuses to go on when a relation that is there cannot be used: one error, which names them all. A missing column is
-- added to a table of ours, and is a misfit of anybody else's.
create function automation_install_check(home text, claims jsonb, gaps jsonb) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $body$
declare
    first record;
begin
    with troubles as (
        select c.relation, c.errcode, c.problem, false as ours
          from jsonb_to_recordset(claims) c (relation text, errcode text, problem text)
         where c.problem is not null
        union all
        select g.relation, '22023', g.problem, c.ours
          from jsonb_to_recordset(gaps) g (relation text, gap text, problem text)
          join jsonb_to_recordset(claims) c (relation text, ours boolean, problem text) using (relation)
         where g.problem is not null and c.problem is null and (not c.ours or g.gap in ('type', 'trigger'))
    )
    select t.relation, t.errcode, t.problem, t.ours,
           (select string_agg(format('%s.%I: %s', home, u.relation, u.problem), E'\n' order by u.relation, u.problem)
              from troubles u) as everything
      into first
      from troubles t
     order by t.errcode desc, t.relation, t.problem  -- whose it is comes before how it looks
     limit 1;

    if found then
        raise exception 'automation cannot use %.%: %', home, quote_ident(first.relation), first.problem
            using errcode = first.errcode, detail = first.everything,
                  hint = case when first.ours
                      then 'Change it back to what this version has.'
                      else 'Install it in another schema (create extension automation schema ...), or rename what is '
                           'in the way. A table is adopted when the installing role owns it and its columns fit.' end;
    end if;
end
$body$;
comment on function automation_install_check(text, jsonb, jsonb) is
'Raises when something in the schema has the name of one of the extension''s tables or views and cannot be used.';

-- What is to be done, in order: what is not there is made whole; what is there gets its gaps closed. In tables that are
-- ours already only missing columns count: an index or default that a user took away stays away.
create function automation_install_steps(home text, claims jsonb, gaps jsonb)
returns table (kind text, relation text, statements text, made boolean)
language plpgsql stable set search_path = pg_catalog, pg_temp
as $body$
begin
    return query execute replace($query$
    with claims as materialized (
        select c.relation, c.ours from jsonb_to_recordset($2) c (relation text, ours boolean)
    ), gaps as materialized (
        select row_number() over () as ordinal, g.* from jsonb_to_recordset($3) g (relation text, gap text, remedy text)
    ), parts as materialized (
        select p.*, $1 || '.' || quote_ident(p.name) as relation, c.relation is not null as present, c.ours
          from @code@.automation_install_parts($1, $1) p
          left join claims c on c.relation = p.name
    ), steps as (
        select p.ordinal, 0 as suborder, p.kind, p.relation, p.statements, not p.present and p.kind <> 'trigger' as made
          from parts p
         where not p.present
            or p.kind in ('trigger', 'view')
               and exists (select from gaps g where g.relation = p.name and g.gap = p.kind)
        union all
        select p.ordinal, g.ordinal, g.gap, p.relation, g.remedy, false
          from parts p
          join gaps g on g.relation = p.name and g.remedy is not null and (g.gap = 'column' or not p.ours)
         where p.kind = 'table'
    )
    select s.kind, s.relation, s.statements, s.made from steps s order by s.ordinal, s.suborder
    $query$, '@code@', home) using home, claims, gaps;
end
$body$;
comment on function automation_install_steps(text, jsonb, jsonb) is
'The statements that bring tables, triggers and views to this version.';

-- Gives the relations to the user: what an extension script makes is the extension's, would go with DROP EXTENSION, and
-- a dump would leave out what users add to it. Outside a script there is nothing to give.
create function automation_install_release() returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $body$
declare
    statement text;
begin
    for statement in
        select format('alter extension automation drop %s %s',
                      case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end, c.oid::regclass)
          from pg_extension e
          join pg_depend d on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid
           and d.classid = 'pg_class'::regclass and d.deptype = 'e'
          join pg_class c on c.oid = d.objid and c.relkind in ('r', 'p', 'v', 'S')
         where e.extname = 'automation'
    loop
        execute statement;
    end loop;
end
$body$;
comment on function automation_install_release() is
'Takes tables, views and sequences out of the extension: they are the user''s own.';

-- automation_install(): looks at every name first, then makes what is missing and closes gaps, then gives the relations
-- to the user. Creating and updating the extension call it, and automation_start(). With nothing to do it takes no lock
-- on a table.
create function automation_install() returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $body$
declare
    home text;
    extension oid;
    claims jsonb;  -- what is there already
    gaps jsonb;    -- in what that differs from this version
    keeper text;   -- who owns the tables that are ours already; null: none are
    step record;
begin
    if getdatabaseencoding() <> 'UTF8' then
        raise exception using errcode = 'feature_not_supported',
            message = format('automation needs a database with encoding UTF8, this one has %s', getdatabaseencoding()),
            detail = 'Messages are written, checked and sent as UTF-8.',
            hint = 'Create the database with ENCODING ''UTF8''.';
    end if;
    select quote_ident(n.nspname), e.oid into home, extension
      from pg_extension e
      join pg_namespace n on n.oid = e.extnamespace
     where e.extname = 'automation';
    perform pg_advisory_xact_lock('pg_extension'::regclass::oid::integer, extension::integer);

    execute replace('select coalesce(jsonb_agg(c), ''[]'') from @code@.automation_install_claims($1) c', '@code@', home)
       into claims using home;
    execute replace('select coalesce(jsonb_agg(g), ''[]'')
                       from @code@.automation_install_gaps($1, $2) g', '@code@', home)
       into gaps using home, array(select c.relation from jsonb_to_recordset(claims) c (relation text));
    execute replace('select @code@.automation_install_check($1, $2, $3)', '@code@', home) using home, claims, gaps;

    select max(c.owner) into keeper from jsonb_to_recordset(claims) c (owner text, ours boolean) where c.ours;
    for step in
        execute replace('select * from @code@.automation_install_steps($1, $2, $3)', '@code@', home)
          using home, claims, gaps
    loop
        if step.kind = 'view' then
            execute replace('select @code@.automation_install_view($1, $2)', '@code@', home)
              using step.relation, step.statements;
        else
            execute step.statements;
        end if;
        if step.made and keeper <> current_user then
            execute format('alter %s %s owner to %I', step.kind, step.relation, keeper);
        end if;
    end loop;
    execute replace('select @code@.automation_install_release()', '@code@', home);

    if keeper is null then  -- made or adopted: from now on they belong to this database
        execute replace(
            'insert into @code@.automation_instance (tenant_id, identity)
             select '''', s.system_identifier || ''/'' || d.oid
               from pg_control_system() s, pg_database d
              where d.datname = current_database()
                 on conflict (tenant_id) do update
                set identity = excluded.identity, running = false, batch_limit = null, updated_at = now()',
            '@code@', home);
    end if;
end
$body$;
comment on function automation_install() is
'Creates what is missing of tables, views and triggers, or brings an older version''s up to date.
May be called at any time; tables that exist are adopted from the calling role when their columns fit.';

-- Everything is made; from here on nothing is looked up in the schema, where others may have planted operators.
set local search_path = pg_catalog, pg_temp;

-- Nobody but the owner and whom automation_grant() or a GRANT names may call anything. Trigger functions too: who may
-- execute one may put it on a table of their own.
do $body$
declare
    routine regprocedure;
begin
    for routine in
        select d.objid
          from pg_depend d
          join pg_extension e on d.refclassid = 'pg_extension'::regclass and e.oid = d.refobjid
         where e.extname = 'automation' and d.classid = 'pg_proc'::regclass and d.deptype = 'e'
    loop
        execute format('revoke all on routine %s from public', routine);
    end loop;
end
$body$;

-- The tables, unless they come from elsewhere. PostgreSQL silences notices in extension scripts; these are meant to be
-- read, so the session's default level applies to them.
do $body$
declare
    home text;
    reason text;
begin
    if current_setting('client_min_messages') = 'warning' then
        perform set_config(s.name, s.reset_val, true) from pg_settings s where s.name = 'client_min_messages';
    end if;

    select quote_ident(n.nspname) into home
      from pg_extension e
      join pg_namespace n on n.oid = e.extnamespace
     where e.extname = 'automation';

    select case when s.dump_is_loaded then 'a dump is being loaded, which brings them'
                when s.restoring then 'automation.restoring is on'
                when s.citus then 'Citus is loaded, whose workers must not get them from an extension script'
           end
      into reason
      from (select exists (select from pg_settings where name = 'xmloption' and source = 'session'),
                   lower(current_setting('automation.restoring', true)) in ('on', 'true', 'yes', '1'),
                   exists (select from pg_extension where extname = 'citus')) s (dump_is_loaded, restoring, citus);
    if reason is not null then
        raise notice 'automation creates no tables now: %', reason
            using hint = format('Call %s.automation_install() when they are to be created or checked.', home);
        return;
    end if;

    execute format('select %s.automation_install()', home);
    raise notice 'automation is installed in schema % and not yet at work', home
        using hint = format('Call %s.automation_start() to have the background worker serve this database.', home);
end
$body$;

