-- automation_statuses: how far the leads came to whom an automation wrote on a day. Days that are settled say where they
-- stood then; for the others the partial index on messages (automation_id, created_at, …) has the leads of each day.
create view @home@.automation_statuses with (security_invoker = true) as
select d.tenant_id, d.automation_id, d.day, s.status, s.leads::bigint as leads
  from @home@.automation_daily_stats d
 cross join lateral jsonb_each_text(d.statuses) s (status, leads)
 where d.settled
union all
select o.tenant_id, o.automation_id, o.day, coalesce(l.status::text, '') as status, count(*) as leads
  from (select d.tenant_id, d.automation_id, d.day from @home@.automation_daily_stats d where not d.settled
        union
        select s.tenant_id, s.automation_id, (s.at at time zone 'UTC')::date as day
          from @home@.automation_stat_deltas s
         where not exists (select from @home@.automation_daily_stats d
                            where d.automation_id = s.automation_id and d.day = (s.at at time zone 'UTC')::date
                              and d.tenant_id = s.tenant_id and d.settled)) o
 cross join lateral (select distinct m.lead_id
                       from @home@.messages m
                      where m.automation_id = o.automation_id and m.tenant_id = o.tenant_id
                        and m.created_at >= o.day::timestamp at time zone 'UTC'
                        and m.created_at < (o.day + 1)::timestamp at time zone 'UTC'
                        and m.direction = 'outbound' and m.status in ('recorded', 'sent', 'delivered')) w
  join @home@.leads l on l.id = w.lead_id and l.tenant_id = o.tenant_id
 group by o.tenant_id, o.automation_id, o.day, coalesce(l.status::text, '');

comment on view @home@.automation_statuses is 'Statuses of the leads to which an automation wrote, by day.';
comment on column @home@.automation_statuses.tenant_id is 'The tenant.';
comment on column @home@.automation_statuses.automation_id is 'The automation.';
comment on column @home@.automation_statuses.day is 'The day, in UTC, on which its messages were written.';
comment on column @home@.automation_statuses.status is 'The status: the current one, or the one when the day was settled; empty for none.';
comment on column @home@.automation_statuses.leads is 'Number of the leads written to on that day.';
