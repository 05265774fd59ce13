-- What triggers call. They have no set clause: whether a dump is being loaded shows in the caller's search_path. None
-- of them is ever renamed or removed, since tables outlive a version of the extension.

create function automation_on_leads_insert() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_leads_insert() is
'Trigger on leads: enqueues the runs of new_lead, and timed runs that are due soon, for the rows of one statement.';

create function automation_on_lead_status() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_lead_status() is
'Trigger on leads: enqueues the runs of lead_status_changed.';

create function automation_on_lead_change() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_lead_change() is
'Trigger on leads: enqueues the runs of timed triggers that a change has made due soon.';

create function automation_on_lead_contact() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_lead_contact() is
'Trigger on leads: begins a new period of silence if a person has contacted the lead.';

create function automation_on_message() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_message() is
'Trigger on messages: enqueues the runs of message_received and records when a person last wrote.';

create function automation_on_message_end() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_message_end() is
'Trigger on messages: a lead in a sequence goes on when the message of its step has been sent, has failed or was cancelled.';

create function automation_on_message_delete() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_message_delete() is
'Trigger on messages: a lead in a sequence goes on when the message of its step is deleted.';

create function automation_on_message_lead() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_message_lead() is
'Trigger on messages: moves the delivery of a message that is given to another lead, the runs that it has triggered, and
the contact that it has caused.';

create function automation_on_message_recipient() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_message_recipient() is
'Trigger on messages: flags a message whose recipient an application has set, or that was written for another lead.';

create function automation_on_booking_insert() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_booking_insert() is
'Trigger on bookings: enqueues the runs of booking_created, and reminders and session ends that are due soon.';

create function automation_on_booking_update() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_booking_update() is
'Trigger on bookings: enqueues the runs of a cancelled, missed, completed or moved booking, and moves the
waiting runs of a booking that is given to another lead.';

create function automation_on_booking_delete() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_booking_delete() is
'Trigger on bookings: ends the entries into sequences that were about a deleted booking.';

create function automation_message_defaults() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_message_defaults() is
'Trigger on messages: sets a missing status, lower-cases the channel, and flags automatic replies
and keywords such as STOP.';

create function automation_validate() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_validate() is
'Trigger on automations: rejects automations that could never run, with a hint.';

create function automation_on_rule() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_rule() is
'Trigger on automations: moves or ends waiting runs, and resets the scans that have to be repeated.';

create function automation_on_clock() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_clock() is
'Trigger on automation_settings: resets the scans whose due times depend on the time zone and quiet hours.';

create function automation_rules_changed() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_rules_changed() is
'Trigger on automations: invalidates the cached automations of every session.';

create function automation_touch() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_touch() is
'Trigger: sets updated_at unless the writer did.';

create function automation_keep_tenant() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_keep_tenant() is
'Trigger: rejects changes of tenant_id.';

create function automation_check_language() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_check_language() is
'Trigger: rejects an unknown language.';

create function automation_check_country() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_check_country() is
'Trigger on automation_settings: rejects an unknown country.';

create function automation_check_window() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_check_window() is
'Trigger: rejects a sending window that cannot be read, or that quiet hours leave never open.';

create function automation_check_retention() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_check_retention() is
'Trigger on automation_settings: rejects a retention that cannot be read or is too short.';

-- Runs with a pinned path; the trigger's condition has already looked at the caller's.
create function automation_check_zone() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $body$
begin
    if tg_when <> 'BEFORE' or tg_level <> 'ROW' or tg_op not in ('INSERT', 'UPDATE')
       or not exists (select
                        from pg_class c
                        join pg_extension e on e.extname = 'automation' and e.extnamespace = c.relnamespace
                       where (c.oid = tg_relid or c.oid in (select a.relid from pg_partition_ancestors(tg_relid) a))
                         and c.relname ~ '^automation_(settings|booking_sources)(_\d+)?$') then
        if tg_name = 'automation_check_zone' then
            return new;  -- a table of the extension that was renamed or moved
        end if;
        raise exception 'trigger function "automation_check_zone" works only on tables "automation_settings" and "automation_booking_sources" of the extension automation'
            using errcode = 'object_not_in_prerequisite_state',
                  detail = format('Trigger "%s" is on "%s.%s".', tg_name, tg_table_schema, tg_table_name),
                  hint = (select format('Drop the trigger; automation_install() creates the correct one: CREATE TRIGGER automation_check_zone BEFORE INSERT OR UPDATE OF timezone ON %1$I.automation_settings FOR EACH ROW EXECUTE FUNCTION %1$I.automation_check_zone();', n.nspname)
                            from pg_extension e
                            join pg_namespace n on n.oid = e.extnamespace
                           where e.extname = 'automation');
    end if;
    if not exists (select from pg_timezone_names z where lower(z.name) = lower(new.timezone::text)) then
        raise exception 'time zone "%" is not known', new.timezone
            using errcode = 'invalid_parameter_value',
                  hint = 'Write an IANA name such as Europe/Berlin; pg_timezone_names lists them.';
    end if;
    return new;
end
$body$;
comment on function automation_check_zone() is
'Trigger: rejects an unknown time zone.';
