select e.step, case when e.ok then 'yes' when not e.ok then 'no' else '' end as ok, e.detail
from leads l, automations a, automation_explain(a.id, l.id) e
where l.name = 'Tom Becker' and a.name = 'Welcome New Leads';
