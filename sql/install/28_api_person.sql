-- What is held about one person, and how it is erased.
create function automation_person(lead_id bigint) returns jsonb
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_person(bigint) is
'Everything that is held about a lead: its row, its bookings, messages and activities, waiting runs and deliveries, enrollments,
dates, what automation_suppressions says of its addresses, and rows of your own tables with a foreign key to leads.
other_leads are leads of the tenant with one of its addresses.';

create function automation_forget(lead_id bigint) returns jsonb
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_forget(bigint) is
'Erases a lead with its bookings, messages, activities, waiting runs and deliveries, enrollments and dates, and returns
how many there were. Statistics stay. What automation_suppressions says of its addresses is kept as keyed hashes, so nothing is
sent to them. other_leads are leads of the tenant with one of its addresses, which are not erased.';
