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
    version text default '@version@'
);

comment on table @home@.automation_instance is 'Which database these tables belong to, and how its dispatcher last ended.';
comment on column @home@.automation_instance.tenant_id is 'Empty: the whole database.';
comment on column @home@.automation_instance.identity is 'System identifier and OID of the database, as 7300000000000000000/16384; another one here means that this is a copy.';
comment on column @home@.automation_instance.running is 'Set while a dispatcher runs; found set at its start, the last one did not end well.';
comment on column @home@.automation_instance.batch_limit is 'Most rows in a batch while the engine looks for one that ends the process; null: no limit.';
comment on column @home@.automation_instance.updated_at is 'When the row last changed.';
comment on column @home@.automation_instance.secret is 'Signs unsubscribe links; kept by the engine. For nobody but the owner; another one here and every link sent so far is void.';
comment on column @home@.automation_instance.queue is 'OID of automation_queue when identity was written; another one here means that a dump was restored over this database.';
comment on column @home@.automation_instance.version is 'Its default is the version of all these tables; kept by the engine.';
