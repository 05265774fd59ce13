-- Triggers of automation_channels.
create or replace trigger automation_touch
    before update on @home@.automation_channels
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();

create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.automation_channels
    for each row when (old.tenant_id::text collate "C" is distinct from new.tenant_id::text collate "C")
    execute function @code@.automation_keep_tenant();

create or replace trigger automation_check_channel
    before insert or update of channel, provider, settings, paused_reason on @home@.automation_channels
    for each row
    execute function @code@.automation_check_channel();

create or replace trigger automation_channel_added
    after insert or delete on @home@.automation_channels
    for each row
    execute function @code@.automation_on_channel();

-- What may let messages go that wait. Not what the worker itself writes down when it pauses a channel.
create or replace trigger automation_channel_changed
    after update on @home@.automation_channels
    for each row when (old.channel::text collate "C" is distinct from new.channel::text collate "C"
                       or old.provider::text collate "C" is distinct from new.provider::text collate "C"
                       or old.settings is distinct from new.settings or old.enabled is distinct from new.enabled
                       or old.rate_per_minute is distinct from new.rate_per_minute
                       or (old.paused_reason is not null and new.paused_reason is null))
    execute function @code@.automation_on_channel();
