-- Bookings. Level app.
create view api.bookings with (security_invoker = true) as
select b.id, b.lead_id, b.title, b.starts_at, b.ends_at, b.status, b.location, b.details, b.source, b.external_id,
       b.created_at, b.updated_at
  from @home@.bookings b
 where b.tenant_id = (select @code@.automation_acting_tenant('app'));
