-- automation_settings: how a business writes, and when it does not. One row a tenant, the empty tenant's is the default.
create table @home@.automation_settings (
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), '') primary key,
    business_name text,
    voice text,
    signature text,
    timezone text,
    quiet_from time,
    quiet_until time,
    daily_cap integer check (daily_cap > 0),
    fallback_name text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    language text,
    country text,
    send_window jsonb,
    holidays date[],
    retention jsonb
);

comment on table @home@.automation_settings is 'Settings for messages, one row a tenant; the row of the empty tenant is the default.';
comment on column @home@.automation_settings.tenant_id is 'The tenant; empty: the default for all. Never changes.';
comment on column @home@.automation_settings.business_name is 'Name of the business, for templates and the model.';
comment on column @home@.automation_settings.voice is 'Tone of the business, for the model.';
comment on column @home@.automation_settings.signature is 'Signature below every message that the model wrote.';
comment on column @home@.automation_settings.timezone is 'IANA name of the time zone of leads that have none; an unknown one is rejected.';
comment on column @home@.automation_settings.quiet_from is 'Start of the quiet hours, in the lead''s time zone; null: no quiet hours.';
comment on column @home@.automation_settings.quiet_until is 'End of the quiet hours; may be earlier than quiet_from, over midnight.';
comment on column @home@.automation_settings.daily_cap is 'Maximum number of messages to a lead a day; null: no cap.';
comment on column @home@.automation_settings.fallback_name is 'Used if a lead has no name.';
comment on column @home@.automation_settings.send_window is 'Weekdays and hours in which follow-ups and messages after a session are sent, in the lead''s time zone, for example {"days":["mon","fri"],"from":"09:00","until":"18:00"}. Null: at any time.';
comment on column @home@.automation_settings.holidays is 'Days on which the sending window that applies stays closed; without one, days on which no follow-up and no message after a session is sent.';
comment on column @home@.automation_settings.created_at is 'When the row was inserted.';
comment on column @home@.automation_settings.updated_at is 'When the row last changed.';
comment on column @home@.automation_settings.language is 'Language of leads that have none, as a BCP 47 tag; null: English. An unknown one is rejected.';
comment on column @home@.automation_settings.country is 'ISO 3166 code of the country that telephone numbers without a country code belong to, for example DE; an unknown one is rejected. Null: such numbers are nobody''s.';
comment on column @home@.automation_settings.retention is 'Days for which messages and activities are kept, for example {"messages":400,"activities":90}; 0: for ever. Null, or a missing key: the default row, else automation.retention.';
