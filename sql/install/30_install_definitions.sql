-- What automation_install() makes: every table, its triggers, every view, each as the statements that make it. The
-- build puts the files of tables/, triggers/ and views/ in here. In them @home@ stands for the schema of the tables and
-- @code@ for that of the functions; both are the extension's schema, except in a blueprint. Given quoted.
create function automation_internal.automation_install_parts(home text, code text)
returns table (ordinal integer, kind text, name text, statements text)
language sql immutable set search_path = pg_catalog, pg_temp
as $body$
select p.ordinal, p.kind, p.name, replace(replace(p.statements, '@home@', home), '@code@', code)
  from (values
@parts@
       ) p (ordinal, kind, name, statements)
$body$;
comment on function automation_internal.automation_install_parts(text, text) is
'The statements that create the tables, triggers and views of this version.';
