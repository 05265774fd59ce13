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

comment on table @home@.automation_suppressions is 'Addresses that nothing is sent to any more: refused by their owner, or nothing arrives there. Applications may insert rows; deleting one takes it back.';
comment on column @home@.automation_suppressions.tenant_id is 'Whose row this is. Never changes.';
comment on column @home@.automation_suppressions.channel is 'The channel that the address belongs to, or all.';
comment on column @home@.automation_suppressions.address is 'An e-mail address in lower case, or a number in E.164 form; hashed:... where only the keyed hash of an unsubscribe link is known. What an application writes is brought to this form.';
comment on column @home@.automation_suppressions.reason is 'opted_out or undeliverable.';
comment on column @home@.automation_suppressions.cause is 'Who said so: stop_word, unsubscribe or provider, which an application does not take back by leads.opted_out; application or import, which it does.';
comment on column @home@.automation_suppressions.detail is 'What was said.';
comment on column @home@.automation_suppressions.since is 'When it was said first.';
comment on column @home@.automation_suppressions.spellings is 'How leads that refused write the address, where that is another form; kept by the engine.';
