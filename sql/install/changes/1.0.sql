-- Indexes that others took the place of.
drop index if exists @home@.bookings_starts_at_idx;
drop index if exists @home@.bookings_ends_at_idx;
drop index if exists @home@.messages_lead_id_id_idx;

-- A password may be given as a plain string.
alter table @home@.automation_booking_sources
    drop constraint if exists automation_booking_sources_secret_check,
    add constraint automation_booking_sources_secret_check check (jsonb_typeof(secret) in ('object', 'string'));

-- Words that are said otherwise now go where they still stand as they were; the gap is filled with the new ones.
do $change$
declare
    said record;
begin
    for said in
        select format('%s.%I.%I', $home$@home@$home$, w.relation, w.name) as what
          from (values
            ('messages', 'flags', 'What the checks of a model''s text found.'),
            ('messages', 'error', 'Why the last delivery attempt failed.'),
            ('activities', 'type', 'automation_ran, automation_skipped, automation_blocked, automation_failed, automation_tested, crm_updated, message_sent, message_failed, message_held, message_approved, lead_opted_out or booking_synced.'),
            ('automation_booking_sources', 'name', 'What bookings.source and leads.external_ids say.'),
            ('automation_booking_sources', 'company', 'Company login of the account.'),
            ('automation_booking_sources', 'secret', 'The password by name: {"env":"AUTOMATION_..."} or {"file":"name"}.'),
            ('automation_booking_sources', 'base_url', 'Where the service is; null: its usual address.'),
            ('automation_booking_sources', 'first_synced_at', 'When the first sync ended; before that nothing it brings fires an event.'),
            ('automation_booking_sources', 'next_sync_at', 'When the next sync is due.'),
            ('automation_booking_sources', 'last_error', 'Why the last sync failed.')
          ) w (relation, name, words)
          join pg_attribute a on a.attrelid = to_regclass($home$@home@.$home$ || w.relation) and a.attname = w.name
         where col_description(a.attrelid, a.attnum) = w.words
    loop
        execute format('comment on column %s is null', said.what);
    end loop;
end
$change$;
