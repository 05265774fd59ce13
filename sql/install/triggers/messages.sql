-- Triggers of messages. What the engine writes comes complete and outbound, and passes all of them by.
create or replace trigger automation_message_defaults
    before insert on @home@.messages
    for each row when (new.status is null or new.channel <> lower(new.channel) or new.direction = 'inbound'
                       or (new.recipient is not null and new.origin = 'manual' and new.status in ('queued', 'held')))
    execute function @code@.automation_message_defaults();

create or replace trigger automation_message_recipient
    before update on @home@.messages
    for each row when ((old.recipient is distinct from new.recipient or old.flags is distinct from new.flags)
                       and new.direction = 'outbound')
    execute function @code@.automation_on_message_recipient();

create or replace trigger automation_message_added
    after insert on @home@.messages
    for each row when (new.direction = 'inbound' or new.origin = 'manual')
    execute function @code@.automation_on_message();

create or replace trigger automation_message_moved
    after update on @home@.messages
    for each row when (old.lead_id is distinct from new.lead_id)
    execute function @code@.automation_on_message_lead();

create or replace trigger automation_touch
    before update on @home@.messages
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();

create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.messages
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();
