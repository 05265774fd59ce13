-- Triggers of bookings.
create or replace trigger automation_booking_added
    after insert on @home@.bookings
    for each row
    execute function @code@.automation_on_booking_insert();

create or replace trigger automation_booking_changed
    after update on @home@.bookings
    for each row when (old.status::text collate "C" is distinct from new.status::text collate "C"
                       or old.lead_id is distinct from new.lead_id
                       or old.starts_at is distinct from new.starts_at
                       or old.ends_at is distinct from new.ends_at
                       or to_jsonb(old) -> 'details' is distinct from to_jsonb(new) -> 'details')
    execute function @code@.automation_on_booking_update();

create or replace trigger automation_booking_removed
    after delete on @home@.bookings
    for each row
    execute function @code@.automation_on_booking_delete();

create or replace trigger automation_touch
    before update on @home@.bookings
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();

create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.bookings
    for each row when (old.tenant_id::text collate "C" is distinct from new.tenant_id::text collate "C")
    execute function @code@.automation_keep_tenant();
