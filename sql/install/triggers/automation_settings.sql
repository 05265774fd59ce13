-- Triggers of automation_settings.
create or replace trigger automation_touch
    before update on @home@.automation_settings
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();

create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.automation_settings
    for each row when (old.tenant_id::text collate "C" is distinct from new.tenant_id::text collate "C")
    execute function @code@.automation_keep_tenant();

-- A dump being loaded and a bulk import are taken as they are.
create or replace trigger automation_check_zone
    before insert or update of timezone on @home@.automation_settings
    for each row when (new.timezone is not null
                       and current_setting('search_path') <> ''
                       and coalesce(current_setting('automation.restoring', true), '') not in ('on', 'true', 'yes', '1'))
    execute function @code@.automation_check_zone();

create or replace trigger automation_check_language
    before insert or update of language on @home@.automation_settings
    for each row execute function @code@.automation_check_language();

create or replace trigger automation_check_country
    before insert or update of country on @home@.automation_settings
    for each row execute function @code@.automation_check_country();

-- The cached rules hold the tenant's time zone, and its country is cached.

create or replace trigger automation_check_window
    before insert or update of quiet_from, quiet_until, send_window on @home@.automation_settings
    for each row execute function @code@.automation_check_window();

create or replace trigger automation_check_retention
    before insert or update of retention on @home@.automation_settings
    for each row execute function @code@.automation_check_retention();

-- The cached rules hold the tenant's time zone.
create or replace trigger automation_rules_changed
    after insert or delete or update or truncate on @home@.automation_settings
    for each statement execute function @code@.automation_rules_changed();

-- So do the moments of reminders and of silence.
create or replace trigger automation_clock_changed
    after insert or delete or update of timezone, quiet_from, quiet_until, send_window, holidays
    on @home@.automation_settings
    for each row
    execute function @code@.automation_on_clock();
