-- automation_suppressions: addresses that nothing is sent to any more. Delete a row to try an address again.
create table @home@.automation_suppressions (
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    channel text not null,
    address text not null,
    reason text not null,
    since timestamptz not null default now(),
    primary key (tenant_id, channel, address)
);

comment on table @home@.automation_suppressions is 'Addresses that nothing is sent to any more, because the provider says that nothing arrives there. Delete a row to try again.';
comment on column @home@.automation_suppressions.tenant_id is 'Whose row this is. Never changes.';
comment on column @home@.automation_suppressions.channel is 'The channel that the address belongs to.';
comment on column @home@.automation_suppressions.address is 'An e-mail address in lower case, or a number in E.164 form.';
comment on column @home@.automation_suppressions.reason is 'What the provider said.';
comment on column @home@.automation_suppressions.since is 'When it said so first.';
