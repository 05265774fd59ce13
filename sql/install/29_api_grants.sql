-- Who may do what: roles and levels, and the tenants they are limited to.
create function automation_grant(role regrole, level text, tenant_id text default null) returns void
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_grant(regrole, text, text) is
'Gives a role what its level needs, and only that of what it was given before: app (writes leads and bookings, adds and
reads messages), operator (manages automations, too), admin (channels, settings and sources, too) or none.
With a tenant, row security shows that role only that tenant, whatever automation.tenant_id says.';

-- Part of the policies: never renamed or removed.
create function automation_tenants(level text) returns text[]
language c stable parallel safe
as 'MODULE_PATHNAME';
comment on function automation_tenants(text) is
'The tenants that the current role is limited to at a level (app, operator, admin) or above; null when it is not limited.';

create function automation_grants_changed() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_grants_changed() is
'Trigger on automation_grants: has every session look anew at what its role is limited to.';
