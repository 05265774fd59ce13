-- Triggers of activities.
create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.activities
    for each row when (old.tenant_id::text collate "C" is distinct from new.tenant_id::text collate "C")
    execute function @code@.automation_keep_tenant();
