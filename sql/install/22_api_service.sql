-- The background worker of this database.
create function automation_start() returns text
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_start() is
'Makes the background worker serve this database.
A copy of a database is not processed until this function is called in it.';

create function automation_stop() returns text
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_stop() is
'Stops the background worker from serving this database; due runs wait.';

create function automation_status()
returns table (database name, state text, pid integer, in_flight bigint, queued bigint, due bigint,
               oldest_due_age interval, processed bigint, failed bigint, paused_reason text, last_error text,
               last_error_at timestamptz, sources text[])
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_status() is
'The state of the background worker of this database, and its problems.
sources: the booking sources that are paused or whose last sync failed, and why.';

create function automation_check()
returns table (severity text, finding text, detail text, hint text)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_check() is
'What is wrong in this database, and what to do about it; no row if nothing is.
Reads the leads and bookings of every tenant.';

create function automation_metrics()
returns table (name text, labels jsonb, value double precision, help text, type text)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_metrics() is
'Numbers for a monitoring system, named as Prometheus asks; counted from statistics, not from messages.';

create procedure automation_prune(inout pruned bigint default null)
language c
as 'MODULE_PATHNAME';
comment on procedure automation_prune(bigint) is
'Removes old messages and activities as automation.retention and automation_settings.retention say, committing after
each batch, and returns the number of removed rows. The worker does so once a day.';

-- Part of view automation_progress: never renamed or removed.
create function automation_progress()
returns table (work text, tenant_id text, automation_id bigint, done bigint, total bigint, unit text,
               started_at timestamptz, detail text)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_progress() is
'The rows of view automation_progress.';

create function automation_booking_hook(body jsonb) returns boolean
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_booking_hook(jsonb) is
'Takes the callback of a booking service as a hint to sync that company''s source now; returns whether there is such a source.
Nothing else in the body is trusted: it is not signed.';
