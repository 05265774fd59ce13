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
    steps jsonb not null default '{}',
    primary key (automation_id, day, tenant_id)
) with (fillfactor = 70);  -- room for HOT updates of today's rows

-- Where the days begin whose replies and bookings are still counted from the rows themselves.
create index on @home@.automation_daily_stats (day) where not settled;

comment on table @home@.automation_daily_stats is 'Statistics by automation and day (UTC).';
comment on column @home@.automation_daily_stats.automation_id is 'The automation; no foreign key, it may have been deleted.';
comment on column @home@.automation_daily_stats.day is 'The day, in UTC.';
comment on column @home@.automation_daily_stats.ran is 'Completed runs, including held ones.';
comment on column @home@.automation_daily_stats.skipped is 'Skipped runs.';
comment on column @home@.automation_daily_stats.blocked is 'Blocked runs.';
comment on column @home@.automation_daily_stats.failed is 'Failed runs.';
comment on column @home@.automation_daily_stats.held is 'Of the completed runs, those whose message waited for approval.';
comment on column @home@.automation_daily_stats.input_tokens is 'Tokens that the model read.';
comment on column @home@.automation_daily_stats.output_tokens is 'Tokens that the model wrote.';
comment on column @home@.automation_daily_stats.last_run_at is 'When the last run of the day completed; null: none did.';
comment on column @home@.automation_daily_stats.messages is 'Messages written, including held ones.';
comment on column @home@.automation_daily_stats.sent is 'Messages that reached their leads: recorded if no channel is configured, or accepted by a provider.';
comment on column @home@.automation_daily_stats.settled is 'True when replied, booked, converted and statuses of the day are final. Before, only automation_answers and automation_statuses contain them.';
comment on column @home@.automation_daily_stats.replied is 'Messages of the day that were replied to within 7 days, once settled.';
comment on column @home@.automation_daily_stats.booked is 'Messages of the day that were followed by a booking within 14 days, once settled.';
comment on column @home@.automation_daily_stats.converted is 'Of those, the messages after which a session had taken place within 30 days, once settled.';
comment on column @home@.automation_daily_stats.statuses is 'Statuses of the leads written to on the day, as they were when it was settled, with the number of leads each.';
comment on column @home@.automation_daily_stats.steps is 'Of a sequence: how many leads ran, were skipped, blocked or failed, left and reached the goal, by step; once settled also the messages replied to and followed by a booking.';
comment on column @home@.automation_daily_stats.wait_buckets is 'Histogram of the times from event to message, sixteen buckets for each doubling of microseconds.';
comment on column @home@.automation_daily_stats.wait_counts is 'How many messages are in each of these buckets.';
comment on column @home@.automation_daily_stats.tenant_id is 'Tenant of the automation.';
