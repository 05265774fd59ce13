-- The same work as one would write it by hand, for this one automation: 500 runs a transaction, one statement, no
-- planner trap (an array, not IN; a literal limit). It looks at nothing again that may have changed since the event.
create procedure bench_by_hand(inout processed bigint default null) language plpgsql as $body$
declare
    done bigint;
begin
    processed := 0;
    loop
        with gone as (
            delete from automation_queue q
             where q.id = any (array(select id from automation_queue
                                      where run_at <= clock_timestamp() and kind = 'run'
                                      order by run_at, id limit 500 for update skip locked))
         returning q.automation_id, q.lead_id, q.tenant_id, q.event
        ), written as (
            insert into messages (lead_id, automation_id, tenant_id, direction, channel, subject, body, status, origin,
                                  created_at, updated_at)
            select g.lead_id, g.automation_id, g.tenant_id, 'outbound', a.channel, a.subject_template,
                   'Hi ' || l.name || ', thank you for your interest. When would be a good time to talk?',
                   'recorded', 'template', now(), now()
              from gone g
              join leads l on l.id = g.lead_id and l.tenant_id = g.tenant_id
              join automations a on a.id = g.automation_id and a.tenant_id = g.tenant_id
         returning id, lead_id, automation_id, tenant_id
        ), told as (
            insert into activities (lead_id, automation_id, message_id, tenant_id, type, description, details, created_at)
            select w.lead_id, w.automation_id, w.id, w.tenant_id, 'automation_ran',
                   a.name || ': message written (' || a.channel || ')',
                   jsonb_build_object('automation_id', w.automation_id, 'message_id', w.id, 'event', a.trigger), now()
              from written w
              join automations a on a.id = w.automation_id and a.tenant_id = w.tenant_id
        ), contacted as (
            update leads l set last_contacted = now(), updated_at = now()
              from gone g
             where l.id = g.lead_id and l.tenant_id = g.tenant_id
               and (l.last_contacted is null or l.last_contacted < now())
        ), counted as (
            update automations a set times_triggered = a.times_triggered + c.runs, last_triggered = now()
              from (select automation_id, tenant_id, count(*) as runs from gone group by 1, 2) c
             where a.id = c.automation_id and a.tenant_id = c.tenant_id
        )
        select count(*) into done from gone;
        commit;
        exit when done = 0;
        processed := processed + done;
    end loop;
end
$body$;
