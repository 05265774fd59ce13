-- Who may do what: roles and levels, and the tenants they are limited to.
create function automation_grant(role regrole, level text, tenant_id text default null) returns void
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_grant(regrole, text, text) is
'Grants a role the privileges of a level and revokes those of its previous level: app (writes leads and bookings, adds and
reads messages), operator (manages automations, too), admin (channels, settings and sources, too), viewer (reads what an
operator reads) or none.
With a tenant, row security limits the role to that tenant, whatever automation.tenant_id is set to.';

-- Part of the policies: never renamed or removed.
create function automation_tenants(level text) returns text[]
language c stable parallel safe
as 'MODULE_PATHNAME';
comment on function automation_tenants(text) is
'The tenants that the current role is limited to at a level (app, operator, admin) or above; null when it is not limited.';

-- Part of the views of schema api: never renamed or removed.
create function automation_acting_tenant(level text) returns text
language c stable parallel safe
as 'MODULE_PATHNAME';
comment on function automation_acting_tenant(text) is
'The tenant that the current role acts for at a level (app, operator, admin): the one that it is limited to, else automation.tenant_id.';

create function automation_grants_changed() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_grants_changed() is
'Trigger on automation_grants: invalidates the cached tenant limits of every session.';
