-- Two rows that stand for one person.
create function automation_merge_leads(keep bigint, "drop" bigint) returns jsonb
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_merge_leads(bigint, bigint) is
'Merges two leads: bookings, messages, activities, waiting runs and enrollments of "drop" are moved to keep,
null columns of keep are filled, opt-outs are united, the higher count of runs is kept, and "drop" is deleted. Fires no event.
Its id then refers to keep. Returns the number of moved rows.';
