select coalesce(l.name, l.email) as lead, v.type, v.description, coalesce(v.details ->> 'reason', '') as reason
from activities v left join leads l on (l.id, l.tenant_id) = (v.lead_id, v.tenant_id)
order by v.lead_id, v.id;
