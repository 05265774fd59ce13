-- Triggers of leads. An insert is looked at once a statement, however many rows it has.
create or replace trigger automation_lead_added
    after insert on @home@.leads
    referencing new table as new_leads
    for each statement
    execute function @code@.automation_on_leads_insert();

create or replace trigger automation_lead_status
    after update on @home@.leads
    for each row when (old.status is distinct from new.status)
    execute function @code@.automation_on_lead_status();

create or replace trigger automation_touch
    before update on @home@.leads
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();

create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.leads
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();
