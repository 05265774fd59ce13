-- Triggers of automation_suppressions.
create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.automation_suppressions
    for each row when (old.tenant_id::text collate "C" is distinct from new.tenant_id::text collate "C")
    execute function @code@.automation_keep_tenant();

create or replace trigger automation_check_suppression
    before insert or update on @home@.automation_suppressions
    for each row
    execute function @code@.automation_check_suppression();

create or replace trigger automation_suppression_removed
    after delete on @home@.automation_suppressions
    for each row
    execute function @code@.automation_on_suppression_removed();
