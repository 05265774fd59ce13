-- Runs: tried, fired, drained, cancelled, explained. All walk the path of the worker.
create function automation_test(id bigint, lead_id bigint, booking_id bigint default null,
                                deliver boolean default false, step text default null)
returns table (message_id bigint, channel text, recipient text, subject text, body text, origin text, status text,
               would_run boolean, reasons text[])
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_test(bigint, bigint, bigint, boolean, text) is
'Runs an automation, or a step of a sequence, for a lead now, in this transaction, and returns the message and the checks
that would have stopped it.
Writes a draft (with deliver: a queued message) and an activity; statistics and last_contacted are unchanged.';

create function automation_trigger(trigger text, lead_id bigint, context jsonb default '{}') returns integer
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_trigger(text, bigint, jsonb) is
'Fires an event by hand and returns how many runs it enqueued.
Keys of context: booking_id, old_status, new_status, message_id, old (columns and attributes as they were before).';

create function automation_enroll(id bigint, lead_id bigint, booking_id bigint default null) returns integer
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_enroll(bigint, bigint, bigint) is
'Enqueues a run of one automation for a lead by hand and returns 1, or 0 if its conditions do not hold or it is disabled.
max_runs and cooldown do not stop the run; every other check holds when it is due.';

-- No set clause: a procedure that has one cannot commit.
create procedure automation_run(inout processed bigint default null, run_limit bigint default null)
language c
as 'MODULE_PATHNAME';
comment on procedure automation_run(bigint, bigint) is
'Processes everything that is due now, committing after each batch, and returns the number of runs.
Requires no worker; if one is active, it does the work and the call waits for it.';

create function automation_cancel(lead_id bigint, automation_id bigint default null) returns integer
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_cancel(bigint, bigint) is
'Ends waiting runs and queued messages of a lead, of one automation or of all, and returns their number.';

create function automation_exit(id bigint, lead_id bigint, booking_id bigint default null) returns boolean
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_exit(bigint, bigint, bigint) is
'Takes a lead out of a sequence, of one booking or of all, and returns whether it was inside. Queued messages are cancelled.';

create function automation_move(id bigint, lead_id bigint, step text, booking_id bigint default null) returns boolean
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_move(bigint, bigint, text, bigint) is
'Puts a lead that is in a sequence at a step, whose wait counts from now, and returns whether it was inside.
What has been done in this entry is not done again.';

create function automation_explain(id bigint, lead_id bigint, booking_id bigint default null)
returns table (step text, ok boolean, detail text)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_explain(bigint, bigint, bigint) is
'Explains why the next run of an automation for a lead will or will not be completed: every check as it will be when
the run is due, whether there is an event or a due time for it, the state of its channel and of the worker, what waits,
and the last outcomes.';
