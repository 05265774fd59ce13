select coalesce(l.name, l.email) as "to", m.channel, m.origin, m.status, coalesce(m.subject, '') as subject,
       rtrim(regexp_replace(replace(m.body, E'\n\n', E'\n'), '([^\n]{1,60})( +|\n|$)', E'\\1\n', 'g'), E'\n') as body
from messages m join leads l on (l.id, l.tenant_id) = (m.lead_id, m.tenant_id)
order by m.lead_id, m.id;
