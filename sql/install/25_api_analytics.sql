-- What became of it all, by automation and day.
create function automation_funnel(from_time timestamptz default null, to_time timestamptz default null)
returns table (automation_id bigint, name text, day date, events bigint, runs bigint, messages bigint, sent bigint,
               replied bigint, booked bigint, status_reached jsonb)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_funnel(timestamptz, timestamptz) is
'From events to statuses reached, by automation and day (UTC), of the current tenant; the last 30 days without arguments.
replied within 7 days, booked within 14, counted for the day of the last message before them.';

-- A gateway sends what a function of this type returns as a page. Others may have created a type of the name for the same
-- reason, in a schema that they share with the extension: theirs is left alone.
do $body$
declare
    named pg_catalog.text := pg_catalog.format('%I.%I', pg_catalog.current_schema(), 'text/html');
begin
    if pg_catalog.to_regtype(named) is not null then
        raise exception using errcode = 'duplicate_object',
            message = pg_catalog.format('type %s already exists', named),
            detail = 'The extension automation creates a domain of that name, which automation_report() returns.',
            hint = pg_catalog.format('Move that type to another schema, as in ALTER TYPE %s SET SCHEMA other_name, and try again.', named);
    end if;
end
$body$;
create domain "text/html" as text;
comment on domain "text/html" is 'An HTML page. PostgREST sends the result of a function of this type with this media type.';

create function automation_report(from_time timestamptz default null, to_time timestamptz default null, locale text default 'en')
returns "text/html"
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_report(timestamptz, timestamptz, text) is
'What automations did, what waits and what failed, of the current tenant, as one HTML page that loads nothing; the last 30 days
without arguments. A superuser or the owner of the tables without a tenant gets every tenant.';
