-- Who stands where in which sequence. Level operator.
create view api.automation_inside with (security_invoker = true) as
select i.automation_id, i.name, i.lead_id, i.booking_id, i.step, i.since, i.entered_at, i.due_at, i.message_id
  from @home@.automation_inside i
 where i.tenant_id = (select @code@.automation_acting_tenant('operator'));
