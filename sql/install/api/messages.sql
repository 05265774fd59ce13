-- Messages. Level app; read and inserted.
create view api.messages with (security_invoker = true) as
select m.id, m.lead_id, m.automation_id, m.booking_id, m.direction, m.channel, m.recipient, m.subject, m.body,
       m.status, m.origin, m.model, m.input_tokens, m.output_tokens, m.flags, m.attempts, m.error,
       m.provider_message_id, m.step, m.created_at, m.sent_at, m.updated_at
  from @home@.messages m
 where m.tenant_id = (select @code@.automation_acting_tenant('app'));
