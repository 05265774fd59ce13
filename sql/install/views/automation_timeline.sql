-- automation_timeline: everything that happened to a lead, in order. Asked for one lead, it reads the indexes on
-- activities (lead_id, id) and messages (lead_id, created_at).
create view @home@.automation_timeline with (security_invoker = true) as
select t.tenant_id, t.lead_id, t.happened_at, t.what, t.id, t.type, t.description, t.automation_id, t.message_id,
       t.booking_id, t.details
  from (select tenant_id, lead_id, created_at as happened_at, 'activity'::text as what, id, type, description,
               automation_id, message_id, booking_id, details
          from @home@.activities
        union all
        select tenant_id, lead_id, created_at, 'message'::text as what, id, direction || ' ' || channel,
               coalesce(subject, substr(body, 1, 200)), automation_id, id, booking_id,
               jsonb_build_object('status', status, 'origin', origin, 'recipient', recipient, 'body', body)
          from @home@.messages) t
 order by t.lead_id, t.happened_at, t.what desc, t.id;

comment on view @home@.automation_timeline is 'Messages and activities of a lead, in the order they happened.';
comment on column @home@.automation_timeline.tenant_id is 'The tenant.';
comment on column @home@.automation_timeline.lead_id is 'The lead.';
comment on column @home@.automation_timeline.happened_at is 'When.';
comment on column @home@.automation_timeline.what is 'activity or message.';
comment on column @home@.automation_timeline.id is 'Number of the activity or message.';
comment on column @home@.automation_timeline.type is 'Type of the activity, or direction and channel of the message.';
comment on column @home@.automation_timeline.description is 'Description of the activity, or subject of the message.';
comment on column @home@.automation_timeline.automation_id is 'The automation behind it.';
comment on column @home@.automation_timeline.message_id is 'The message it is about.';
comment on column @home@.automation_timeline.booking_id is 'The booking it is about.';
comment on column @home@.automation_timeline.details is 'Details of the activity, or status, origin, recipient and text of the message.';
