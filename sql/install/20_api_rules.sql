-- Automations: made, changed, listed.
create function automation_create(config jsonb) returns jsonb
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_create(jsonb) is
'Saves a new automation and returns its row.
For example {"name":"Welcome New Leads","type":"lead_followup","trigger":"new_lead","channel":"email"}.';

create function automation_update(id bigint, changes jsonb) returns jsonb
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_update(bigint, jsonb) is
'Changes an automation and returns its row; the same keys as automation_create().';

create function automation_enable(id bigint, enabled boolean default true) returns jsonb
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_enable(bigint, boolean) is
'Enables or disables an automation and returns its row.
While it is disabled, new events create no runs and waiting runs stay.';

create function automation_delete(id bigint) returns boolean
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_delete(bigint) is
'Deletes an automation; returns false if there was none.
Its waiting runs are deleted; messages and activities are kept.';

create function automation_list(enabled boolean default null)
returns table (id bigint, name text, type text, trigger text, delay text, channel text, conditions jsonb,
               enabled boolean, times_triggered bigint, last_triggered timestamptz)
language c stable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_list(boolean) is
'The automations of the current tenant; with true or false, only those that are enabled or disabled.';
