-- What every automation did. Level operator.
create view api.automation_stats with (security_invoker = true) as
select s.id, s.name, s.queued, s.ran, s.skipped, s.blocked, s.failed, s.held, s.messages, s.sent, s.replied, s.booked,
       s.converted, s.median_seconds, s.p95_seconds, s.input_tokens, s.output_tokens, s.tokens, s.times_triggered,
       s.last_triggered
  from @home@.automation_stats s
 where s.tenant_id = (select @code@.automation_acting_tenant('operator'));
