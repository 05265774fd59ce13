-- Which routines there are: who may call those is not an upgrade's business.
do $body$
declare
    path text := pg_catalog.current_setting('search_path');
begin
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    perform set_config('automation_upgrade.known', coalesce(array_agg(d.objid), '{}')::text, true)
       from pg_depend d
       join pg_extension e on d.refclassid = 'pg_extension'::regclass and e.oid = d.refobjid
      where e.extname = 'automation' and d.classid = 'pg_proc'::regclass and d.deptype = 'e';
    perform set_config('search_path', path, true);
end
$body$;
