-- What triggers call. They have no set clause: whether a dump is being loaded shows in the caller's search_path. None
-- of them is ever renamed or removed, since tables outlive a version of the extension.

create function automation_on_leads_insert() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_leads_insert() is
'Trigger on leads: enqueues the runs of new_lead, and of silence that is near, for the rows of one statement.';

create function automation_on_lead_status() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_lead_status() is
'Trigger on leads: enqueues the runs of lead_status_changed.';

create function automation_on_lead_change() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_lead_change() is
'Trigger on leads: enqueues the runs of timed triggers that a change has brought near.';

create function automation_on_lead_contact() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_lead_contact() is
'Trigger on leads: begins a new stretch of silence where a person has contacted the lead.';

create function automation_on_message() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_message() is
'Trigger on messages: enqueues the runs of message_received and keeps when a person last wrote.';

create function automation_on_message_lead() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_message_lead() is
'Trigger on messages: moves the delivery of a message that is given to another lead, the runs that it has set off, and
the contact that it stands for.';

create function automation_on_message_recipient() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_message_recipient() is
'Trigger on messages: notes that an application has set the recipient, which is then kept when the message leaves.';

create function automation_on_booking_insert() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_booking_insert() is
'Trigger on bookings: enqueues the runs of booking_created, and what is near of reminders and sessions.';

create function automation_on_booking_update() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_booking_update() is
'Trigger on bookings: enqueues the runs of a cancelled, missed, completed or moved booking, and moves what waits for one
that is given to another lead.';

create function automation_message_defaults() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_message_defaults() is
'Trigger on messages: fills the status of one inserted without, lower-cases the channel, and flags automatic replies
and words such as STOP.';

create function automation_validate() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_validate() is
'Trigger on automations: refuses what could never run, with the hint what to write instead.';

create function automation_on_rule() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_rule() is
'Trigger on automations: moves or ends waiting runs, and tells what is to be looked at anew.';

create function automation_on_clock() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_clock() is
'Trigger on automation_settings: has the moments that depend on its zone and quiet hours found anew.';

create function automation_rules_changed() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_rules_changed() is
'Trigger on automations: makes every session read the rules anew.';

create function automation_touch() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_touch() is
'Trigger: sets updated_at when the writer did not.';

create function automation_keep_tenant() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_keep_tenant() is
'Trigger: refuses to change tenant_id.';

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
                  hint = (select format('Drop the trigger; automation_install() creates the one that is missing: CREATE TRIGGER automation_check_zone BEFORE INSERT OR UPDATE OF timezone ON %1$I.automation_settings FOR EACH ROW EXECUTE FUNCTION %1$I.automation_check_zone();', n.nspname)
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
'Trigger: refuses a time zone that is not known.';
