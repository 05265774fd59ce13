-- Triggers of automation_grants.
create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.automation_grants
    for each row when (old.tenant_id::text collate "C" is distinct from new.tenant_id::text collate "C")
    execute function @code@.automation_keep_tenant();

-- Every session knows by heart what its role is limited to.
create or replace trigger automation_grants_changed
    after insert or delete or update or truncate on @home@.automation_grants
    for each statement
    execute function @code@.automation_grants_changed();
