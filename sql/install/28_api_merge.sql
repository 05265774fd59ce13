-- Two rows that stand for one person.
create function automation_merge_leads(keep bigint, "drop" bigint) returns jsonb
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_merge_leads(bigint, bigint) is
'Makes one lead of two: bookings, messages, activities, what waits and what is remembered of "drop" become those of keep,
what is null there is filled, refusals are united, the higher count of runs stays, and "drop" is deleted. Fires no event.
Its id leads to keep from then on. Returns how much was moved.';
