-- Triggers of messages. What the engine writes comes complete and outbound, and passes all of them by.
create or replace trigger automation_message_defaults
    before insert on @home@.messages
    for each row when (new.status is null
                       or new.channel::text collate "C" <> lower(new.channel::text collate "C")
                       or new.direction::text collate "C" = 'inbound'
                       or (new.recipient is not null and new.origin::text collate "C" = 'manual'
                           and new.status::text collate "C" in ('queued', 'held'))
                       or (new.automation_id is null and new.origin::text collate "C" <> 'manual'
                           and new.status::text collate "C" = 'queued'))
    execute function @code@.automation_message_defaults();

create or replace trigger automation_message_recipient
    before update on @home@.messages
    for each row when ((old.recipient::text collate "C" is distinct from new.recipient::text collate "C"
                        or old.flags::text[] collate "C" is distinct from new.flags::text[] collate "C"
                        or old.lead_id is distinct from new.lead_id)
                       and new.direction::text collate "C" = 'outbound')
    execute function @code@.automation_on_message_recipient();

create or replace trigger automation_message_added
    after insert on @home@.messages
    for each row when (new.direction::text collate "C" = 'inbound' or new.origin::text collate "C" = 'manual')
    execute function @code@.automation_on_message();

create or replace trigger automation_message_moved
    after update on @home@.messages
    for each row when (old.lead_id is distinct from new.lead_id)
    execute function @code@.automation_on_message_lead();

-- A person in a sequence stands at a message until it has ended.
create or replace trigger automation_message_ended
    after update of status on @home@.messages
    for each row when (old.automation_id is not null
                       and old.status::text collate "C" in ('queued', 'held', 'sending')
                       and new.status::text collate "C" not in ('queued', 'held', 'sending'))
    execute function @code@.automation_on_message_end();
create or replace trigger automation_message_deleted
    after delete on @home@.messages
    for each row when (old.automation_id is not null
                       and old.status::text collate "C" in ('queued', 'held', 'sending'))
    execute function @code@.automation_on_message_delete();

create or replace trigger automation_touch
    before update on @home@.messages
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();

create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.messages
    for each row when (old.tenant_id::text collate "C" is distinct from new.tenant_id::text collate "C")
    execute function @code@.automation_keep_tenant();
