-- automation_suppressions: addresses that nothing is sent to any more, because their owner said so or because nothing
-- arrives there. Neither erases the other. Delete a row to take it back.
create table @home@.automation_suppressions (
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    channel text not null,
    address text not null,
    reason text not null default 'opted_out',
    cause text not null default 'application',
    detail text,
    since timestamptz not null default now(),
    spellings text[],
    primary key (tenant_id, channel, address, reason),
    check (reason in ('opted_out', 'undeliverable'))
);

-- Whether a tenant has addresses that are known by their hash alone.
create index on @home@.automation_suppressions (tenant_id) where address like 'hashed:%';

comment on table @home@.automation_suppressions is 'Addresses that receive no messages, because of an opt-out or because they are undeliverable. Applications may insert rows; deleting a row revokes it.';
comment on column @home@.automation_suppressions.tenant_id is 'Tenant of the row. Never changes.';
comment on column @home@.automation_suppressions.channel is 'The channel that the address belongs to, or all.';
comment on column @home@.automation_suppressions.address is 'An e-mail address in lower case, or a number in E.164 format; hashed:... if only a keyed hash is known, from an unsubscribe link or of a person who was erased. Addresses that applications write are normalized.';
comment on column @home@.automation_suppressions.reason is 'opted_out or undeliverable.';
comment on column @home@.automation_suppressions.cause is 'Source of the row: stop_word, unsubscribe or provider, which an application cannot revoke by leads.opted_out; application or import, which it can.';
comment on column @home@.automation_suppressions.detail is 'The text of the message or report.';
comment on column @home@.automation_suppressions.since is 'When it was first recorded.';
comment on column @home@.automation_suppressions.spellings is 'Other spellings of the address in leads that opted out; maintained by the engine.';
