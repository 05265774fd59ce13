-- Triggers of leads. An insert is looked at once a statement, however many rows it has. A condition that compares text
-- must not fail where the server has lost the locale of the column's collation.
create or replace trigger automation_lead_added
    after insert on @home@.leads
    referencing new table as new_leads
    for each statement
    execute function @code@.automation_on_leads_insert();

create or replace trigger automation_lead_status
    after update on @home@.leads
    for each row when (old.status::text collate "C" is distinct from new.status::text collate "C")
    execute function @code@.automation_on_lead_status();

-- What may make a silent lead due, what lead_changed watches, and what runs wait for. It has no condition: no column of
-- the user's is named, for its type could not be changed any more.
create or replace trigger automation_lead_changed
    after update on @home@.leads
    for each row
    execute function @code@.automation_on_lead_change();

create or replace trigger automation_lead_contacted
    before update on @home@.leads
    for each row when (new.last_contacted > old.last_contacted
                       or (old.last_contacted is null and new.last_contacted is not null)
                       or old.status::text collate "C" is distinct from new.status::text collate "C")
    execute function @code@.automation_on_lead_contact();

-- What the person or a provider said, an application that saves an older row does not take back.
create or replace trigger automation_lead_consent
    before update on @home@.leads
    for each row when (old.opted_out::text[] collate "C" is distinct from new.opted_out::text[] collate "C")
    execute function @code@.automation_keep_opt_out();

-- Of a lead that refuses something, another address is refused, too.
create or replace trigger automation_lead_opted_out
    after update on @home@.leads
    for each row when (old.opted_out::text[] collate "C" is distinct from new.opted_out::text[] collate "C"
                       or array_length(new.opted_out, 1) > 0)
    execute function @code@.automation_on_opt_out();

create or replace trigger automation_touch
    before update on @home@.leads
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();

create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.leads
    for each row when (old.tenant_id::text collate "C" is distinct from new.tenant_id::text collate "C")
    execute function @code@.automation_keep_tenant();
