-- Messages that a person decides about, and what failed once more.
create function automation_approve(message_id bigint) returns text
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_approve(bigint) is
'Approves a held message and returns its new status: queued; recorded if no channel is configured; cancelled if the
lead has opted out of the channel meanwhile, its booking is cancelled, or it is too late. The activity has the reason.';

create function automation_reject(message_id bigint, reason text default null) returns text
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_reject(bigint, text) is
'Cancels a held message and returns its new status.';

create function automation_retry(message_id bigint) returns text
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_retry(bigint) is
'Queues a failed message again, to the current address of the lead, and returns its new status.';

create function automation_retry_run(activity_id bigint) returns bigint
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_retry_run(bigint) is
'Enqueues a failed run again, by the activity automation_failed that records it, and returns the id
of the queue row. max_runs and cooldown do not stop it; every other check applies.';

create function automation_classify(message_id bigint, kind text) returns text
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_classify(bigint, text) is
'Records what an inbound message is and returns kind: stop (opts out of the channel, as the keyword STOP does), answer,
or auto_reply (not a reply of the lead). Messages by the channel that waited for the decision continue.';
