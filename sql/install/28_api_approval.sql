-- Messages that wait for a person, and what failed once more.
create function automation_approve(message_id bigint) returns text
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_approve(bigint) is
'Lets a held message go and returns its new status: queued; recorded where no channel is configured; cancelled when the
lead has refused the channel meanwhile, its booking is off, or it is too late. The activity says why.';

create function automation_reject(message_id bigint, reason text default null) returns text
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_reject(bigint, text) is
'Cancels a held message and returns its new status.';

create function automation_retry(message_id bigint) returns text
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_retry(bigint) is
'Queues a failed message once more, to the address that the lead has now, and returns its new status.';

create function automation_retry_run(activity_id bigint) returns bigint
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_retry_run(bigint) is
'Puts a run that failed into the queue once more, by the activity automation_failed that tells of it, and returns the id
of the row there. max_runs and cooldown do not stop it; every other check holds.';
