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
