-- Why, whom and what if: rules seen before they act.
create function automation_why(lead_id bigint)
returns table (automation_id bigint, automation text, trigger text, would_run boolean, reason text, detail text,
               last_outcome text)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_why(bigint) is
'Every automation of the lead''s tenant in one line: whether it would run for the lead now, and if not, why.';

create function automation_upcoming(lead_id bigint)
returns table (due_at timestamptz, automation_id bigint, automation text, booking_id bigint, event text,
               would_run boolean, reason text)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_upcoming(bigint) is
'Everything that will reach a lead, in order: what waits, and the moments of timed automations that lie ahead.';

create function automation_preview(id bigint, max_rows integer default 20)
returns table (lead_id bigint, lead_name text, due_at timestamptz, would_run boolean, reason text)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_preview(bigint, integer) is
'Whom an automation would reach now, enabled or not: for timed triggers by their moments, for others as if the event
happened to every lead (or booking that is on) this moment.';

create function automation_preview_summary(id bigint)
returns table (what text, value bigint)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_preview_summary(bigint) is
'The whole of automation_preview() in numbers: matches, due now, later, suppressed by reason, and the next 14 days.';

-- Without a set clause: the statement is the caller's and finds what the caller would find.
create function automation_simulate(statement text)
returns table (automation_id bigint, automation text, lead_id bigint, lead_name text, booking_id bigint, event text,
               due_at timestamptz, would_run boolean, reason text, origin text, subject text, body text)
language c volatile
as 'MODULE_PATHNAME';
comment on function automation_simulate(text) is
'Runs a statement with the caller''s own rights, shows the runs and messages that it would cause, and rolls it back.
Where the model would write, body shows what it would be told. What those runs would set off in turn is not shown.
What no rollback undoes stays: numbers of sequences, files, signals, what other servers were told.';
