-- The steps of sequences and what each achieves. Level operator.
create view api.automation_steps with (security_invoker = true) as
select s.automation_id, s.name, s.step, s.place, s.does, s.parent, s.branch, s.waiting, s.ran, s.skipped, s.blocked,
       s.failed, s.replied, s.booked, s.converted, s.left_here
  from @home@.automation_steps s
 where s.tenant_id = (select @code@.automation_acting_tenant('operator'));
