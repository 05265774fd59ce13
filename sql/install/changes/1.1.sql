-- Columns that 1.0 did not have. Constant defaults: no row is rewritten. Of 0.9 a table may be missing, too: it is made anew.
alter table if exists @home@.automations
    add column if not exists delay_minutes integer not null default 0 check (delay_minutes >= 0),
    add column if not exists send_window jsonb,
    add column if not exists needs text[],
    add column if not exists date_field text,
    add column if not exists at time,
    add column if not exists after boolean not null default false,
    add column if not exists yearly boolean not null default false,
    add column if not exists "to" text,
    add column if not exists steps jsonb,
    add column if not exists exit jsonb,
    add column if not exists goal jsonb,
    add column if not exists salt text;
alter table if exists @home@.automation_enrollments
    add column if not exists entry jsonb,
    add column if not exists left_at timestamptz,
    add column if not exists left_reason text;
alter table if exists @home@.automation_enrollments set (fillfactor = 80);
alter table if exists @home@.messages
    add column if not exists step text;
alter table if exists @home@.automation_stat_deltas
    add column if not exists steps jsonb;
alter table if exists @home@.automation_daily_stats
    add column if not exists steps jsonb not null default '{}';
alter table if exists @home@.automation_settings
    add column if not exists language text,
    add column if not exists country text,
    add column if not exists send_window jsonb,
    add column if not exists holidays date[],
    add column if not exists retention jsonb;
alter table if exists @home@.automation_watches
    add column if not exists since_minutes integer not null default 0,
    add column if not exists since_at time,
    add column if not exists dates_after bigint,
    add column if not exists dates_xid bigint;
alter table if exists @home@.automation_instance
    add column if not exists suppression_key bytea default sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')),
    add column if not exists retention_started_at timestamptz,
    add column if not exists retention_ended_at timestamptz,
    add column if not exists retention_error text;
-- Level viewer.
alter table if exists @home@.automation_grants
    drop constraint if exists automation_grants_level_check,
    add constraint automation_grants_level_check check (level in ('app', 'operator', 'admin', 'viewer'));
do $change$
begin
    if exists (select from pg_description d
                 join pg_attribute a on a.attrelid = d.objoid and a.attnum = d.objsubid
                where d.classoid = 'pg_class'::regclass and d.objoid = to_regclass($home$@home@$home$ || '.automation_grants')
                  and a.attname = 'level' and d.description = 'app, operator or admin.') then
        comment on column @home@.automation_grants.level is 'app, operator, admin or viewer.';
    end if;
    if exists (select from pg_description d
                 join pg_attribute a on a.attrelid = d.objoid and a.attnum = d.objsubid
                where d.classoid = 'pg_class'::regclass and d.objoid = to_regclass($home$@home@$home$ || '.automations')
                  and a.attname = 'type'
                  and d.description = 'lead_followup, booking_reminder, confirmation, post_session or crm_update: what a run does.') then
        comment on column @home@.automations.type is
            'lead_followup, booking_reminder, confirmation, post_session, crm_update or sequence: what a run does.';
    end if;
end
$change$;
