
-- Other columns of a result, or another parameter, cannot be had by replacing: these functions are created anew, and who
-- was granted them is granted them again (after.sql).
do $body$
declare
    replaced record;
    objects pg_catalog.text;
    path pg_catalog.text := pg_catalog.current_setting('search_path');
begin
    for replaced in
        select r.routine, p.proname as name, r.reason, p.proacl as acl
          from (values (pg_catalog.to_regprocedure('automation_status()'), 'column "paused" is now "paused_reason"'),
                       (pg_catalog.to_regprocedure('automation_receive(text, text, text, text, text)'),
                        'parameter "headers" is new'),
                       (pg_catalog.to_regprocedure('automation_test(bigint, bigint, bigint, boolean)'),
                        'parameter "step" is new'),
                       (pg_catalog.to_regprocedure('automation_upcoming(bigint)'), 'column "step" is new'),
                       (pg_catalog.to_regprocedure('automation_preview(bigint, integer)'), 'column "step" is new'),
                       (pg_catalog.to_regprocedure('automation_simulate(text)'), 'column "step" is new')) r (routine, reason)
          join pg_catalog.pg_proc p on p.oid operator(pg_catalog.=) r.routine
    loop
        perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        perform set_config('automation_upgrade.acl',
                           (coalesce(nullif(current_setting('automation_upgrade.acl', true), ''), '{}')::jsonb
                            || jsonb_build_object(replaced.name, coalesce(replaced.acl::text, '')))::text, true);
        select string_agg(distinct pg_describe_object(coalesce(v.classid, d.classid), coalesce(v.objid, d.objid), 0), E'\n')
          into objects
          from pg_depend d
          left join lateral (select 'pg_class'::regclass as classid, r.ev_class as objid from pg_rewrite r
                              where d.classid = 'pg_rewrite'::regclass and r.oid = d.objid) v on true
         where d.refclassid = 'pg_proc'::regclass and d.refobjid = replaced.routine and d.deptype = 'n';
        if objects is not null then
            raise exception using errcode = 'dependent_objects_still_exist',
                message = format('%s() cannot be replaced because other objects depend on it', replaced.name),
                detail = objects,
                hint = format('Drop them, update the extension, and create them again: %s.', replaced.reason);
        end if;
        execute format('drop function %s', replaced.routine);
        perform set_config('search_path', path, true);
    end loop;
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
