-- What comes back: refusals, answers, receipts.
create function automation_unsubscribe(token text) returns jsonb
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_unsubscribe(text) is
'Takes the token of an unsubscribe link and opts out of its channel for its lead and for the address that the
message was sent to, also if the lead no longer exists; the token is the authorization.
Returns {"channel", "business_name", "already", "language"} for the page to show; a second call changes nothing.';

create function automation_receive(channel text, sender text, body text, subject text default null,
                                   provider_message_id text default null, headers jsonb default null)
returns bigint
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_receive(text, text, text, text, text, jsonb) is
'Stores an inbound message from a gateway and returns its id; null if no lead of the tenant has that address.
Of several leads, the one last written to on the channel is used. The same provider_message_id returns the same id.
A keyword such as STOP opts out of the channel; an automatic reply is stored and does not count as a reply.
headers: those of a mail, which say whether a machine sent it: {"Name": "value"} or an array of name and value.';

create function automation_receive_mail(raw bytea) returns bigint
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_receive_mail(bytea) is
'Stores a mail as a mail server received it, headers and all, as automation_receive() stores an inbound message, and returns
its id. The same Message-ID returns the same id. A delivery status notification or a complaint (multipart/report) about a
message of this database is processed as automation_delivery_report() does; the id is then that of the message.';

create function automation_delivery_report(channel text, provider_message_id text, status text,
                                           detail text default null)
returns bigint
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_delivery_report(text, text, text, text) is
'Processes a provider''s later report about a message and returns the message''s id; null if no message has that id.
status: delivered or read, failed, bounced (no more messages are sent to that address), opted_out; sent and similar ones change
nothing. The same report again changes nothing.';
