-- Indexes that others took the place of.
drop index if exists @home@.bookings_starts_at_idx;
drop index if exists @home@.bookings_ends_at_idx;
drop index if exists @home@.messages_lead_id_id_idx;

-- A password may be given as a plain string.
alter table @home@.automation_booking_sources
    drop constraint if exists automation_booking_sources_secret_check,
    add constraint automation_booking_sources_secret_check check (jsonb_typeof(secret) in ('object', 'string'));

-- Comments of 0.9 that have another text now are removed where the user has not changed them; automation_install() then
-- sets the new ones.
do $change$
declare
    object record;
begin
    for object in
        select case when d.objsubid = 0 then 'table' else 'column' end as kind,
               format('%s.%I', $home$@home@$home$, c.relname) || coalesce('.' || quote_ident(a.attname), '') as name
          from pg_description d
          join pg_class c on c.oid = d.objoid
          left join pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid and d.objsubid > 0
         where d.classoid = 'pg_class'::regclass
           and c.relnamespace = $home$@home@$home$::regnamespace
           and c.relname in ('leads', 'automations', 'bookings', 'messages', 'activities', 'automation_queue',
                             'automation_enrollments', 'automation_channels', 'automation_settings',
                             'automation_instance', 'automation_grants', 'automation_booking_sources',
                             'automation_stat_deltas', 'automation_daily_stats')
           and d.description = any (string_to_array($comments$
People an application does business with. An insert or a changed status sets off the automations of the same tenant.
Whose row this is: the setting automation.tenant_id, or empty. Never changes.
Full name, as messages may use it.
Address of the channel email.
Number of the channels sms and whatsapp, in E.164 form (+4930123456).
Where the lead stands in the pipeline; the words are the application's. A change fires lead_status_changed.
Start of the present silence; kept by the engine.
When the lead last wrote; kept by the engine.
Channels the lead refused; all for every one.
Whether facts about the lead may be sent to the model; false: built-in text instead.
Booking source to the client's id there.
What is to happen when: one row an automation. Direct writes are checked like automation_create().
Whose automation this is; it acts only on leads of the same tenant. Never changes.
What people call it.
The event that sets it off, for example new_lead; which ones a type may have is checked when saved.
Days to wait after the event, by the wall clock of the lead; added to delay_hours.
Subject with variables in braces. Null or empty: written with the body, or the built-in one of the type.
What the model should mind when it writes.
What must hold of the lead, at the event and again when due, for example {"lead_status":"new"}.
Whether a person approves messages first: never, flagged (when a check found something), always.
Whether an answer of the lead ends waiting runs. Null: true for lead_followup.
Most runs for a lead, a booking or a stretch of silence, as the trigger has it. Null: the default of the trigger.
Least time between two runs for a lead. Null: one hour for message_received, else none.
False holds: new events make no run, waiting ones stay.
Completed runs, folded in within a second; automation_stats is exact at any moment.
Counts the changes of the rule itself.
When it was saved first; events before that are not its business.
When the rule last changed.
Appointments of leads: what reminders, confirmations and follow-ups after the session are about.
Whose row this is; the lead's tenant. Never changes.
Who booked.
Start of the session. Moving it renews the reminder.
End of the session; when it passes on a booking that is still on, session_completed fires.
Whatever else is known of the booking.
Messages to and from leads. One inserted as queued is sent; one without a status is only recorded.
To whom, or from whom.
The automation that wrote it; a plain number, the rule may be gone.
The booking it is about; a plain number, the booking may be gone.
Address it goes to; null where no channel is configured.
Subject line, where the channel has one.
What the checks of a model's text found.
Why the last delivery attempt failed.
What happened to a lead and why: every run, skip, refusal and failure leaves one row.
Whom it concerns; null for what concerns no single lead.
The automation; a plain number, the rule may be gone.
The message, where there is one; a plain number.
The booking, where there is one; a plain number.
Whose row this is. Never changes.
automation_ran, automation_skipped, automation_blocked, automation_failed, automation_tested, crm_updated, message_sent, message_failed, message_held, message_approved, lead_opted_out or booking_synced.
The same in a sentence.
At least automation_id, message_id where there is one, event, and a reason for everything but a plain run.
What waits: one row a run or delivery. Written and emptied by the engine.
Unique across tenants; with run_at the order in which rows are taken.
For whom.
The booking it is about, where there is one.
The message to deliver, or the inbound message that set the run off.
Whose row this is; the lead's tenant.
How often an automation ran for a lead, a booking and a moment: the memory behind max_runs and cooldown.
The starts_at or the beginning of the silence that runs are counted for; null where there is none.
When the row was made.
How messages of a channel are delivered. The row of the empty tenant serves tenants that have none for that channel.
Whose channel this is; empty: the default. Never changes.
Host, account and the like. Secrets by name: {"env":"AUTOMATION_..."} or {"file":"name"}.
Most messages a minute; null: no limit.
Why the engine stopped using it, for example bad credentials; clear it to go on.
How a business writes and when it does not: one row a tenant, the row of the empty tenant is the default.
How the business sounds, for the model.
What stands below every message that the model wrote.
IANA name of the zone of leads that have none; an unknown one is refused.
From when on no messages go out, in the lead's time; null: no quiet hours.
Until when no messages go out; may be earlier than quiet_from, over midnight.
Most messages a lead gets a day; null: no cap.
Stands where a lead has no name.
Which database these tables belong to, and how its dispatcher last ended.
System identifier and OID of the database, as 7300000000000000000/16384; another one here means that this is a copy.
Set while a dispatcher runs; found set at its start, the last one did not end well.
Most rows in a batch while the engine looks for one that ends the process; null: no limit.
Which role is which level, for which tenant; written by automation_grant().
Whose account this is. Never changes.
What bookings.source and leads.external_ids say.
Company login of the account.
The password by name: {"env":"AUTOMATION_..."} or {"file":"name"}.
Where the service is; null: its usual address.
IANA name of the zone in which the service tells times; an unknown one is refused.
How often to look for changes.
Why the engine stopped the sync; clear it to go on.
When the first sync ended; before that nothing it brings fires an event.
Changes up to this moment have been fetched.
When the whole window was last fetched.
When the next sync is due.
Why the last sync failed.
Statistics that runs appended and that are not folded yet.
When the batch completed; decides the day it counts for.
Completed runs, held ones too; this is what times_triggered counts.
Runs that the facts no longer called for.
Runs that a safety rule refused.
Runs that broke.
Whose automation it is.
Completed runs, held ones too.
$comments$, E'\n'))
    loop
        execute format('comment on %s %s is null', object.kind, object.name);
    end loop;
end
$change$;
