-- What became of it all, by automation and day.
create function automation_funnel(from_time timestamptz default null, to_time timestamptz default null)
returns table (automation_id bigint, name text, day date, events bigint, runs bigint, messages bigint, sent bigint,
               replied bigint, booked bigint, status_reached jsonb)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_funnel(timestamptz, timestamptz) is
'From events to statuses reached, by automation and day (UTC), of the current tenant; the last 30 days without arguments.
replied within 7 days, booked within 14, counted for the day of the last message before them.';
