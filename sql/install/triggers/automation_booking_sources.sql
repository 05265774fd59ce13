-- Triggers of automation_booking_sources.
create or replace trigger automation_touch
    before update on @home@.automation_booking_sources
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();

create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.automation_booking_sources
    for each row when (old.tenant_id is distinct from new.tenant_id)
    execute function @code@.automation_keep_tenant();

-- A dump being loaded and a bulk import are taken as they are.
create or replace trigger automation_check_zone
    before insert or update of timezone on @home@.automation_booking_sources
    for each row when (new.timezone is not null
                       and current_setting('search_path') <> ''
                       and coalesce(current_setting('automation.restoring', true), '') not in ('on', 'true', 'yes', '1'))
    execute function @code@.automation_check_zone();

create or replace trigger automation_check_source
    before insert or update of name, company, login, secret, base_url, timezone, paused_reason
    on @home@.automation_booking_sources
    for each row
    execute function @code@.automation_check_booking_source();

create or replace trigger automation_source_added
    after insert or delete on @home@.automation_booking_sources
    for each row
    execute function @code@.automation_on_booking_source();

-- Not what the worker itself writes down after a sync. One by one: rows compared as a whole are dumped in another form.
create or replace trigger automation_source_changed
    after update on @home@.automation_booking_sources
    for each row when (old.name is distinct from new.name or old.company is distinct from new.company
                       or old.login is distinct from new.login or old.secret is distinct from new.secret
                       or old.base_url is distinct from new.base_url or old.timezone is distinct from new.timezone
                       or old.sync_every is distinct from new.sync_every or old.enabled is distinct from new.enabled
                       or old.paused_reason is distinct from new.paused_reason
                       or new.next_sync_at is null or new.next_sync_at < old.next_sync_at)
    execute function @code@.automation_on_booking_source();
