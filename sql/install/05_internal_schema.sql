
-- What only other functions of the extension call. The schema is created plainly: a role that had created one of that name could
-- replace what is run here. Its functions are for everybody who may use it, which are the owner and the roles that
-- automation_install() is run by.
do $body$
begin
    if pg_catalog.to_regnamespace('automation_internal') is not null then
        raise exception using errcode = 'duplicate_schema',
            message = 'schema "automation_internal" already exists',
            detail = 'The extension automation creates a schema of that name for its internal functions.',
            hint = 'Rename that schema, as in ALTER SCHEMA automation_internal RENAME TO other_name, and try again.';
    end if;
end
$body$;
create schema automation_internal;
comment on schema automation_internal is
'Functions that only other functions of the extension automation call.';

-- Default privileges may have granted it to others.
do $body$
declare
    grantee pg_catalog.text;
    path pg_catalog.text := pg_catalog.current_setting('search_path');
begin
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    for grantee in
        select distinct case a.grantee when 0 then 'public' else a.grantee::regrole::text end
          from pg_namespace n
         cross join aclexplode(n.nspacl) a
         where n.nspname = 'automation_internal' and a.grantee <> n.nspowner
    loop
        execute format('revoke all on schema automation_internal from %s', grantee);
    end loop;
    perform set_config('search_path', path, true);
end
$body$;
