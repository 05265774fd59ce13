-- automation_lead_dates: where the dates of leads that lead_date automations name stand in time. Written with the lead;
-- a scan finds a date by it, and reads it from the lead. References nothing: rows of leads that are gone find none.
create table @home@.automation_lead_dates (
    lead_id bigint not null,
    field text collate "C" not null,
    moment timestamptz not null,
    month_day integer not null,
    written_at timestamptz not null,
    tenant_id text collate "C" not null default coalesce(current_setting('automation.tenant_id', true), ''),
    primary key (lead_id, field, tenant_id)
);

create index on @home@.automation_lead_dates (tenant_id, field, moment, lead_id);
create index on @home@.automation_lead_dates (tenant_id, field, month_day, lead_id);

comment on table @home@.automation_lead_dates is 'Dates of leads that automations with trigger lead_date name, by time. Maintained by the engine.';
comment on column @home@.automation_lead_dates.lead_id is 'The lead.';
comment on column @home@.automation_lead_dates.field is 'The date_field of the automations.';
comment on column @home@.automation_lead_dates.moment is 'The date; where it has no offset from UTC, as if it were in UTC.';
comment on column @home@.automation_lead_dates.month_day is 'Month and day of the date, for example 1231.';
comment on column @home@.automation_lead_dates.written_at is 'When the lead got the date; -infinity: before an automation named it.';
comment on column @home@.automation_lead_dates.tenant_id is 'Tenant of the row, that of the lead.';
