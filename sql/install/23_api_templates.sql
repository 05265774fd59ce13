-- Templates: tried before an automation uses them.
create function automation_render(template text, lead_id bigint, booking_id bigint default null)
returns table (text text, variables text[], fallbacks jsonb, missing text[], characters integer, sms_encoding text,
               sms_segments integer)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_render(text, bigint, bigint) is
'Renders a template for a lead and a booking of it (without booking_id: the next one, else the last).
variables: those used. fallbacks: the fallback used for each. missing: those for which a run would be skipped,
shown as {name}. sms_encoding and sms_segments: how the text is sent as SMS, GSM-7 or UCS-2.';
