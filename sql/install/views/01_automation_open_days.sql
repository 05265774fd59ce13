-- automation_open_days: where the days begin that are not settled yet. The partial index on (day) of
-- automation_daily_stats has it, and the few deltas that are not folded.
create view @home@.automation_open_days with (security_invoker = true) as
select least((select min(d.day) from @home@.automation_daily_stats d where not d.settled),
             (select min((s.at at time zone 'UTC')::date) from @home@.automation_stat_deltas s),
             (now() at time zone 'UTC')::date)::timestamp at time zone 'UTC' as since;

comment on view @home@.automation_open_days is 'The start of the days whose statistics are not final yet; one row.';
comment on column @home@.automation_open_days.since is 'Start of the first day, in UTC, that is not settled.';
