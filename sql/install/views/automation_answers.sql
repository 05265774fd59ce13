-- automation_answers: what came of the messages of each automation and day. Days that are settled are read from
-- automation_daily_stats; of the others the rows themselves are looked at: the partial index on inbound messages and the
-- bookings say which leads did anything, the index on (lead_id, created_at) brings what happened to them. A lead's events are
-- numbered by the message before them, so every one is counted for the last message before it, whoever wrote that.
-- An automatic reply is no answer. A notice to somebody of the business is no message to the lead: nothing answers it.
-- Settled days say it by step where a sequence wrote; what is not of a step stands there under ''.
-- The three windows are hours, as days would depend on the session's time zone.
create view @home@.automation_answers with (security_invoker = true) as
select d.tenant_id, d.automation_id, d.day, d.replied::bigint as replied, d.booked::bigint as booked,
       d.converted::bigint as converted, null::text as step
  from @home@.automation_daily_stats d
 where d.settled and (d.replied > 0 or d.booked > 0) and d.steps = '{}'
union all
select d.tenant_id, d.automation_id, d.day, coalesce((s.counts ->> 'replied')::bigint, 0),
       coalesce((s.counts ->> 'booked')::bigint, 0), coalesce((s.counts ->> 'sessions')::bigint, 0), nullif(s.step, '')
  from @home@.automation_daily_stats d
 cross join lateral jsonb_each(d.steps) s (step, counts)
 where d.settled and (d.replied > 0 or d.booked > 0) and jsonb_typeof(s.counts) = 'object'
   and ((s.counts ->> 'replied')::bigint > 0 or (s.counts ->> 'booked')::bigint > 0)
union all
select f.tenant_id, f.automation_id, f.day, f.replied, f.booked, f.converted, f.step
  from (select m.tenant_id, m.automation_id, (m.written_at at time zone 'UTC')::date as day,
               count(*) filter (where m.replied_at <= m.sent_at + interval '168 hours') as replied,
               count(*) filter (where m.booked_at <= m.sent_at + interval '336 hours') as booked,
               count(*) filter (where m.booked_at <= m.sent_at + interval '336 hours'
                                  and m.held_until <= m.sent_at + interval '720 hours') as converted,
               m.step
          from (select n.tenant_id, n.lead_id, n.message, max(n.automation_id) as automation_id, max(n.step) as step,
                       min(n.at) filter (where n.kind = 'message') as sent_at,
                       min(n.written_at) as written_at,
                       min(n.at) filter (where n.kind = 'reply') as replied_at,
                       min(n.at) filter (where n.kind = 'booking') as booked_at,
                       min(n.held_until) as held_until
                  from (select e.*,
                               count(*) filter (where e.kind = 'message')
                                   over (partition by e.tenant_id, e.lead_id
                                         order by e.at, e.kind = 'message', e.id rows unbounded preceding) as message
                          from (select l.tenant_id, l.lead_id, m.id, m.automation_id, m.step, m.written_at, m.at, m.kind,
                                       null::timestamptz as held_until
                                  from (select i.tenant_id, i.lead_id
                                          from @home@.messages i
                                         where i.direction = 'inbound' and i.created_at >= (select o.since from @home@.automation_open_days o)
                                        union
                                        select b.tenant_id, b.lead_id
                                          from @home@.bookings b
                                         where b.created_at >= (select o.since from @home@.automation_open_days o)) l
                                 cross join lateral (
                                       select m.id, coalesce(m.sent_at, m.created_at) as at,
                                              case m.direction when 'inbound' then 'reply' else 'message' end as kind,
                                              case m.direction when 'outbound' then m.automation_id end as automation_id,
                                              case m.direction when 'outbound' then m.step end as step,
                                              case m.direction when 'outbound' then m.created_at end as written_at
                                         from @home@.messages m
                                        where m.lead_id = l.lead_id and m.tenant_id = l.tenant_id
                                          and m.created_at >= (select o.since from @home@.automation_open_days o)
                                          and (m.direction = 'inbound' and not 'auto_reply' = any (m.flags)
                                               or m.status in ('recorded', 'sent', 'delivered')
                                                  and not 'notice' = any (m.flags))
                                       offset 0) m
                                union all
                                select b.tenant_id, b.lead_id, b.id, null::bigint as automation_id,
                                       null::text as step, null::timestamptz as written_at, b.created_at as at, 'booking'::text as kind,
                                       case when b.status = 'completed' then coalesce(b.ends_at, b.starts_at, b.updated_at)
                                            when b.status = 'booked' and b.ends_at <= now() then b.ends_at end as held_until
                                  from @home@.bookings b
                                 where b.created_at >= (select o.since from @home@.automation_open_days o)) e) n
                 where n.message > 0
                 group by n.tenant_id, n.lead_id, n.message) m
         where m.automation_id is not null
         group by 1, 2, 3, 7) f
 where (f.replied > 0 or f.booked > 0)
   and not exists (select from @home@.automation_daily_stats d
                    where d.automation_id = f.automation_id and d.day = f.day and d.tenant_id = f.tenant_id
                      and d.settled);

comment on view @home@.automation_answers is 'Replies, bookings and sessions by automation, step of a sequence, and day of the last message before them.';
comment on column @home@.automation_answers.tenant_id is 'The tenant.';
comment on column @home@.automation_answers.automation_id is 'The automation.';
comment on column @home@.automation_answers.day is 'The day, in UTC, on which its messages were written.';
comment on column @home@.automation_answers.replied is 'Of these messages, those that the lead replied to within 7 days.';
comment on column @home@.automation_answers.booked is 'Those after which the lead booked within 14 days.';
comment on column @home@.automation_answers.converted is 'Of these messages, those after which a session booked since had taken place within 30 days.';
comment on column @home@.automation_answers.step is 'The step of the sequence that wrote the messages; null if no step did.';
