-- Leads. Level app.
create view api.leads with (security_invoker = true) as
select l.id, l.name, l.email, l.phone, l.status, l.source, l.last_contacted, l.silent_since, l.last_inbound_at,
       l.status_since, l.timezone, l.language, l.opted_out, l.ai_allowed, l.attributes, l.external_ids, l.created_at,
       l.updated_at
  from @home@.leads l
 where l.tenant_id = (select @code@.automation_acting_tenant('app'));
