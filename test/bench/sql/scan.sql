-- Leads for the scan of silence, in a database of their own, and what a round of it starts from. The rule says four days;
-- `due` leads have become due since it was last looked at, the others are not yet, or have been silent and written to
-- long ago.
create extension automation;

create procedure bench_scan_fill(total bigint, due bigint, silent boolean) language plpgsql as $body$
declare
    rule bigint;
    newest timestamptz := date_trunc('hour', now()) - interval '96 hours';
begin
    -- The leads are history, as after a restore: no trigger tells the engine of them.
    set local automation.restoring = on;
    insert into leads (name, email, source, status, last_contacted, created_at)
    select 'Lead ' || i, 'lead' || i || '@example.com', 'Website', 'known', contacted, contacted - interval '30 days'
      from (select i, case
                          when silent and i <= total * 0.9 then newest - interval '200 days' + i * interval '100 days' / total
                          when i <= total - due then newest + interval '30 hours' + i * interval '50 hours' / total
                          else newest - (total - i + 1) * interval '20 hours' / due
                      end as contacted
              from generate_series(1, total) i) person;
    set local automation.restoring = off;
    rule := automation_create(jsonb_build_object('name', 'Silent', 'type', 'crm_update', 'trigger', 'no_contact_days',
        'delay_hours', 96, 'actions', jsonb_build_object('set', jsonb_build_object('status', 'known')))) ->> 'id';
    if silent then
        insert into automation_enrollments (automation_id, lead_id, anchor, last_run_at, runs)
        select rule, id, created_at, last_contacted + interval '96 hours', 1
          from leads where last_contacted < newest - interval '21 hours';
    end if;
end
$body$;

-- As if the rule had last been looked at before any of them was due: of what was found since nothing has happened.
create procedure bench_scan_again(matching boolean) language plpgsql as $body$
declare
    before timestamptz := (select max(last_contacted) from leads where last_contacted < now() - interval '96 hours')
                          - interval '21 hours';
begin
    delete from automation_enrollments e using leads l
     where l.id = e.lead_id and l.last_contacted >= before;
    truncate automation_queue, activities, automation_stat_deltas, automation_daily_stats;
    update automations set conditions = case when matching then '{}' else '{"source": "nobody"}'::jsonb end;
    update automation_watches
       set covered_at = before, covered_id = 0, round_at = null, round_until = null, round_xid = null,
           read_at = null, read_id = null, paced_from = null, paced_runs = 0;
end
$body$;
