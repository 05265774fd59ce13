-- Templates: tried before an automation uses them.
create function automation_render(template text, lead_id bigint, booking_id bigint default null)
returns table (text text, variables text[], fallbacks jsonb, missing text[], characters integer, sms_encoding text,
               sms_segments integer)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_render(text, bigint, bigint) is
'What a template says to a lead, about a booking of it (without booking_id: the next one, else the last).
variables: those asked for. fallbacks: what stands in the place of which. missing: those that would end a run as skipped,
shown as {name}. sms_encoding and sms_segments: how the text is sent as SMS, GSM-7 or UCS-2.';
