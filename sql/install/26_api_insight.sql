-- Why, whom and what if: rules seen before they act.
create function automation_why(lead_id bigint)
returns table (automation_id bigint, automation text, trigger text, would_run boolean, reason text, detail text,
               last_outcome text)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_why(bigint) is
'One row for every automation of the lead''s tenant: the first step of automation_explain() that prevents its next
run, no_event if none is expected; for one that would run, detail gives its due time and what delays it.';

create function automation_upcoming(lead_id bigint)
returns table (due_at timestamptz, automation_id bigint, automation text, booking_id bigint, event text,
               would_run boolean, reason text, step text)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_upcoming(bigint) is
'Everything that will reach a lead, in order: waiting runs and messages, the steps at which it is in sequences, and the due
times of timed automations that are ahead; reason says why one has no effect, or what delays a message (channel_paused,
channel_disabled).';

create function automation_rehearse(id bigint, lead_id bigint, booking_id bigint default null)
returns table (step text, due_at timestamptz, channel text, subject text, body text, would_run boolean, reason text)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_rehearse(bigint, bigint, bigint) is
'What a lead would get from a sequence if it entered now, or, if it is inside, what is left: every step with a message or
actions, with its due time and text, or the reason why it is skipped.
Assumes that the lead neither replies nor books, and that messages leave when they are due. Reads only.';

create function automation_preview(id bigint, max_rows integer default 20)
returns table (lead_id bigint, lead_name text, due_at timestamptz, would_run boolean, reason text, booking_id bigint,
               step text)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_preview(bigint, integer) is
'The leads that an automation reaches, enabled or not: for timed triggers every lead or booking with a due time
(reason passed: there was no run and will be none); for others the effect that an event would have now, for each lead or
booking with status booked (reason on_event: enabling reaches no lead).';

create function automation_preview_summary(id bigint)
returns table (what text, value bigint)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_preview_summary(bigint) is
'Totals of automation_preview(): matches, due now, later, on event, suppressed by reason, and the next 14
days.';

-- Without a set clause: the statement is the caller's and finds what the caller would find.
create function automation_simulate(statement text)
returns table (automation_id bigint, automation text, lead_id bigint, lead_name text, booking_id bigint, event text,
               due_at timestamptz, would_run boolean, reason text, origin text, subject text, body text, step text)
language c volatile
as 'MODULE_PATHNAME';
comment on function automation_simulate(text) is
'Runs a statement with the caller''s own rights, shows the runs and messages that it would cause, and rolls it back.
A timed automation that it saves or enables is shown with every lead that has a due time.
If the model would write, body shows the prompt. Runs that those runs would trigger in turn are not shown.
Effects that no rollback undoes remain: sequence values, files, signals, changes on other servers.';
