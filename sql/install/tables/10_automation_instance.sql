-- automation_instance: which database these tables belong to. Where another identity is stored, this is a copy, and a
-- copy stays silent until automation_start() is called in it.
create table @home@.automation_instance (
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), '') primary key,
    identity text,
    running boolean not null default false,
    batch_limit integer check (batch_limit > 0),
    updated_at timestamptz not null default now(),
    -- 256 bits out of two UUIDs, which are strong random numbers: a built-in that makes bytes there is not
    secret bytea default sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')),
    queue oid,
    version text default '@tables_version@',
    suppression_key bytea default sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')),
    retention_started_at timestamptz,
    retention_ended_at timestamptz,
    retention_error text
);

comment on table @home@.automation_instance is 'The database that these tables belong to, and the state of its dispatcher.';
comment on column @home@.automation_instance.tenant_id is 'Empty: the whole database.';
comment on column @home@.automation_instance.identity is 'System identifier and OID of the database, such as 7300000000000000000/16384; another value means that this is a copy.';
comment on column @home@.automation_instance.running is 'True while a dispatcher runs; if true when a dispatcher starts, the previous one crashed.';
comment on column @home@.automation_instance.batch_limit is 'Maximum number of rows in a batch while the engine isolates a run that crashes the process; null: no limit.';
comment on column @home@.automation_instance.updated_at is 'When the row last changed.';
comment on column @home@.automation_instance.secret is 'Secret that signs unsubscribe links; maintained by the engine. Readable by the owner only; changing it invalidates every link sent so far.';
comment on column @home@.automation_instance.queue is 'OID of automation_queue when identity was written; another value means that a dump was restored over this database.';
comment on column @home@.automation_instance.version is 'Its default is the version of all these tables; maintained by the engine.';
comment on column @home@.automation_instance.suppression_key is 'Key of the hashes in automation_suppressions of people whom automation_forget() erased; maintained by the engine. Readable by the owner only; changing it forgets what they refused.';
comment on column @home@.automation_instance.retention_started_at is 'When old rows were last pruned, as automation.retention says; maintained by the engine.';
comment on column @home@.automation_instance.retention_ended_at is 'When that was completed.';
comment on column @home@.automation_instance.retention_error is 'What kept rows of a table from being pruned; null: nothing.';
