-- automation_daily_stats: the folded statistics, one row an automation and day.
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
) with (fillfactor = 70);  -- room for HOT updates of today's rows

-- Where the days begin whose replies and bookings are still counted from the rows themselves.
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
