select a.name as automation, coalesce(l.name, l.email) as lead,
       to_char(q.run_at at time zone coalesce(l.timezone, 'Europe/Berlin'), 'Dy DD Mon HH24:MI') as "due (their time)"
from automation_queue q
join automations a on (a.id, a.tenant_id) = (q.automation_id, q.tenant_id)
join leads l on (l.id, l.tenant_id) = (q.lead_id, q.tenant_id)
order by q.run_at, q.id;
