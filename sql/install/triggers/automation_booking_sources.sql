-- Triggers of automation_booking_sources.
create or replace trigger automation_touch
    before update on @home@.automation_booking_sources
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();

create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.automation_booking_sources
    for each row when (old.tenant_id::text collate "C" is distinct from new.tenant_id::text collate "C")
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
    for each row when (old.name::text collate "C" is distinct from new.name::text collate "C"
                       or old.company::text collate "C" is distinct from new.company::text collate "C"
                       or old.login::text collate "C" is distinct from new.login::text collate "C"
                       or old.secret is distinct from new.secret
                       or old.base_url::text collate "C" is distinct from new.base_url::text collate "C"
                       or old.timezone::text collate "C" is distinct from new.timezone::text collate "C"
                       or old.sync_every is distinct from new.sync_every or old.enabled is distinct from new.enabled
                       or old.paused_reason::text collate "C" is distinct from new.paused_reason::text collate "C"
                       or new.next_sync_at is null or new.next_sync_at < old.next_sync_at)
    execute function @code@.automation_on_booking_source();
