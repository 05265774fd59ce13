-- Who was granted a function that was created anew is granted it again.
do $body$
declare
    statement text;
begin
    for statement in
        select format('grant execute on function %s to %s%s', p.oid::regprocedure,
                      case a.grantee when 0 then 'public' else a.grantee::regrole::text end,
                      case when a.is_grantable then ' with grant option' end)
          from jsonb_each_text(coalesce(nullif(current_setting('automation_upgrade.acl', true), ''), '{}')::jsonb) r (name, acl)
          join pg_proc p on p.proname = r.name
          join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
          join pg_extension e on d.refclassid = 'pg_extension'::regclass and e.oid = d.refobjid and e.extname = 'automation'
         cross join aclexplode(nullif(r.acl, '')::aclitem[]) a
         where a.grantee <> p.proowner
    loop
        execute statement;
    end loop;
end
$body$;

-- The tables, unless they come from elsewhere.
do $body$
declare
    home text;
begin
    select quote_ident(n.nspname) into home
      from pg_extension e
      join pg_namespace n on n.oid = e.extnamespace
     where e.extname = 'automation';

    if lower(current_setting('automation.restoring', true)) in ('on', 'true', 'yes', '1')
       or exists (select from pg_extension where extname = 'citus') then
        if current_setting('client_min_messages') = 'warning' then
            perform set_config(s.name, s.reset_val, true) from pg_settings s where s.name = 'client_min_messages';
        end if;
        raise notice 'automation changes no tables now'
            using hint = format('Call %s.automation_install() to bring them to this version.', home);
        return;
    end if;
    execute format('select %s.automation_install()', home);
end
$body$;
