-- What the tables of an older version have that filling gaps does not mend, by the version that changed it. The build
-- puts the files of changes/ in here.
create function automation_internal.automation_install_changes(home text)
returns table (ordinal integer, version text, statements text)
language sql immutable set search_path = pg_catalog, pg_temp
as $body$
select p.ordinal, p.version, replace(p.statements, '@home@', home)
  from (values
@changes@
       ) p (ordinal, kind, version, statements)
$body$;
comment on function automation_internal.automation_install_changes(text) is
'The statements that drop the parts of the tables that a later version replaced.';

-- The version whose tables these are; null where there are none. It is the default of a column, so that it comes along
-- with the definition of the tables in every dump, and not with their rows. The first version had no such column.
create function automation_internal.automation_install_version(home text) returns text
language sql stable set search_path = pg_catalog, pg_temp
as $body$
select coalesce((select substring(pg_get_expr(d.adbin, d.adrelid) from '''(.+)''')
                   from pg_attribute a
                   join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
                  where a.attrelid = c.oid and a.attname = 'version' and not a.attisdropped), '0.9')
  from pg_class c
 where c.relnamespace = home::regnamespace and c.relname = 'automation_instance' and c.relkind in ('r', 'p')
$body$;
comment on function automation_internal.automation_install_version(text) is
'The version of the extension''s tables.';
