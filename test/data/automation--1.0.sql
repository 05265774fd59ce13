\echo Use "create extension automation" to load this file. \quit

-- What triggers call. They have no set clause: whether a dump is being loaded shows in the caller's search_path. None
-- of them is ever renamed or removed, since tables outlive a version of the extension.

create function automation_on_leads_insert() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_leads_insert() is
'Trigger on leads: enqueues the runs of new_lead, and of silence that is near, for the rows of one statement.';

create function automation_on_lead_status() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_lead_status() is
'Trigger on leads: enqueues the runs of lead_status_changed.';

create function automation_on_lead_change() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_lead_change() is
'Trigger on leads: enqueues the runs of timed triggers that a change has brought near.';

create function automation_on_lead_contact() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_lead_contact() is
'Trigger on leads: begins a new stretch of silence where a person has contacted the lead.';

create function automation_on_message() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_message() is
'Trigger on messages: enqueues the runs of message_received and keeps when a person last wrote.';

create function automation_on_message_lead() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_message_lead() is
'Trigger on messages: moves the delivery of a message that is given to another lead, the runs that it has set off, and
the contact that it stands for.';

create function automation_on_message_recipient() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_message_recipient() is
'Trigger on messages: notes that an application has set the recipient, which is then kept when the message leaves.';

create function automation_on_booking_insert() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_booking_insert() is
'Trigger on bookings: enqueues the runs of booking_created, and what is near of reminders and sessions.';

create function automation_on_booking_update() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_booking_update() is
'Trigger on bookings: enqueues the runs of a cancelled, missed, completed or moved booking, and moves what waits for one
that is given to another lead.';

create function automation_message_defaults() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_message_defaults() is
'Trigger on messages: fills the status of one inserted without, lower-cases the channel, and flags automatic replies
and words such as STOP.';

create function automation_validate() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_validate() is
'Trigger on automations: refuses what could never run, with the hint what to write instead.';

create function automation_on_rule() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_rule() is
'Trigger on automations: moves or ends waiting runs, and tells what is to be looked at anew.';

create function automation_on_clock() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_clock() is
'Trigger on automation_settings: has the moments that depend on its zone and quiet hours found anew.';

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
    if tg_when <> 'BEFORE' or tg_level <> 'ROW' or tg_op not in ('INSERT', 'UPDATE')
       or not exists (select
                        from pg_class c
                        join pg_extension e on e.extname = 'automation' and e.extnamespace = c.relnamespace
                       where (c.oid = tg_relid or c.oid in (select a.relid from pg_partition_ancestors(tg_relid) a))
                         and c.relname ~ '^automation_(settings|booking_sources)(_\d+)?$') then
        if tg_name = 'automation_check_zone' then
            return new;  -- a table of the extension that was renamed or moved
        end if;
        raise exception 'trigger function "automation_check_zone" works only on tables "automation_settings" and "automation_booking_sources" of the extension automation'
            using errcode = 'object_not_in_prerequisite_state',
                  detail = format('Trigger "%s" is on "%s.%s".', tg_name, tg_table_schema, tg_table_name),
                  hint = (select format('Drop the trigger; automation_install() creates the one that is missing: CREATE TRIGGER automation_check_zone BEFORE INSERT OR UPDATE OF timezone ON %1$I.automation_settings FOR EACH ROW EXECUTE FUNCTION %1$I.automation_check_zone();', n.nspname)
                            from pg_extension e
                            join pg_namespace n on n.oid = e.extnamespace
                           where e.extname = 'automation');
    end if;
    if not exists (select from pg_timezone_names z where lower(z.name) = lower(new.timezone::text)) then
        raise exception 'time zone "%" is not known', new.timezone
            using errcode = 'invalid_parameter_value',
                  hint = 'Write an IANA name such as Europe/Berlin; pg_timezone_names lists them.';
    end if;
    return new;
end
$body$;
comment on function automation_check_zone() is
'Trigger: refuses a time zone that is not known.';

-- What the triggers of automation_booking_sources call.

create function automation_check_booking_source() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_check_booking_source() is
'Trigger on automation_booking_sources: refuses what could never be synced, and ends a pause when the account changes.';

create function automation_on_booking_source() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_booking_source() is
'Trigger on automation_booking_sources: tells the worker at commit.';

-- What the triggers call that have to do with consent and with channels.

create function automation_on_opt_out() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_opt_out() is
'Trigger on leads: ends the runs and messages that wait on a channel which the lead has just refused, and writes the
refusal down for its addresses.';

create function automation_keep_opt_out() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_keep_opt_out() is
'Trigger on leads: puts channels back into opted_out that an application left out although the person or a provider
refused them.';

create function automation_check_suppression() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_check_suppression() is
'Trigger on automation_suppressions: brings channel, address and reason to the form in which they are compared.';

create function automation_on_suppression_removed() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_suppression_removed() is
'Trigger on automation_suppressions: when a row is deleted by hand, leads with the address take back what it stood for.';

create function automation_check_channel() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_check_channel() is
'Trigger on automation_channels: refuses settings that could never work, and ends a pause when they change.';

create function automation_on_channel() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_channel() is
'Trigger on automation_channels: tells the worker at commit.';

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
'Why the next run of an automation for a lead will or will not be done: every check of the decision as it will be when
the run is due, whether there is an event or a moment for it, whether its channel and the worker are at work, what waits,
and the last outcomes.';

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
               last_error_at timestamptz, sources text[])
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_status() is
'What the background worker of this database is doing, and what troubles it.
sources: the booking sources that are paused or whose last sync failed, and why.';

create function automation_booking_hook(body jsonb) returns boolean
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_booking_hook(jsonb) is
'Takes the callback of a booking service as a hint to sync that company''s source now; whether there is such a source.
Nothing else of the body is believed: it is not signed.';

-- Templates: tried before an automation uses them.
create function automation_render(template text, lead_id bigint, booking_id bigint default null)
returns table (text text, variables text[], fallbacks jsonb, missing text[], characters integer, sms_encoding text,
               sms_segments integer)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_render(text, bigint, bigint) is
'What a template says to a lead, about a booking of it (without booking_id: the next one, else the last).
variables: those asked for. fallbacks: what stands in the place of which. missing: those that would end a run as skipped,
shown as {name}. sms_encoding and sms_segments: how the text is sent as SMS, GSM-7 or UCS-2.';

-- Ready-made sets of automations, and automations as a document.
create function automation_presets()
returns table (name text, title text, description text, automations jsonb)
language c immutable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_presets() is
'The ready-made sets of automations, each with what automation_create() would be given.';

create function automation_install_preset(name text) returns setof jsonb
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_install_preset(text) is
'Makes the automations of a set, switched off, and returns their rows.
One whose name exists already is left as it is and returned.';

-- Intervals are written in one style, whatever the session's.
create function automation_export() returns jsonb
language c stable set search_path = pg_catalog, pg_temp set intervalstyle = postgres
as 'MODULE_PATHNAME';
comment on function automation_export() is
'All automations of the current tenant as one document for automation_import(), without ids and statistics.';

create function automation_import(config jsonb) returns setof jsonb
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_import(jsonb) is
'Makes or updates the automations of a document, by name, all or none, and returns their rows.
Key on_conflict of the document: update (the default), skip or error, where a name exists already.';

-- What became of it all, by automation and day.
create function automation_funnel(from_time timestamptz default null, to_time timestamptz default null)
returns table (automation_id bigint, name text, day date, events bigint, runs bigint, messages bigint, sent bigint,
               replied bigint, booked bigint, status_reached jsonb)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_funnel(timestamptz, timestamptz) is
'From events to statuses reached, by automation and day (UTC), of the current tenant; the last 30 days without arguments.
replied within 7 days, booked within 14, counted for the day of the last message before them.';

-- Why, whom and what if: rules seen before they act.
create function automation_why(lead_id bigint)
returns table (automation_id bigint, automation text, trigger text, would_run boolean, reason text, detail text,
               last_outcome text)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_why(bigint) is
'Every automation of the lead''s tenant in one line: the first step of automation_explain() that speaks against its next
run, no_event where none is to be expected; detail of one that would run says when it is due and what keeps it.';

create function automation_upcoming(lead_id bigint)
returns table (due_at timestamptz, automation_id bigint, automation text, booking_id bigint, event text,
               would_run boolean, reason text)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_upcoming(bigint) is
'Everything that will reach a lead, in order: runs and messages that wait, and the moments of timed automations that lie
ahead; reason says why one comes to nothing, or what keeps a message (channel_paused, channel_disabled).';

create function automation_preview(id bigint, max_rows integer default 20)
returns table (lead_id bigint, lead_name text, due_at timestamptz, would_run boolean, reason text, booking_id bigint)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_preview(bigint, integer) is
'Whom an automation reaches, enabled or not: for timed triggers every lead or booking whose moment has come or is ahead
(reason passed: it made no run and will make none); for others what an event of each lead, or booking that is on, would do
this moment (reason on_event: enabling reaches nobody).';

create function automation_preview_summary(id bigint)
returns table (what text, value bigint)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_preview_summary(bigint) is
'The whole of automation_preview() in numbers: matches, due now, later, on event, suppressed by reason, and the next 14
days.';

-- Without a set clause: the statement is the caller's and finds what the caller would find.
create function automation_simulate(statement text)
returns table (automation_id bigint, automation text, lead_id bigint, lead_name text, booking_id bigint, event text,
               due_at timestamptz, would_run boolean, reason text, origin text, subject text, body text)
language c volatile
as 'MODULE_PATHNAME';
comment on function automation_simulate(text) is
'Runs a statement with the caller''s own rights, shows the runs and messages that it would cause, and rolls it back.
A timed automation that it saves or enables is shown with everybody whose moment has come or is ahead.
Where the model would write, body shows what it would be told. What those runs would set off in turn is not shown.
What no rollback undoes stays: numbers of sequences, files, signals, what other servers were told.';

-- What comes back: refusals, answers, receipts.
create function automation_unsubscribe(token text) returns jsonb
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_unsubscribe(text) is
'Takes the token of an unsubscribe link and refuses its channel for its lead and for the address that the
message went to, also when the lead is gone; the token is all the right that it takes.
Returns {"channel", "business_name", "already"} for the page to show; a second call changes nothing.';

create function automation_receive(channel text, sender text, body text, subject text default null,
                                   provider_message_id text default null)
returns bigint
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_receive(text, text, text, text, text) is
'Stores a message that a gateway has taken from a lead and returns its id; null when no lead of the tenant has that address.
Of several leads the one last written to on the channel. The same provider_message_id again gives the same id. A word such
as STOP refuses the channel; an automatic reply is stored and counts as no answer.';

create function automation_delivery_report(channel text, provider_message_id text, status text,
                                           detail text default null)
returns bigint
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_delivery_report(text, text, text, text) is
'Takes what a provider says later of a message that it accepted, and returns the message''s id; null when none has that id.
status: delivered or read, failed, bounced (nothing goes to that address any more), opted_out; sent and the like change
nothing. The same report again changes nothing.';

-- Messages that wait for a person, and what failed once more.
create function automation_approve(message_id bigint) returns text
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_approve(bigint) is
'Lets a held message go and returns its new status: queued; recorded where no channel is configured; cancelled when the
lead has refused the channel meanwhile, its booking is off, or it is too late. The activity says why.';

create function automation_reject(message_id bigint, reason text default null) returns text
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_reject(bigint, text) is
'Cancels a held message and returns its new status.';

create function automation_retry(message_id bigint) returns text
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_retry(bigint) is
'Queues a failed message once more, to the address that the lead has now, and returns its new status.';

create function automation_retry_run(activity_id bigint) returns bigint
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_retry_run(bigint) is
'Puts a run that failed into the queue once more, by the activity automation_failed that tells of it, and returns the id
of the row there. max_runs and cooldown do not stop it; every other check holds.';

-- Two rows that stand for one person.
create function automation_merge_leads(keep bigint, "drop" bigint) returns jsonb
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_merge_leads(bigint, bigint) is
'Makes one lead of two: bookings, messages, activities, what waits and what is remembered of "drop" become those of keep,
what is null there is filled, refusals are united, the higher count of runs stays, and "drop" is deleted. Fires no event.
Its id leads to keep from then on. Returns how much was moved.';

-- Who may do what: roles and levels, and the tenants they are limited to.
create function automation_grant(role regrole, level text, tenant_id text default null) returns void
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_grant(regrole, text, text) is
'Gives a role what its level needs, and only that of what it was given before: app (writes leads and bookings, adds and
reads messages), operator (manages automations, too), admin (channels, settings and sources, too) or none.
With a tenant, row security shows that role only that tenant, whatever automation.tenant_id says.';

-- Part of the policies: never renamed or removed.
create function automation_tenants(level text) returns text[]
language c stable parallel safe
as 'MODULE_PATHNAME';
comment on function automation_tenants(text) is
'The tenants that the current role is limited to at a level (app, operator, admin) or above; null when it is not limited.';

create function automation_grants_changed() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_grants_changed() is
'Trigger on automation_grants: has every session look anew at what its role is limited to.';

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
    status_since timestamptz,
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
create index on @home@.leads using gin (external_ids jsonb_path_ops) where external_ids <> '{}';
create index on @home@.leads (tenant_id, greatest(coalesce(last_contacted, created_at), last_inbound_at), id);
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
comment on column @home@.leads.status_since is 'Since when the status is what it is; kept by the engine. Null: since the lead was created.';
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
create index on @home@.bookings (tenant_id, starts_at, id) where status = 'booked';
create index on @home@.bookings (tenant_id, ends_at, id) where status = 'booked';
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
create index on @home@.messages (lead_id, created_at);
create index on @home@.messages (automation_id, created_at, lead_id, tenant_id)
    where automation_id is not null and direction = 'outbound' and status in ('recorded', 'sent', 'delivered');
create index on @home@.messages (automation_id, created_at) where status = 'failed';
create index on @home@.messages (created_at, lead_id, tenant_id) where direction = 'inbound';
create unique index on @home@.messages (tenant_id, channel, provider_message_id)
    where direction = 'inbound' and provider_message_id is not null;
create index on @home@.messages (provider_message_id, channel)
    where direction = 'outbound' and provider_message_id is not null;
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
comment on column @home@.messages.flags is 'What the checks of a model''s text found; of an inbound message auto_reply, stop or start; recipient_set where an application has set the recipient.';
comment on column @home@.messages.error is 'Why the last delivery attempt failed, or why it was cancelled.';
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
comment on column @home@.activities.type is 'automation_ran, automation_skipped, automation_blocked, automation_failed, automation_tested, crm_updated, message_sent, message_failed, message_held, message_approved, message_retried, automation_retried, lead_opted_out, lead_opted_in, lead_merged or booking_synced.';
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
    channel text,
    primary key (id, tenant_id)
) with (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000
);
create index on @home@.automation_queue (run_at, id);
create index on @home@.automation_queue (lead_id, automation_id);
create index on @home@.automation_queue (channel, run_at, id) where kind = 'deliver';
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
comment on column @home@.automation_queue.channel is 'Of a delivery: how the message leaves.';
$statements$),
(7, 'table', 'automation_enrollments', $statements$
create table @home@.automation_enrollments (
    id bigint generated by default as identity,
    automation_id bigint not null,
    lead_id bigint not null,
    booking_id bigint,
    anchor timestamptz,
    last_run_at timestamptz,
    looked_at timestamptz,
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
comment on column @home@.automation_enrollments.looked_at is 'When the moment of a timed trigger was last looked at, whatever came of it.';
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
    updated_at timestamptz not null default now(),
    secret bytea default sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')),
    queue oid,
    version text default '1.0'
);
comment on table @home@.automation_instance is 'Which database these tables belong to, and how its dispatcher last ended.';
comment on column @home@.automation_instance.tenant_id is 'Empty: the whole database.';
comment on column @home@.automation_instance.identity is 'System identifier and OID of the database, as 7300000000000000000/16384; another one here means that this is a copy.';
comment on column @home@.automation_instance.running is 'Set while a dispatcher runs; found set at its start, the last one did not end well.';
comment on column @home@.automation_instance.batch_limit is 'Most rows in a batch while the engine looks for one that ends the process; null: no limit.';
comment on column @home@.automation_instance.updated_at is 'When the row last changed.';
comment on column @home@.automation_instance.secret is 'Signs unsubscribe links; kept by the engine. For nobody but the owner; another one here and every link sent so far is void.';
comment on column @home@.automation_instance.queue is 'OID of automation_queue when identity was written; another one here means that a dump was restored over this database.';
comment on column @home@.automation_instance.version is 'Its default is the version of all these tables; kept by the engine.';
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
    secret jsonb not null default '{}' check (jsonb_typeof(secret) in ('object', 'string')),
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
comment on column @home@.automation_booking_sources.name is 'What bookings.source and leads.external_ids say. Stays as it is once something has been synced.';
comment on column @home@.automation_booking_sources.provider is 'simplybook.';
comment on column @home@.automation_booking_sources.company is 'Company login of the account. Stays as it is once something has been synced.';
comment on column @home@.automation_booking_sources.login is 'User to log in as.';
comment on column @home@.automation_booking_sources.secret is 'The password by name: {"env":"AUTOMATION_..."} or {"file":"name"} below automation.secrets_dir. A plain string is the password itself, and stands in every dump.';
comment on column @home@.automation_booking_sources.base_url is 'Where the service is, https; null: https://user-api.simplybook.me.';
comment on column @home@.automation_booking_sources.timezone is 'IANA name of the zone in which the service tells times; an unknown one is refused.';
comment on column @home@.automation_booking_sources.sync_every is 'How often to look for changes.';
comment on column @home@.automation_booking_sources.enabled is 'False: no sync.';
comment on column @home@.automation_booking_sources.paused_reason is 'Why the engine stopped the sync; clear it to go on.';
comment on column @home@.automation_booking_sources.first_synced_at is 'When the first sync that succeeded began; what was booked before fires no event.';
comment on column @home@.automation_booking_sources.synced_until is 'Changes up to this moment have been fetched.';
comment on column @home@.automation_booking_sources.full_synced_at is 'When the whole window was last fetched.';
comment on column @home@.automation_booking_sources.next_sync_at is 'When the next sync is due; null: at once.';
comment on column @home@.automation_booking_sources.failures is 'Failures since the last success.';
comment on column @home@.automation_booking_sources.last_error is 'Why the last sync failed, or what it had to leave out; null: all is well.';
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
    messages integer not null default 0,
    sent integer not null default 0,
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    wait_buckets smallint[] not null default '{}',
    wait_counts integer[] not null default '{}',
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
comment on column @home@.automation_stat_deltas.messages is 'Messages written, held ones too.';
comment on column @home@.automation_stat_deltas.sent is 'Messages that reached their leads: recorded where no channel is configured, or accepted by a provider.';
comment on column @home@.automation_stat_deltas.wait_buckets is 'Times from event to message, sixteen buckets for each doubling of microseconds.';
comment on column @home@.automation_stat_deltas.wait_counts is 'How many messages are in each of these buckets.';
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
    messages integer not null default 0,
    sent integer not null default 0,
    replied integer not null default 0,
    booked integer not null default 0,
    converted integer not null default 0,
    input_tokens bigint not null default 0,
    output_tokens bigint not null default 0,
    last_run_at timestamptz,
    settled boolean not null default false,
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    wait_buckets smallint[] not null default '{}',
    wait_counts integer[] not null default '{}',
    statuses jsonb not null default '{}',
    primary key (automation_id, day, tenant_id)
) with (fillfactor = 70);
create index on @home@.automation_daily_stats (day) where not settled;
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
comment on column @home@.automation_daily_stats.messages is 'Messages written, held ones too.';
comment on column @home@.automation_daily_stats.sent is 'Messages that reached their leads: recorded where no channel is configured, or accepted by a provider.';
comment on column @home@.automation_daily_stats.settled is 'Nothing can follow any more from the messages of this day: replied, booked, converted and statuses are final. Before, they stand in automation_answers and automation_statuses only.';
comment on column @home@.automation_daily_stats.replied is 'Messages of the day that were answered within 7 days, once settled.';
comment on column @home@.automation_daily_stats.booked is 'Messages of the day that were followed by a booking within 14 days, once settled.';
comment on column @home@.automation_daily_stats.converted is 'Of those, where a session had taken place within 30 days, once settled.';
comment on column @home@.automation_daily_stats.statuses is 'Statuses that the leads written to on the day had reached when it was settled, with how many leads each.';
comment on column @home@.automation_daily_stats.wait_buckets is 'Times from event to message, sixteen buckets for each doubling of microseconds.';
comment on column @home@.automation_daily_stats.wait_counts is 'How many messages are in each of these buckets.';
comment on column @home@.automation_daily_stats.tenant_id is 'Whose automation it is.';
$statements$),
(15, 'table', 'automation_watches', $statements$
create table @home@.automation_watches (
    automation_id bigint not null,
    since timestamptz not null,
    open_from timestamptz,
    covered_at timestamptz not null,
    covered_id bigint not null default 0,
    round_at timestamptz,
    round_until timestamptz,
    round_xid bigint,
    read_at timestamptz,
    read_id bigint,
    paced_from timestamptz,
    paced_runs integer not null default 0,
    since_days integer not null default 0,
    since_hours integer not null default 0,
    round_clean boolean,
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    primary key (automation_id, tenant_id)
) with (fillfactor = 50);
comment on table @home@.automation_watches is 'How far the dispatcher has looked for leads and bookings whose moment is near. Kept by the engine.';
comment on column @home@.automation_watches.automation_id is 'The automation.';
comment on column @home@.automation_watches.since is 'Moments before it belong to the time before the rule was saved.';
comment on column @home@.automation_watches.open_from is 'Bookings that began before it are not caught up on: when the rule was last enabled.';
comment on column @home@.automation_watches.covered_at is 'Everything up to here (last contact, starts_at or ends_at) has been found, also what committed late.';
comment on column @home@.automation_watches.covered_id is 'The last row of that moment that has been found.';
comment on column @home@.automation_watches.round_at is 'When the present or last round began.';
comment on column @home@.automation_watches.round_until is 'Where the present round ends; null: none is under way.';
comment on column @home@.automation_watches.round_xid is 'Transactions before it may have been open when the round began.';
comment on column @home@.automation_watches.read_at is 'How far the present round has come.';
comment on column @home@.automation_watches.read_id is 'The last row of that moment that was read.';
comment on column @home@.automation_watches.paced_from is 'Beginning of the minute in which paced_runs is counted.';
comment on column @home@.automation_watches.paced_runs is 'Runs for silent leads in that minute.';
comment on column @home@.automation_watches.since_days is 'The delay that decides which moments lie before since.';
comment on column @home@.automation_watches.since_hours is 'The hours of that delay.';
comment on column @home@.automation_watches.round_clean is 'No transaction from before the round is open any more: what it reads is all there is.';
comment on column @home@.automation_watches.tenant_id is 'Whose row this is; the automation''s tenant.';
$statements$),
(16, 'table', 'automation_suppressions', $statements$
create table @home@.automation_suppressions (
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    channel text not null,
    address text not null,
    reason text not null default 'opted_out',
    cause text not null default 'application',
    detail text,
    since timestamptz not null default now(),
    spellings text[],
    primary key (tenant_id, channel, address, reason),
    check (reason in ('opted_out', 'undeliverable'))
);
create index on @home@.automation_suppressions (tenant_id) where address like 'hashed:%';
comment on table @home@.automation_suppressions is 'Addresses that nothing is sent to any more: refused by their owner, or nothing arrives there. Applications may insert rows; deleting one takes it back.';
comment on column @home@.automation_suppressions.tenant_id is 'Whose row this is. Never changes.';
comment on column @home@.automation_suppressions.channel is 'The channel that the address belongs to, or all.';
comment on column @home@.automation_suppressions.address is 'An e-mail address in lower case, or a number in E.164 form; hashed:... where only the keyed hash of an unsubscribe link is known. What an application writes is brought to this form.';
comment on column @home@.automation_suppressions.reason is 'opted_out or undeliverable.';
comment on column @home@.automation_suppressions.cause is 'Who said so: stop_word, unsubscribe or provider, which an application does not take back by leads.opted_out; application or import, which it does.';
comment on column @home@.automation_suppressions.detail is 'What was said.';
comment on column @home@.automation_suppressions.since is 'When it was said first.';
comment on column @home@.automation_suppressions.spellings is 'How leads that refused write the address, where that is another form; kept by the engine.';
$statements$),
(17, 'trigger', 'activities', $statements$
create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.activities
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();
$statements$),
(18, 'trigger', 'automation_booking_sources', $statements$
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
create or replace trigger automation_check_source
    before insert or update of name, company, login, secret, base_url, timezone, paused_reason
    on @home@.automation_booking_sources
    for each row
    execute function @code@.automation_check_booking_source();
create or replace trigger automation_source_added
    after insert or delete on @home@.automation_booking_sources
    for each row
    execute function @code@.automation_on_booking_source();
create or replace trigger automation_source_changed
    after update on @home@.automation_booking_sources
    for each row when (old.name is distinct from new.name or old.company is distinct from new.company
                       or old.login is distinct from new.login or old.secret is distinct from new.secret
                       or old.base_url is distinct from new.base_url or old.timezone is distinct from new.timezone
                       or old.sync_every is distinct from new.sync_every or old.enabled is distinct from new.enabled
                       or old.paused_reason is distinct from new.paused_reason
                       or new.next_sync_at is null or new.next_sync_at < old.next_sync_at)
    execute function @code@.automation_on_booking_source();
$statements$),
(19, 'trigger', 'automation_channels', $statements$
create or replace trigger automation_touch
    before update on @home@.automation_channels
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();
create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.automation_channels
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();
create or replace trigger automation_check_channel
    before insert or update of channel, provider, settings, paused_reason on @home@.automation_channels
    for each row
    execute function @code@.automation_check_channel();
create or replace trigger automation_channel_added
    after insert or delete on @home@.automation_channels
    for each row
    execute function @code@.automation_on_channel();
create or replace trigger automation_channel_changed
    after update on @home@.automation_channels
    for each row when (old.channel is distinct from new.channel or old.provider is distinct from new.provider
                       or old.settings is distinct from new.settings or old.enabled is distinct from new.enabled
                       or old.rate_per_minute is distinct from new.rate_per_minute
                       or (old.paused_reason is not null and new.paused_reason is null))
    execute function @code@.automation_on_channel();
$statements$),
(20, 'trigger', 'automation_grants', $statements$
create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.automation_grants
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();
create or replace trigger automation_grants_changed
    after insert or delete or update or truncate on @home@.automation_grants
    for each statement
    execute function @code@.automation_grants_changed();
$statements$),
(21, 'trigger', 'automation_settings', $statements$
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
create or replace trigger automation_clock_changed
    after insert or delete or update of timezone, quiet_from, quiet_until on @home@.automation_settings
    for each row
    execute function @code@.automation_on_clock();
$statements$),
(22, 'trigger', 'automation_suppressions', $statements$
create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.automation_suppressions
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();
create or replace trigger automation_check_suppression
    before insert or update on @home@.automation_suppressions
    for each row
    execute function @code@.automation_check_suppression();
create or replace trigger automation_suppression_removed
    after delete on @home@.automation_suppressions
    for each row
    execute function @code@.automation_on_suppression_removed();
$statements$),
(23, 'trigger', 'automations', $statements$
create or replace trigger automation_validate
    before insert or update of
        name, type, trigger, delay_days, delay_hours, channel, subject_template, message_template, ai_instructions,
        conditions, actions, review, stop_on_reply, max_runs, cooldown, max_lateness, enabled
    on @home@.automations
    for each row
    execute function @code@.automation_validate();
create or replace trigger automation_rule_saved
    after insert or delete or update of type, trigger, delay_days, delay_hours, conditions, actions, max_runs, enabled
    on @home@.automations
    for each row
    execute function @code@.automation_on_rule();
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
(24, 'trigger', 'bookings', $statements$
create or replace trigger automation_booking_added
    after insert on @home@.bookings
    for each row
    execute function @code@.automation_on_booking_insert();
create or replace trigger automation_booking_changed
    after update on @home@.bookings
    for each row when (old.status is distinct from new.status
                       or old.lead_id is distinct from new.lead_id
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
(25, 'trigger', 'leads', $statements$
create or replace trigger automation_lead_added
    after insert on @home@.leads
    referencing new table as new_leads
    for each statement
    execute function @code@.automation_on_leads_insert();
create or replace trigger automation_lead_status
    after update on @home@.leads
    for each row when (old.status is distinct from new.status)
    execute function @code@.automation_on_lead_status();
create or replace trigger automation_lead_changed
    after update on @home@.leads
    for each row when (old.silent_since is distinct from new.silent_since
                       or new.last_contacted is distinct from new.updated_at
                       or new.last_contacted <= old.last_contacted
                       or (old.last_contacted is null and old.created_at is null))
    execute function @code@.automation_on_lead_change();
create or replace trigger automation_lead_contacted
    before update on @home@.leads
    for each row when (new.last_contacted > old.last_contacted
                       or (old.last_contacted is null and new.last_contacted is not null)
                       or old.status is distinct from new.status)
    execute function @code@.automation_on_lead_contact();
create or replace trigger automation_lead_consent
    before update on @home@.leads
    for each row when (old.opted_out is distinct from new.opted_out)
    execute function @code@.automation_keep_opt_out();
create or replace trigger automation_lead_opted_out
    after update on @home@.leads
    for each row when (old.opted_out is distinct from new.opted_out or array_length(new.opted_out, 1) > 0)
    execute function @code@.automation_on_opt_out();
create or replace trigger automation_touch
    before update on @home@.leads
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();
create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.leads
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();
$statements$),
(26, 'trigger', 'messages', $statements$
create or replace trigger automation_message_defaults
    before insert on @home@.messages
    for each row when (new.status is null or new.channel <> lower(new.channel) or new.direction = 'inbound'
                       or (new.recipient is not null and new.origin = 'manual' and new.status in ('queued', 'held')))
    execute function @code@.automation_message_defaults();
create or replace trigger automation_message_recipient
    before update on @home@.messages
    for each row when ((old.recipient is distinct from new.recipient or old.flags is distinct from new.flags)
                       and new.direction = 'outbound')
    execute function @code@.automation_on_message_recipient();
create or replace trigger automation_message_added
    after insert on @home@.messages
    for each row when (new.direction = 'inbound' or new.origin = 'manual')
    execute function @code@.automation_on_message();
create or replace trigger automation_message_moved
    after update on @home@.messages
    for each row when (old.lead_id is distinct from new.lead_id)
    execute function @code@.automation_on_message_lead();
create or replace trigger automation_touch
    before update on @home@.messages
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();
create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.messages
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();
$statements$),
(27, 'view', 'automation_open_days', $statements$
create view @home@.automation_open_days with (security_invoker = true) as
select least((select min(d.day) from @home@.automation_daily_stats d where not d.settled),
             (select min((s.at at time zone 'UTC')::date) from @home@.automation_stat_deltas s),
             (now() at time zone 'UTC')::date)::timestamp at time zone 'UTC' as since;
comment on view @home@.automation_open_days is 'From when on something may still follow from messages; one row.';
comment on column @home@.automation_open_days.since is 'Start of the first day, in UTC, that is not settled.';
$statements$),
(28, 'view', 'automation_answers', $statements$
create view @home@.automation_answers with (security_invoker = true) as
select d.tenant_id, d.automation_id, d.day, d.replied::bigint as replied, d.booked::bigint as booked,
       d.converted::bigint as converted
  from @home@.automation_daily_stats d
 where d.settled and (d.replied > 0 or d.booked > 0)
union all
select f.tenant_id, f.automation_id, f.day, f.replied, f.booked, f.converted
  from (select m.tenant_id, m.automation_id, (m.written_at at time zone 'UTC')::date as day,
               count(*) filter (where m.replied_at <= m.sent_at + interval '168 hours') as replied,
               count(*) filter (where m.booked_at <= m.sent_at + interval '336 hours') as booked,
               count(*) filter (where m.booked_at <= m.sent_at + interval '336 hours'
                                  and m.held_until <= m.sent_at + interval '720 hours') as converted
          from (select n.tenant_id, n.lead_id, n.message, max(n.automation_id) as automation_id,
                       min(n.at) filter (where n.kind = 'message') as sent_at,
                       min(n.written_at) as written_at,
                       min(n.at) filter (where n.kind = 'reply') as replied_at,
                       min(n.at) filter (where n.kind = 'booking') as booked_at,
                       min(n.held_until) as held_until
                  from (select e.*,
                               count(*) filter (where e.kind = 'message')
                                   over (partition by e.tenant_id, e.lead_id
                                         order by e.at, e.kind = 'message', e.id rows unbounded preceding) as message
                          from (select l.tenant_id, l.lead_id, m.id, m.automation_id, m.written_at, m.at, m.kind,
                                       null::timestamptz as held_until
                                  from (select i.tenant_id, i.lead_id
                                          from @home@.messages i
                                         where i.direction = 'inbound' and i.created_at >= (select o.since from @home@.automation_open_days o)
                                        union
                                        select b.tenant_id, b.lead_id
                                          from @home@.bookings b
                                         where b.created_at >= (select o.since from @home@.automation_open_days o)) l
                                 cross join lateral (
                                       select m.id, coalesce(m.sent_at, m.created_at) as at,
                                              case m.direction when 'inbound' then 'reply' else 'message' end as kind,
                                              case m.direction when 'outbound' then m.automation_id end as automation_id,
                                              case m.direction when 'outbound' then m.created_at end as written_at
                                         from @home@.messages m
                                        where m.lead_id = l.lead_id and m.tenant_id = l.tenant_id
                                          and m.created_at >= (select o.since from @home@.automation_open_days o)
                                          and (m.direction = 'inbound' and not 'auto_reply' = any (m.flags)
                                               or m.status in ('recorded', 'sent', 'delivered'))
                                       offset 0) m
                                union all
                                select b.tenant_id, b.lead_id, b.id, null::bigint as automation_id,
                                       null::timestamptz as written_at, b.created_at as at, 'booking'::text as kind,
                                       case when b.status = 'completed' then coalesce(b.ends_at, b.starts_at, b.updated_at)
                                            when b.status = 'booked' and b.ends_at <= now() then b.ends_at end as held_until
                                  from @home@.bookings b
                                 where b.created_at >= (select o.since from @home@.automation_open_days o)) e) n
                 where n.message > 0
                 group by n.tenant_id, n.lead_id, n.message) m
         where m.automation_id is not null
         group by 1, 2, 3) f
 where (f.replied > 0 or f.booked > 0)
   and not exists (select from @home@.automation_daily_stats d
                    where d.automation_id = f.automation_id and d.day = f.day and d.tenant_id = f.tenant_id
                      and d.settled);
comment on view @home@.automation_answers is 'Replies, bookings and sessions by automation and day of the last message before them.';
comment on column @home@.automation_answers.tenant_id is 'The tenant.';
comment on column @home@.automation_answers.automation_id is 'The automation.';
comment on column @home@.automation_answers.day is 'The day, in UTC, on which its messages were written.';
comment on column @home@.automation_answers.replied is 'Of these messages, those that the lead answered within 7 days.';
comment on column @home@.automation_answers.booked is 'Those after which the lead booked within 14 days.';
comment on column @home@.automation_answers.converted is 'Of the booked, those where a session booked since had taken place within 30 days.';
$statements$),
(29, 'view', 'automation_backlog', $statements$
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
(30, 'view', 'automation_stats', $statements$
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
       greatest(a.last_triggered, s.last_run_at) as last_triggered,
       coalesce(s.messages, 0) as messages,
       coalesce(s.sent, 0) as sent,
       coalesce(r.replied, 0) as replied,
       coalesce(r.booked, 0) as booked,
       coalesce(r.converted, 0) as converted,
       w.median_seconds,
       w.p95_seconds,
       coalesce(s.input_tokens + s.output_tokens, 0) as tokens
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
                    sum(messages)::bigint as messages,
                    sum(sent)::bigint as sent,
                    sum(not_folded)::bigint as not_folded,
                    max(last_run_at) as last_run_at
               from (select tenant_id, automation_id, ran, skipped, blocked, failed, held, input_tokens, output_tokens,
                            messages, sent, 0 as not_folded, last_run_at
                       from @home@.automation_daily_stats
                     union all
                     select tenant_id, automation_id, ran, skipped, blocked, failed, held, input_tokens, output_tokens,
                            messages, sent, ran, last_run_at
                       from @home@.automation_stat_deltas) counted
              group by tenant_id, automation_id) s
    on s.automation_id = a.id and s.tenant_id = a.tenant_id
  left join (select tenant_id,
                    automation_id,
                    sum(replied)::bigint as replied,
                    sum(booked)::bigint as booked,
                    sum(converted)::bigint as converted
               from @home@.automation_answers
              group by tenant_id, automation_id) r
    on r.automation_id = a.id and r.tenant_id = a.tenant_id
  left join lateral (
       select 2 ^ ((min(u.bucket) filter (where u.upto * 2 >= u.total) + 0.5) / 16) / 1000000 as median_seconds,
              2 ^ ((min(u.bucket) filter (where u.upto * 20 >= u.total * 19) + 0.5) / 16) / 1000000 as p95_seconds
         from (select b.bucket,
                      sum(sum(b.waited)) over (order by b.bucket) as upto,
                      sum(sum(b.waited)) over () as total
                 from (select d.wait_buckets, d.wait_counts
                         from @home@.automation_daily_stats d
                        where d.automation_id = a.id and d.tenant_id = a.tenant_id
                       union all
                       select x.wait_buckets, x.wait_counts
                         from @home@.automation_stat_deltas x
                        where x.automation_id = a.id and x.tenant_id = a.tenant_id) c
                cross join lateral unnest(c.wait_buckets, c.wait_counts) b (bucket, waited)
                group by b.bucket) u) w
    on true;
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
comment on column @home@.automation_stats.messages is 'Messages written, held ones too.';
comment on column @home@.automation_stats.sent is 'Of these, those that reached the lead: recorded where no channel is configured, or accepted by a provider.';
comment on column @home@.automation_stats.replied is 'Messages that the lead answered within 7 days, before anything else was written.';
comment on column @home@.automation_stats.booked is 'Messages after which the lead booked within 14 days, before anything else was written.';
comment on column @home@.automation_stats.converted is 'Of the booked, those where a session booked since had taken place within 30 days of the message.';
comment on column @home@.automation_stats.median_seconds is 'Seconds from event to message that half of the messages took at most, to within 2.2 per cent; the delay counts.';
comment on column @home@.automation_stats.p95_seconds is 'The same for 95 of 100 messages.';
comment on column @home@.automation_stats.tokens is 'Tokens that the model read and wrote, together.';
$statements$),
(31, 'view', 'automation_statuses', $statements$
create view @home@.automation_statuses with (security_invoker = true) as
select d.tenant_id, d.automation_id, d.day, s.status, s.leads::bigint as leads
  from @home@.automation_daily_stats d
 cross join lateral jsonb_each_text(d.statuses) s (status, leads)
 where d.settled
union all
select o.tenant_id, o.automation_id, o.day, coalesce(l.status::text, '') as status, count(*) as leads
  from (select d.tenant_id, d.automation_id, d.day from @home@.automation_daily_stats d where not d.settled
        union
        select s.tenant_id, s.automation_id, (s.at at time zone 'UTC')::date as day
          from @home@.automation_stat_deltas s
         where not exists (select from @home@.automation_daily_stats d
                            where d.automation_id = s.automation_id and d.day = (s.at at time zone 'UTC')::date
                              and d.tenant_id = s.tenant_id and d.settled)) o
 cross join lateral (select distinct m.lead_id
                       from @home@.messages m
                      where m.automation_id = o.automation_id and m.tenant_id = o.tenant_id
                        and m.created_at >= o.day::timestamp at time zone 'UTC'
                        and m.created_at < (o.day + 1)::timestamp at time zone 'UTC'
                        and m.direction = 'outbound' and m.status in ('recorded', 'sent', 'delivered')) w
  join @home@.leads l on l.id = w.lead_id and l.tenant_id = o.tenant_id
 group by o.tenant_id, o.automation_id, o.day, coalesce(l.status::text, '');
comment on view @home@.automation_statuses is 'Statuses that leads had reached to whom an automation wrote, by day.';
comment on column @home@.automation_statuses.tenant_id is 'The tenant.';
comment on column @home@.automation_statuses.automation_id is 'The automation.';
comment on column @home@.automation_statuses.day is 'The day, in UTC, on which its messages were written.';
comment on column @home@.automation_statuses.status is 'The status: the present one, or that of the moment the day was settled; empty for none.';
comment on column @home@.automation_statuses.leads is 'How many of the leads written to on that day.';
$statements$),
(32, 'view', 'automation_timeline', $statements$
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

-- What the tables of an older version have that filling gaps does not mend, by the version that changed it. The build
-- puts the files of changes/ in here.
create function automation_install_changes(home text)
returns table (ordinal integer, version text, statements text)
language sql immutable set search_path = pg_catalog, pg_temp
as $body$
select p.ordinal, p.version, replace(p.statements, '@home@', home)
  from (values
(1, 'change', '1.0', $statements$
drop index if exists @home@.bookings_starts_at_idx;
drop index if exists @home@.bookings_ends_at_idx;
drop index if exists @home@.messages_lead_id_id_idx;
alter table @home@.automation_booking_sources
    drop constraint if exists automation_booking_sources_secret_check,
    add constraint automation_booking_sources_secret_check check (jsonb_typeof(secret) in ('object', 'string'));
do $change$
declare
    said record;
begin
    for said in
        select format('%s.%I.%I', $home$@home@$home$, w.relation, w.name) as what
          from (values
            ('messages', 'flags', 'What the checks of a model''s text found.'),
            ('messages', 'error', 'Why the last delivery attempt failed.'),
            ('activities', 'type', 'automation_ran, automation_skipped, automation_blocked, automation_failed, automation_tested, crm_updated, message_sent, message_failed, message_held, message_approved, lead_opted_out or booking_synced.'),
            ('automation_booking_sources', 'name', 'What bookings.source and leads.external_ids say.'),
            ('automation_booking_sources', 'company', 'Company login of the account.'),
            ('automation_booking_sources', 'secret', 'The password by name: {"env":"AUTOMATION_..."} or {"file":"name"}.'),
            ('automation_booking_sources', 'base_url', 'Where the service is; null: its usual address.'),
            ('automation_booking_sources', 'first_synced_at', 'When the first sync ended; before that nothing it brings fires an event.'),
            ('automation_booking_sources', 'next_sync_at', 'When the next sync is due.'),
            ('automation_booking_sources', 'last_error', 'Why the last sync failed.')
          ) w (relation, name, words)
          join pg_attribute a on a.attrelid = to_regclass($home$@home@.$home$ || w.relation) and a.attname = w.name
         where col_description(a.attrelid, a.attnum) = w.words
    loop
        execute format('comment on column %s is null', said.what);
    end loop;
end
$change$;
$statements$)
       ) p (ordinal, kind, version, statements)
$body$;
comment on function automation_install_changes(text) is
'The statements that take away what a later version replaced in the tables.';

-- The version whose tables these are; null where there are none. It is the default of a column, so that it comes along
-- with the definition of the tables in every dump, and not with their rows. The first version had no such column.
create function automation_install_version(home text) returns text
language sql stable set search_path = pg_catalog, pg_temp
as $body$
select coalesce((select substring(pg_get_expr(d.adbin, d.adrelid) from '''(.+)''')
                   from pg_attribute a
                   join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
                  where a.attrelid = c.oid and a.attname = 'version' and not a.attisdropped), '0.9')
  from pg_class c
 where c.relnamespace = home::regnamespace and c.relname = 'automation_instance' and c.relkind in ('r', 'p')
$body$;
comment on function automation_install_version(text) is
'The version of the extension''s tables.';

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

-- Whether the engine can use a column of another type than that of this version.
create function automation_install_fits(relation text, column_name text, type oid) returns boolean
language c stable parallel safe as 'MODULE_PATHNAME';
comment on function automation_install_fits(text, text, oid) is
'Whether a column of one of the extension''s tables may have this type.';

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
         -- one that only the engine writes is no misfit: it is added
         case when w.required or w.comment not like '%kept by the engine%'
              then format('it has no column %I of type %s', w.name, w.definition) end,
         format('alter table %1$s add column %2$s %3$s %4$s %5$s; comment on column %1$s.%2$s is %6$L', q.relation,
                q.name, w.definition, w.filler, case when w.required then 'not null' end, w.comment)),
        (case when w.kind <> 'column' then 'type'
              when @code@.automation_install_fits(w.relation, w.name, to_regtype(f.definition)::oid)
              then 'convertible type' else 'type' end,
         w.kind = 'column' and f.definition <> w.definition,
         format('its column %I is %s, not %s', w.name, f.definition, w.definition),
         null),
        ('identity',
         w.kind = 'column' and w.filler like 'generated%' and f.name is not null and f.filler is null,
         format('its column %I is no identity and has no default', w.name),
         null),
        -- A row without a tenant is found by nobody; the trigger that keeps tenants lets it get one.
        ('tenant',
         w.kind = 'column' and w.name = 'tenant_id' and f.name is not null and not f.required,
         null,
         format('update %1$s set tenant_id = %2$L where tenant_id is null; alter table %1$s alter column tenant_id set not null',
                q.relation, '')),
        ('default',
         w.kind = 'column' and w.filler like 'default%' and f.name is not null and f.filler is null,
         null,
         format('alter table %s alter column %s set %s', q.relation, q.name, w.filler)),
        ('version',
         w.kind = 'column' and (w.relation, w.name) = ('automation_instance', 'version') and f.filler <> w.filler,
         null,
         format('alter table %s alter column %s set %s', q.relation, q.name, w.filler)),
        -- one that the engine's ON CONFLICT needs is missing where no other of the user's stands for it
        (case when w.definition like 'unique index%' and not exists (
                       select from found u
                        where u.relation = w.relation and u.kind = 'index'
                          and split_part(u.definition, ' WHERE ', 1) = split_part(w.definition, ' WHERE ', 1))
              then 'unique index' else 'index' end,
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
        select c.relation, c.errcode, c.problem, null as remedy, false as ours
          from jsonb_to_recordset(claims) c (relation text, errcode text, problem text)
         where c.problem is not null
        union all
        select g.relation, '22023', g.problem,
               case g.gap when 'column' then substring(g.remedy from '^alter table \S+ add column ([^;]*)') end, c.ours
          from jsonb_to_recordset(gaps) g (relation text, gap text, problem text, remedy text)
          join jsonb_to_recordset(claims) c (relation text, ours boolean, problem text) using (relation)
         where g.problem is not null and c.problem is null and (not c.ours or g.gap in ('type', 'trigger'))
    )
    select t.relation, t.errcode, t.problem, t.ours,
           (select string_agg(format('%s.%I: %s', home, u.relation, u.problem), E'\n' order by u.relation, u.problem)
              from troubles u) as everything,
           -- where nothing but columns is missing, what adds them
           (select case when bool_and(u.remedy is not null)
                        then string_agg(format(E'alter table %s.%I%s;', home, u.relation, u.remedy), E'\n' order by u.relation) end
              from (select u.relation, case when bool_and(u.remedy is not null)
                           then string_agg(E'\n    add column ' || rtrim(u.remedy), ',' order by u.problem) end as remedy
                      from troubles u group by u.relation) u) as remedy
      into first
      from troubles t
     order by t.errcode desc, t.relation, t.problem  -- whose it is comes before how it looks
     limit 1;

    if found then
        raise exception 'automation cannot use %.%: %', home, quote_ident(first.relation), first.problem
            using errcode = first.errcode, detail = first.everything,
                  hint = case when first.ours
                      then 'Change it back to what this version has.'
                      when first.remedy is not null then E'Add what is missing, and install again:\n' || first.remedy
                      else 'Install it in another schema (create extension automation schema ...), or rename what is '
                           'in the way. A table is adopted when the installing role owns it and its columns fit.' end;
    end if;
end
$body$;
comment on function automation_install_check(text, jsonb, jsonb) is
'Raises when something in the schema has the name of one of the extension''s tables or views and cannot be used.';

-- The form in which two addresses of a channel are compared, as automation_suppressions has them.
create function automation_comparable_address(channel text, address text) returns text
language c immutable strict parallel safe as 'MODULE_PATHNAME';
comment on function automation_comparable_address(text, text) is
'The form in which an address of a channel is compared: an e-mail address in lower case, a number in E.164 form.';

-- What leads refused before automation_suppressions said so by address: it is taken over when that table is made beside
-- leads that are there, and when its key had no reason yet. Rows of before are all of providers.
create function automation_install_consent(home text, made text[]) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $body$
declare
    old_key name;
begin
    execute format($query$
        select x.conname from pg_constraint x
         where x.conrelid = %1$L::regclass and x.contype = 'p'
           and cardinality(x.conkey) = 3
    $query$, home || '.automation_suppressions') into old_key;
    if old_key is not null then
        execute format($change$
            alter table %1$s.automation_suppressions drop constraint %2$I;
            update %1$s.automation_suppressions
               set detail = coalesce(detail, reason), reason = 'undeliverable', cause = 'provider'
             where reason not in ('opted_out', 'undeliverable');
            alter table %1$s.automation_suppressions
                alter column reason set default 'opted_out',
                add primary key (tenant_id, channel, address, reason),
                add check (reason in ('opted_out', 'undeliverable'));
            create index on %1$s.automation_suppressions (tenant_id) where address like 'hashed:%%';
        $change$, home, old_key);
    elsif not 'automation_suppressions' = any (made) or 'leads' = any (made) then
        return;
    end if;

    execute replace($query$
        insert into @home@.automation_suppressions
               (tenant_id, channel, address, reason, cause, since, spellings)
        select r.tenant_id, r.channel, r.address, 'opted_out',
               (array_agg(r.cause order by array_position(array['unsubscribe', 'provider', 'stop_word', 'application',
                                                                 'import'], r.cause)))[1],
               min(r.since), array_agg(distinct r.written) filter (where r.written <> r.address)
          from (select l.tenant_id::text as tenant_id, c.channel, w.written,
                       @home@.automation_comparable_address(c.channel, w.written) as address,
                       case when a.reason in ('unsubscribe', 'provider', 'stop_word', 'application')
                            then a.reason else 'import' end as cause,
                       coalesce(a.created_at, now()) as since
                  from @home@.leads l
                 cross join lateral (select distinct lower(btrim(o.channel::text)) as channel
                                       from unnest(l.opted_out) o (channel)) c
                 cross join lateral (values (l.email::text, c.channel not in ('sms', 'whatsapp', 'webhook')),
                                            (l.phone::text, c.channel not in ('email', 'webhook'))) w (written, used)
                  left join lateral (select a.details ->> 'reason' as reason, a.created_at
                                       from @home@.activities a
                                      where a.lead_id = l.id and a.tenant_id = l.tenant_id
                                        and a.type = 'lead_opted_out' and a.details -> 'channels' ? c.channel
                                      order by a.created_at desc, a.id desc limit 1) a on true
                 where cardinality(l.opted_out) > 0 and w.used and btrim(w.written) <> '' and c.channel <> '') r
         group by r.tenant_id, r.channel, r.address
        on conflict do nothing
    $query$, '@home@', home);
end
$body$;
comment on function automation_install_consent(text, text[]) is
'Takes over into automation_suppressions what leads refused before it was there.';

-- What is to be done, in order: what is not there is made whole; what is there gets its gaps closed. In tables that are
-- ours already, and of this version, only missing columns, the unique indexes that the engine needs and rows without a tenant count: another index
-- or a default that a user took away stays away.
create function automation_install_steps(home text, claims jsonb, gaps jsonb, older boolean)
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
          join gaps g on g.relation = p.name and g.remedy is not null
           and (g.gap in ('column', 'unique index', 'tenant') or not p.ours or $4)
         where p.kind = 'table'
    )
    select s.kind, s.relation, s.statements, s.made from steps s order by s.ordinal, s.suborder
    $query$, '@code@', home) using home, claims, gaps, older;
end
$body$;
comment on function automation_install_steps(text, jsonb, jsonb, boolean) is
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

-- One after the other: two at once would create the same table. A lock that SQL can take, any role could hold for ever.
create function automation_install_lock() returns void
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_install_lock() is
'Waits until no other transaction creates or changes tables of the extension, and keeps others waiting until this one ends.';

-- automation_install(): looks at every name first, then makes what is missing and closes gaps, then gives the relations
-- to the user. Creating and updating the extension call it, and automation_start(). With nothing to do it takes no lock
-- on a table.
create function automation_install() returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off set standard_conforming_strings = on set transform_null_equals = off set array_nulls = on
as $body$
declare
    home text;
    claims jsonb;  -- what is there already
    gaps jsonb;    -- in what that differs from this version
    made text[] := '{}';
    keeper text;   -- who owns the tables that are ours already; null: none are
    made_by text;  -- the version that made them; null: there are none
    older boolean;
    step record;
begin
    if getdatabaseencoding() <> 'UTF8' then
        raise exception using errcode = 'feature_not_supported',
            message = format('automation needs a database with encoding UTF8, this one has %s', getdatabaseencoding()),
            detail = 'Messages are written, checked and sent as UTF-8.',
            hint = 'Create the database with ENCODING ''UTF8''.';
    end if;
    select quote_ident(n.nspname) into home
      from pg_extension e
      join pg_namespace n on n.oid = e.extnamespace
     where e.extname = 'automation';
    execute replace('select @code@.automation_install_lock()', '@code@', home);

    execute replace('select coalesce(jsonb_agg(c), ''[]'') from @code@.automation_install_claims($1) c', '@code@', home)
       into claims using home;
    execute replace('select coalesce(jsonb_agg(g), ''[]'')
                       from @code@.automation_install_gaps($1, $2) g', '@code@', home)
       into gaps using home, array(select c.relation from jsonb_to_recordset(claims) c (relation text));
    execute replace('select @code@.automation_install_check($1, $2, $3)', '@code@', home) using home, claims, gaps;

    execute replace('select @code@.automation_install_version($1)', '@code@', home) into made_by using home;
    if string_to_array(made_by, '.')::integer[] > string_to_array('1.0', '.')::integer[] then
        raise exception using errcode = 'object_not_in_prerequisite_state',
            message = format('the tables of automation in schema %s are of version %s', home, made_by),
            detail = 'The extension in this database is of version 1.0.',
            hint = 'Update it: ALTER EXTENSION automation UPDATE.';
    end if;
    older := coalesce(made_by <> '1.0', false);
    if older then
        for step in
            execute replace('select c.statements from @code@.automation_install_changes($1) c
                              where string_to_array(c.version, ''.'')::integer[] > string_to_array($2, ''.'')::integer[]
                              order by c.ordinal', '@code@', home) using home, made_by
        loop
            execute step.statements;
        end loop;
        -- what they took away is to be made anew
        execute replace('select coalesce(jsonb_agg(g), ''[]'')
                           from @code@.automation_install_gaps($1, $2) g', '@code@', home)
           into gaps using home, array(select c.relation from jsonb_to_recordset(claims) c (relation text));
    end if;

    select max(c.owner) into keeper from jsonb_to_recordset(claims) c (owner text, ours boolean) where c.ours;
    for step in
        execute replace('select * from @code@.automation_install_steps($1, $2, $3, $4)', '@code@', home)
          using home, claims, gaps, older
    loop
        if step.kind = 'view' then
            execute replace('select @code@.automation_install_view($1, $2)', '@code@', home)
              using step.relation, step.statements;
        else
            execute step.statements;
        end if;
        if step.made then
            made := made || substr(step.relation, length(home) + 2);
        end if;
        if step.made and keeper <> current_user then
            execute format('alter %s %s owner to %I', step.kind, step.relation, keeper);
        end if;
    end loop;
    execute replace('select @code@.automation_install_consent($1, $2)', '@code@', home) using home, made;
    execute replace('select @code@.automation_install_release()', '@code@', home);
    execute replace('select @code@.automation_install_rights($1, $2)', '@code@', home) using home, made;
    execute replace('select @code@.automation_install_execute()', '@code@', home);

    if keeper is null then  -- made or adopted: from now on they belong to this database
        execute replace(
            'insert into @code@.automation_instance (tenant_id, identity, queue)
             select '''', s.system_identifier || ''/'' || d.oid, q.oid
               from pg_control_system() s, pg_database d, pg_class q join pg_namespace n on n.oid = q.relnamespace
              where d.datname = current_database() and quote_ident(n.nspname) = $1 and q.relname = ''automation_queue''
                 on conflict (tenant_id) do update
                set identity = excluded.identity, queue = excluded.queue, running = false, batch_limit = null,
                    updated_at = now()',
            '@code@', home) using home;
    end if;
end
$body$;
comment on function automation_install() is
'Creates what is missing of tables, views and triggers, or brings an older version''s up to date.
May be called at any time; tables that exist are adopted from the calling role when their columns fit.';

-- What the levels of automation_grant() may do: one row a table, view or function, with the least level (1 app,
-- 2 operator, 3 admin) and whether a role that is limited to tenants may, too. What stands nowhere here is the owner's
-- alone. A table's level is also the one that row security asks for.
create function automation_rights()
returns table (kind text, name text, privileges text, level integer, for_tenants boolean)
language sql immutable set search_path = pg_catalog, pg_temp
as $body$
select r.kind, r.name, r.privileges, r.level, true
  from (values
      ('table', 'leads', 'select, insert, update, delete', 1),
      ('table', 'bookings', 'select, insert, update, delete', 1),
      ('table', 'messages', 'select, insert', 1),
      ('table', 'automations', 'select, insert, update, delete', 2),
      ('table', 'activities', 'select', 2),
      ('table', 'automation_queue', 'select', 2),
      ('table', 'automation_enrollments', 'select', 2),
      ('table', 'automation_watches', 'select', 2),
      ('table', 'automation_stat_deltas', 'select', 2),
      ('table', 'automation_daily_stats', 'select', 2),
      ('table', 'automation_suppressions', 'select, insert, delete', 2),
      ('table', 'automation_channels', 'select, insert, update, delete', 3),
      ('table', 'automation_settings', 'select, insert, update, delete', 3),
      ('table', 'automation_booking_sources', 'select, insert, update, delete', 3)) r (kind, name, privileges, level)
union all
select 'view', v.name, 'select', 2, true
  from unnest(array['automation_open_days', 'automation_answers', 'automation_backlog', 'automation_stats',
                    'automation_statuses', 'automation_timeline']) v (name)
union all
select 'routine', f.name, 'execute', 1, true
  from unnest(array['automation_receive', 'automation_delivery_report', 'automation_booking_hook']) f (name)
union all
select 'routine', f.name, 'execute', 2, f.name <> 'automation_run'  -- which runs what is due of every tenant
  from unnest(array['automation_create', 'automation_update', 'automation_enable', 'automation_delete',
                    'automation_list', 'automation_presets', 'automation_install_preset', 'automation_export',
                    'automation_import', 'automation_test', 'automation_trigger', 'automation_run',
                    'automation_cancel', 'automation_explain', 'automation_why', 'automation_upcoming',
                    'automation_preview', 'automation_preview_summary', 'automation_simulate', 'automation_render',
                    'automation_funnel', 'automation_approve', 'automation_reject', 'automation_retry',
                    'automation_retry_run', 'automation_merge_leads', 'automation_status']) f (name)
$body$;
comment on function automation_rights() is
'What the levels of automation_grant() may do.';

-- The statements that bring a role from one level to another (0: none), each with whom it is run as. fresh: of a routine,
-- whether this transaction has made it.
create function automation_grant_steps(home text, role oid, was integer, becomes integer, limited boolean)
returns table (statement text, owner oid, name text, fresh boolean)
language plpgsql stable set search_path = pg_catalog, pg_temp
as $body$
begin
    return query execute replace($query$
    with objects as (
        select 'usage' as privileges, 'schema ' || $1 as object, 1 as level, true as for_tenants, n.nspowner as owner,
               null::text as name, false as fresh
          from pg_namespace n
         where n.oid = $1::regnamespace
        union all
        select r.privileges, 'table ' || c.oid::regclass, r.level, r.for_tenants, c.relowner, r.name, false
          from @code@.automation_rights() r
          join pg_class c on c.relname = r.name and c.relnamespace = $1::regnamespace
         where r.kind in ('table', 'view')
        union all  -- for currval(); numbering needs no right
        select 'usage', 'sequence ' || s.oid::regclass, r.level, r.for_tenants, s.relowner, r.name, false
          from @code@.automation_rights() r
          join pg_class c on c.relname = r.name and c.relnamespace = $1::regnamespace
          join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
           and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
          join pg_class s on s.oid = d.objid and s.relkind = 'S'
         where r.kind = 'table' and r.privileges like '%insert%'
        union all
        select r.privileges, 'routine ' || p.oid::regprocedure, r.level, r.for_tenants, p.proowner, r.name,
               coalesce(p.xmin = pg_current_xact_id_if_assigned()::xid, false)
          from @code@.automation_rights() r
          join pg_proc p on p.proname = r.name and p.pronamespace = $1::regnamespace
         where r.kind = 'routine'
    )
    select case when o.level <= $4 and (o.for_tenants or not $5)
                then format('grant %s on %s to %s', o.privileges, o.object, $2::oid::regrole)
                else format('revoke %s on %s from %s', o.privileges, o.object, $2::oid::regrole) end,
           o.owner, o.name, o.fresh
      from objects o
     where o.level <= greatest($3, $4)
     order by o.level, o.object
    $query$, '@code@', home) using home, role, was, becomes, limited;
end
$body$;
comment on function automation_grant_steps(text, oid, integer, integer, boolean) is
'The statements that give a role what its level needs.';

-- The statements that limit roles to their tenants, each with whom it is run as; none where that is so already. Three
-- policies a table. automation_tenant limits the roles that it names, and goes on doing so when they are renamed. Row
-- security alone would refuse everybody else: automation_everybody lets them through, and is nothing at all by the time
-- a statement is planned. Both depend on our function: without it nobody gets through. automation_nobody outlives DROP
-- EXTENSION and says that it was us who switched row security on. Where it was on before, nobody is let through whom the
-- user's own policies do not.
create function automation_policy_steps(home text, added oid[], removed oid)
returns table (statement text, owner oid)
language plpgsql stable set search_path = pg_catalog, pg_temp
set enable_seqscan = on set enable_hashjoin = on set enable_mergejoin = on
as $body$
begin
    return query execute replace($query$
    with tables as materialized (
        select c.oid, c.oid::regclass::text as relation, c.relowner, c.relrowsecurity, (array['app', 'operator', 'admin'])[coalesce(r.level, 3)] as word
          from @code@.automation_install_parts($1, $1) p
          join pg_class c on c.relname = p.name and c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p')
          left join @code@.automation_rights() r on r.kind = 'table' and r.name = p.name
         where p.kind = 'table'
    ), limited as materialized (
        select array(select o.rolname::text
                       from pg_roles o
                      where o.oid <> $3
                        and (o.oid = any ($2) or o.oid in (select unnest(y.polroles)
                                                             from pg_policy y
                                                             join tables t on t.oid = y.polrelid
                                                            where y.polname = 'automation_tenant'))
                      order by 1) as names
    ), wanted as materialized (
        select t.*, y.oid as tenant_policy, e.oid as open_policy, m.oid is not null as ours,
               (select string_agg(quote_ident(n), ', ' order by n) from unnest(l.names) n) as list,
               exists (select from pg_policy x where x.polrelid = t.oid
                          and x.polname not in ('automation_tenant', 'automation_everybody', 'automation_nobody')) as has_others,
               y.polroles is not null
               and l.names = array(select o.rolname::text from pg_roles o where o.oid = any (y.polroles) order by 1) as done
          from tables t
         cross join limited l
          left join pg_policy y on y.polrelid = t.oid and y.polname = 'automation_tenant'
          left join pg_policy e on e.polrelid = t.oid and e.polname = 'automation_everybody'
          left join pg_policy m on m.polrelid = t.oid and m.polname = 'automation_nobody'
    )
    select s.statement, w.relowner
      from wanted w
     cross join lateral (values
        (1, w.list is not null and not w.relrowsecurity,
         format('alter table %s enable row level security', w.relation)),
        (2, w.list is not null and not w.relrowsecurity and not w.ours,
         format('create policy automation_nobody on %s using (false)', w.relation)),
        (3, w.list is not null and (w.ours or not w.relrowsecurity) and w.open_policy is null,
         format('create policy automation_everybody on %s using (@code@.automation_tenants(%L) is null or true)',
                w.relation, w.word)),
        (4, w.list is not null and w.tenant_policy is null,
         format('create policy automation_tenant on %s as restrictive to %s '
                'using (tenant_id operator(pg_catalog.=) any ((select @code@.automation_tenants(%L))::pg_catalog.text[]))', w.relation, w.list, w.word)),
        (5, w.list is not null and w.tenant_policy is not null and not w.done,
         format('alter policy automation_tenant on %s to %s', w.relation, w.list)),
        (6, w.list is null and w.tenant_policy is not null,
         format('drop policy automation_tenant on %s', w.relation)),
        (7, w.list is null and w.open_policy is not null,
         format('drop policy automation_everybody on %s', w.relation)),
        (8, w.list is null and w.ours and not w.has_others,
         format('alter table %s disable row level security', w.relation)),
        (9, w.list is null and w.ours,
         format('drop policy automation_nobody on %s', w.relation))
     ) s (ordinal, needed, statement)
     where s.needed
     order by w.oid, s.ordinal
    $query$, '@code@', home) using home, added, removed;
end
$body$;
comment on function automation_policy_steps(text, oid[], oid) is
'The statements that limit roles to their tenants by row security.';

-- What was made just now is given to the roles that automation_grant() has recorded and whose rights nobody has taken
-- away since. What was there before is left as it is.
create function automation_install_rights(home text, made text[]) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $body$
declare
    step record;
begin
    if made = '{}' and pg_current_xact_id_if_assigned() is null then
        return;
    end if;
    for step in
        execute replace($query$
        with recorded as materialized (
            select o.oid, max(array_position(array['app', 'operator', 'admin'], g.level)) as level,
                   bool_or(not g.every_tenant) as limited
              from @code@.automation_grants g
              join pg_roles o on o.rolname = g.role
              join pg_class l on l.relname = 'leads' and l.relnamespace = $1::regnamespace
             where exists (select from aclexplode(l.relacl) a where a.grantee = o.oid)
             group by o.oid
        )
        select p.statement
          from @code@.automation_policy_steps($1, array(select r.oid from recorded r where r.limited), 0) p
         where exists (select from recorded r where r.limited)
        union all
        select s.statement
          from recorded r
         cross join @code@.automation_grant_steps($1, r.oid, 0, r.level, r.limited) s
         where (s.fresh or s.name = any ($2)) and s.statement like 'grant %'
        $query$, '@code@', home) using home, made
    loop
        execute step.statement;
    end loop;
end
$body$;
comment on function automation_install_rights(text, text[]) is
'Gives what is new to the roles that automation_grant() has recorded.';

-- What the owner of the tables needs of the extension's functions.
create function automation_install_execute() returns void
language c volatile as 'MODULE_PATHNAME';
comment on function automation_install_execute() is
'Gives the owner of the tables EXECUTE on the trigger functions, which attaching a partition asks for.';

-- Everything is made; from here on nothing is looked up in the schema, where others may have planted operators.
set local search_path = pg_catalog, pg_temp;

-- Nobody but the owner and whom automation_grant() or a GRANT names may call anything. Trigger functions too: who may
-- execute one may put it on a table of their own. An upgrade leaves the rights alone on what was there before.
do $body$
declare
    routine regprocedure;
begin
    for routine in
        select d.objid
          from pg_depend d
          join pg_extension e on d.refclassid = 'pg_extension'::regclass and e.oid = d.refobjid
         where e.extname = 'automation' and d.classid = 'pg_proc'::regclass and d.deptype = 'e'
           and d.objid <> all ('{}'::oid[])
    loop
        execute format('revoke all on routine %s from public', routine);
    end loop;

    -- An unsubscribe link must work for whomever the page behind it runs as: what it carries is signed. And what row
    -- security asks, everybody asks who reads a table; it tells of nobody but the caller.
    for routine in
        select p.oid
          from pg_depend d
          join pg_extension e on d.refclassid = 'pg_extension'::regclass and e.oid = d.refobjid
          join pg_proc p on p.oid = d.objid and p.proname in ('automation_unsubscribe', 'automation_tenants')
         where e.extname = 'automation' and d.classid = 'pg_proc'::regclass and d.deptype = 'e'
           and d.objid <> all ('{}'::oid[])
    loop
        execute format('grant execute on function %s to public', routine);
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
