-- What happened. Level operator.
create view api.activities with (security_invoker = true) as
select a.id, a.type, a.description, a.details, a.lead_id, a.automation_id, a.message_id, a.booking_id, a.created_at
  from @home@.activities a
 where a.tenant_id = (select @code@.automation_acting_tenant('operator'));
