-- automation_daily_stats: the folded statistics, one row an automation and day.
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
) with (fillfactor = 70);  -- room for HOT updates of today's rows

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
