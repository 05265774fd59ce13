
-- Other columns of a result cannot be had by replacing: automation_status() is created anew, and who was granted it is
-- granted it again (after.sql).
do $body$
declare
    status pg_catalog.regprocedure := 'automation_status()';
    objects pg_catalog.text;
    path pg_catalog.text := pg_catalog.current_setting('search_path');
begin
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    perform set_config('automation_upgrade.status_acl', coalesce(p.proacl::text, ''), true) from pg_proc p where p.oid = status;
    select string_agg(distinct pg_describe_object(coalesce(v.classid, d.classid), coalesce(v.objid, d.objid), 0), E'\n')
      into objects
      from pg_depend d
      left join lateral (select 'pg_class'::regclass as classid, r.ev_class as objid from pg_rewrite r
                          where d.classid = 'pg_rewrite'::regclass and r.oid = d.objid) v on true
     where d.refclassid = 'pg_proc'::regclass and d.refobjid = status and d.deptype = 'n';
    if objects is not null then
        raise exception using errcode = 'dependent_objects_still_exist',
            message = 'automation_status() cannot be replaced because other objects depend on it',
            detail = objects,
            hint = 'Drop them, update the extension, and create them again: column "paused" is now "paused_reason".';
    end if;
    execute format('drop function %s', status);
    perform set_config('search_path', path, true);
end
$body$;
@internal_schema@

-- The functions keep their OIDs, and with them the rights on them and what depends on them.
do $body$
declare
    routine pg_catalog.regprocedure;
    path pg_catalog.text := pg_catalog.current_setting('search_path');
begin
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    for routine in
        select p.oid
          from pg_depend d
          join pg_extension e on d.refclassid = 'pg_extension'::regclass and e.oid = d.refobjid
          join pg_proc p on p.oid = d.objid and p.pronamespace = e.extnamespace
         where e.extname = 'automation' and d.classid = 'pg_proc'::regclass and d.deptype = 'e'
           and p.proname in (@internal_functions@)
    loop
        execute format('alter function %s set schema automation_internal', routine);
    end loop;
    perform set_config('search_path', path, true);
end
$body$;
