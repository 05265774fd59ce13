-- Ready-made sets of automations, and automations as a document.
create function automation_presets()
returns table (name text, title text, description text, automations jsonb)
language c immutable set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_presets() is
'The presets, each with the arguments for automation_create().';

create function automation_install_preset(name text) returns setof jsonb
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_install_preset(text) is
'Creates the automations of a preset, disabled, and returns their rows.
An automation whose name exists already is left unchanged and returned; so are the automations that earlier versions
installed in place of a sequence.';

-- Intervals are written in one style, whatever the session's.
create function automation_export() returns jsonb
language c stable set search_path = pg_catalog, pg_temp set intervalstyle = postgres
as 'MODULE_PATHNAME';
comment on function automation_export() is
'All automations of the current tenant as one document for automation_import(), without ids and statistics.';

create function automation_import(config jsonb) returns setof jsonb
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_import(jsonb) is
'Creates or updates the automations of a document, by name, all or none, and returns their rows.
Key on_conflict of the document: update (the default), skip or error, if a name exists already.';
