-- automation_watches: how far the index behind a timed trigger (no_contact_days, booking_reminder_hours,
-- session_completed, lead_date) has been read. One row an automation of these triggers; references nothing.
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
    since_minutes integer not null default 0,
    since_at time,
    dates_after bigint,
    dates_xid bigint,
    primary key (automation_id, tenant_id)
) with (fillfactor = 50);  -- room for HOT updates

comment on table @home@.automation_watches is 'How far the dispatcher has scanned for leads and bookings that are due soon. Maintained by the engine.';
comment on column @home@.automation_watches.automation_id is 'The automation.';
comment on column @home@.automation_watches.since is 'Due times before it belong to the time before the automation was saved.';
comment on column @home@.automation_watches.open_from is 'When the automation or, of reminders, the settings were last saved; bookings that began earlier are not caught up on.';
comment on column @home@.automation_watches.covered_at is 'Everything up to here (last contact, starts_at, ends_at or date) has been found, including late commits.';
comment on column @home@.automation_watches.covered_id is 'The last row at that time that has been found.';
comment on column @home@.automation_watches.round_at is 'When the current or last scan began.';
comment on column @home@.automation_watches.round_until is 'Where the current scan ends; null: none is in progress.';
comment on column @home@.automation_watches.round_xid is 'Transactions before it may have been open when the scan began.';
comment on column @home@.automation_watches.read_at is 'How far the current scan has read.';
comment on column @home@.automation_watches.read_id is 'The last row at that time that was read.';
comment on column @home@.automation_watches.paced_from is 'Start of the minute in which paced_runs is counted.';
comment on column @home@.automation_watches.paced_runs is 'Runs for silent leads in that minute.';
comment on column @home@.automation_watches.since_days is 'The delay that determines which due times are before since.';
comment on column @home@.automation_watches.since_hours is 'The hours of that delay.';
comment on column @home@.automation_watches.since_minutes is 'The minutes of that delay.';
comment on column @home@.automation_watches.since_at is 'The time of day that goes with that delay, for trigger lead_date.';
comment on column @home@.automation_watches.dates_after is 'Leads up to this one have been read for their dates.';
comment on column @home@.automation_watches.dates_xid is 'Transactions before it may have written leads without their dates; -1: none is open any more; null: all dates have been read.';
comment on column @home@.automation_watches.round_clean is 'True when no transaction from before the scan is open any more: the scan sees all rows.';
comment on column @home@.automation_watches.tenant_id is 'Tenant of the row, that of the automation.';
