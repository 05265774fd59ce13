-- Everything is made; from here on nothing is looked up in the schema, where others may have planted operators.
set local search_path = pg_catalog, pg_temp;

-- Nobody but the owner and whom automation_grant() or a GRANT names may call anything. Trigger functions too: who may
-- execute one may put it on a table of their own. An upgrade leaves the rights alone on what was there before.
do $body$
declare
    routine regprocedure;
begin
    for routine in
        select d.objid
          from pg_depend d
          join pg_extension e on d.refclassid = 'pg_extension'::regclass and e.oid = d.refobjid
         where e.extname = 'automation' and d.classid = 'pg_proc'::regclass and d.deptype = 'e'
           and d.objid <> all (@known@::oid[])
    loop
        execute format('revoke all on routine %s from public', routine);
    end loop;

    -- Nobody else may use their schema.
    for routine in
        select d.objid
          from pg_depend d
          join pg_extension e on d.refclassid = 'pg_extension'::regclass and e.oid = d.refobjid
          join pg_proc p on p.oid = d.objid and p.pronamespace = 'automation_internal'::regnamespace
         where e.extname = 'automation' and d.classid = 'pg_proc'::regclass and d.deptype = 'e'
    loop
        execute format('revoke all on routine %s from public', routine);
        execute format('grant execute on routine %s to public', routine);
    end loop;

    -- An unsubscribe link must work for whomever the page behind it runs as: what it carries is signed. And what row
    -- security and the views of schema api ask, everybody asks who reads a table; it tells of nobody but the caller.
    for routine in
        select p.oid
          from pg_depend d
          join pg_extension e on d.refclassid = 'pg_extension'::regclass and e.oid = d.refobjid
          join pg_proc p on p.oid = d.objid and p.proname in ('automation_unsubscribe', 'automation_tenants', 'automation_acting_tenant')
         where e.extname = 'automation' and d.classid = 'pg_proc'::regclass and d.deptype = 'e'
           and d.objid <> all (@known@::oid[])
    loop
        execute format('grant execute on function %s to public', routine);
    end loop;

    -- What monitors the server may see whether this works. An upgrade leaves the rights on what was there before alone.
    for routine in
        select p.oid
          from pg_depend d
          join pg_extension e on d.refclassid = 'pg_extension'::regclass and e.oid = d.refobjid
          join pg_proc p on p.oid = d.objid and p.proname in ('automation_status', 'automation_check', 'automation_metrics')
         where e.extname = 'automation' and d.classid = 'pg_proc'::regclass and d.deptype = 'e'
           and d.objid <> all (@known@::oid[])
    loop
        execute format('grant execute on function %s to pg_monitor', routine);
    end loop;
end
$body$;
