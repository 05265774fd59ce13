-- Gives the relations to the user: what an extension script makes is the extension's, would go with DROP EXTENSION, and
-- a dump would leave out what users add to it. Outside a script there is nothing to give.
create function automation_internal.automation_install_release() returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $body$
declare
    statement text;
begin
    for statement in
        select format('alter extension automation drop %s %s',
                      case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end, c.oid::regclass)
          from pg_extension e
          join pg_depend d on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid
           and d.classid = 'pg_class'::regclass and d.deptype = 'e'
          join pg_class c on c.oid = d.objid and c.relkind in ('r', 'p', 'v', 'S')
         where e.extname = 'automation'
    loop
        execute statement;
    end loop;
end
$body$;
comment on function automation_internal.automation_install_release() is
'Removes tables, views and sequences from the extension: they belong to the user.';
