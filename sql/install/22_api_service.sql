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
