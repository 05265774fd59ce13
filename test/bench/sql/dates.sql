-- Leads with dates, in a database of their own, and what a round of the scan starts from. The automation goes three days
-- before the date; `due` leads have come to it since it was last looked at, a third of the others has passed it long ago.
create extension automation;

create procedure bench_dates_fill(total bigint, due bigint) language plpgsql as $body$
declare
    newest timestamptz := date_trunc('hour', now()) + interval '72 hours';
begin
    -- The leads are history, as after a restore: no trigger tells the engine of them.
    set local automation.restoring = on;
    insert into leads (name, email, source, status, attributes)
    select 'Lead ' || i, 'lead' || i || '@example.com', 'Website', 'known', jsonb_build_object('plan', 'a', 'renewal_date', day)
      from (select i, case
                          when i <= due then newest - i * interval '20 hours' / due
                          when i % 3 = 0 then newest - interval '30 days' - i * interval '700 days' / total
                          else newest + interval '10 days' + i * interval '700 days' / total
                      end as day
              from generate_series(1, total) i) person;
    set local automation.restoring = off;
    perform automation_create('{"name": "Renewal", "type": "crm_update", "trigger": "lead_date", "delay_days": 3,
        "date_field": "attributes.renewal_date", "actions": {"set": {"status": "known"}}}');
end
$body$;

-- As if the automation had last been looked at before any of them was due: of what was found since nothing has happened.
create procedure bench_dates_again(matching boolean) language plpgsql as $body$
declare
    before timestamptz := date_trunc('hour', now()) - interval '21 hours';
begin
    truncate automation_enrollments, automation_queue, activities, automation_stat_deltas, automation_daily_stats;
    update automations set conditions = case when matching then '{}' else '{"source": "nobody"}'::jsonb end;
    update automation_watches
       set since = before, open_from = null, covered_at = before + interval '72 hours', covered_id = 0, round_at = null,
           round_until = null, round_xid = null, read_at = null, read_id = null;
end
$body$;
