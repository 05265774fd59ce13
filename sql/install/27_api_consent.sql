-- What comes back: refusals, answers, receipts.
create function automation_unsubscribe(token text) returns jsonb
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_unsubscribe(text) is
'Takes the token of an unsubscribe link and refuses its channel for its lead and for the address that the
message went to, also when the lead is gone; the token is all the right that it takes.
Returns {"channel", "business_name", "already"} for the page to show; a second call changes nothing.';

create function automation_receive(channel text, sender text, body text, subject text default null,
                                   provider_message_id text default null)
returns bigint
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_receive(text, text, text, text, text) is
'Stores a message that a gateway has taken from a lead and returns its id; null when no lead of the tenant has that address.
Of several leads the one last written to on the channel. The same provider_message_id again gives the same id. A word such
as STOP refuses the channel; an automatic reply is stored and counts as no answer.';

create function automation_delivery_report(channel text, provider_message_id text, status text,
                                           detail text default null)
returns bigint
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_delivery_report(text, text, text, text) is
'Takes what a provider says later of a message that it accepted, and returns the message''s id; null when none has that id.
status: delivered or read, failed, bounced (nothing goes to that address any more), opted_out; sent and the like change
nothing. The same report again changes nothing.';
