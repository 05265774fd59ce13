-- Messages of a year, in a database of their own, as one hundred automations wrote them: each lead hears from us ten
-- times, one message in twenty is answered, one lead in ten has booked, half of these came.
create extension automation;

create procedure bench_analytics_fill(total bigint) language plpgsql as $body$
declare
    people bigint := total / 10;
begin
    set local automation.restoring = on;
    insert into automations (id, name, type, trigger, message_template)
    select i, 'Automation ' || i, 'lead_followup', 'new_lead', 'Hi {lead_name}' from generate_series(1, 100) i;
    insert into leads (id, name, email, source, status, last_contacted, created_at)
    select i, 'Lead ' || i, 'lead' || i || '@example.com', 'Website', (array['new', 'contacted', 'won', 'lost'])[1 + i % 4],
           now(), now() - interval '366 days'
      from generate_series(1, people) i;
    -- In the order of time, as they would come, each to another lead; what comes in answers the last but fifty.
    insert into messages (lead_id, automation_id, direction, channel, subject, body, status, origin, created_at, updated_at)
    select 1 + ((i - case when i % 20 = 0 then 50 else 0 end) * 7919) % people, case when i % 20 <> 0 then 1 + (i * 31) % 100 end,
           case when i % 20 = 0 then 'inbound' else 'outbound' end, 'email', 'About your request',
           'Hi Lead ' || i || ', thank you for your interest. When would be a good time to talk? Best regards, the team',
           case when i % 20 = 0 then 'received' else 'recorded' end,
           case when i % 20 = 0 then 'manual' else 'template' end, at, at
      from (select i, now() - interval '366 days' + interval '365 days' * (i::float8 / total) as at
              from generate_series(51, total + 50) i) written;
    insert into bookings (lead_id, title, starts_at, ends_at, status, created_at)
    select 1 + (i * 104729) % people, 'Massage', at + interval '5 days', at + interval '5 days 1 hour',
           (array['completed', 'booked', 'cancelled', 'no_show'])[1 + i % 4], at
      from (select i, now() - interval '365 days' + interval '365 days' * (10 * i::float8 / people) as at
              from generate_series(1, people / 10) i) booked;
    insert into automation_daily_stats (automation_id, day, ran, skipped, messages, sent, last_run_at, wait_buckets, wait_counts)
    select automation_id, (created_at at time zone 'UTC')::date, count(*), 3, count(*), count(*), max(created_at),
           '{160,170,175,180,190,200,230}', '{1,5,20,9,4,2,1}'
      from messages where automation_id is not null group by 1, 2;
end
$body$;
