-- Triggers of automation_channels.
create or replace trigger automation_touch
    before update on @home@.automation_channels
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();

create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.automation_channels
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();
