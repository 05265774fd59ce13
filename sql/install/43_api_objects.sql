-- Schema api, for a REST gateway: what automation_install_api() makes there.
create function automation_internal.automation_api_views(home text)
returns table (name text, statements text)
language sql immutable set search_path = pg_catalog, pg_temp
as $body$
select p.name, replace(replace(p.statements, '@home@', home), '@code@', home)
  from (values
@api_views@
       ) p (ordinal, kind, name, statements)
$body$;
comment on function automation_internal.automation_api_views(text) is
'The statements that create the views of schema api.';

-- Every function that automation_grant() grants has one of the same name and parameters, which calls it with the caller's
-- rights. Not automation_run(), a procedure, and not automation_simulate(), which would run any statement of a request.
-- A gateway passes the whole body of a callback to a function with one unnamed parameter.
create function automation_internal.automation_api_functions(home text)
returns table (name text, target regprocedure, signature text, statement text)
language sql stable set search_path = pg_catalog, pg_temp
as $body$
select f.proname, f.oid::regprocedure, format('%s returns %s', f.parameters, f.result),
       format('create or replace function api.%I(%s) returns %s language sql %s as %L', f.proname, f.parameters, f.result,
              case f.provolatile when 'v' then 'volatile' when 's' then 'stable' else 'immutable' end,
              format('select * from %s.%I(%s)', home, f.proname,
                     (select string_agg(format('%I => $%s', a.name, a.ordinal), ', ' order by a.ordinal)
                        from unnest(f.proargnames[1:f.pronargs]) with ordinality a (name, ordinal))))
  from (select p.oid, p.proname, p.proargnames, p.pronargs, p.provolatile, pg_get_function_result(p.oid) as result,
               case p.proname when 'automation_booking_hook' then oidvectortypes(p.proargtypes)
                              else pg_get_function_arguments(p.oid) end as parameters
          from automation_internal.automation_rights() r
          join pg_proc p on p.proname = r.name and p.pronamespace = home::regnamespace and p.prokind = 'f'
         where r.kind = 'routine' and r.name <> 'automation_simulate') f
$body$;
comment on function automation_internal.automation_api_functions(text) is
'The functions of schema api: which function each calls, its parameters and result, and the statement that creates it.';

-- What automation_install_api() has made. Views are found by the function of ours that they call, functions by their
-- dependency on the extension: DROP EXTENSION drops both. Anything in a schema of somebody else's is not ours.
create function automation_internal.automation_api_present(home text)
returns table (kind text, name text, object text, owner oid, signature text)
language sql stable set search_path = pg_catalog, pg_temp
as $body$
select 'view', c.relname, c.oid::regclass::text, c.relowner, null
  from pg_namespace n
  join pg_class c on c.relnamespace = n.oid and c.relkind = 'v' and c.relowner = n.nspowner
 where n.nspname = 'api' and 'security_invoker=true' = any (c.reloptions)
   and exists (select
                 from pg_rewrite w
                 join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
                  and d.refclassid = 'pg_proc'::regclass
                 join pg_proc p on p.oid = d.refobjid and p.proname = 'automation_acting_tenant'
                  and p.pronamespace = home::regnamespace
                where w.ev_class = c.oid)
union all
select 'routine', p.proname, p.oid::regprocedure::text, p.proowner,
       format('%s returns %s', pg_get_function_arguments(p.oid), pg_get_function_result(p.oid))
  from pg_namespace n
  join pg_proc p on p.pronamespace = n.oid and p.proowner = n.nspowner
  join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'x'
   and d.refclassid = 'pg_extension'::regclass
  join pg_extension e on e.oid = d.refobjid and e.extname = 'automation'
 where n.nspname = 'api'
$body$;
comment on function automation_internal.automation_api_present(text) is
'The views and functions that automation_install_api() has created.';
