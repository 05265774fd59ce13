-- Whose the relations are that already have one of our names. Ours are tables that carry the extension's triggers (only
-- who may execute its functions can have made those) and what belongs to the same owner. Anything else is adopted only
-- from the installing role itself: a table that somebody else planted would get to see, or to run, too much, and the
-- more so when a superuser installs.
create function automation_internal.automation_install_claims(home text)
returns table (relation text, kind text, ours boolean, owner text, errcode text, problem text)
language plpgsql stable set search_path = pg_catalog, pg_temp
as $body$
begin
    return query execute $query$
    with names as materialized (
        select p.kind, p.name from automation_internal.automation_install_parts($1, $1) p where p.kind in ('table', 'view')
    ), relations as materialized (
        select n.kind, n.name, c.relkind, c.relowner,
               exists (select from pg_trigger t
                         join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = t.tgfoid
                          and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'
                         join pg_extension e on e.oid = d.refobjid and e.extname = 'automation'
                        where t.tgrelid = c.oid and not t.tgisinternal) as carries
          from names n
          join pg_class c on c.relname = n.name and c.relnamespace = $1::regnamespace
    ), claims as (
        select r.*,
               pg_get_userbyid(r.relowner)::text as owner,
               r.carries or r.relowner in (select o.relowner from relations o where o.carries) as ours,
               r.relkind = 'v' and r.kind = 'view' or r.relkind in ('r', 'p') and r.kind = 'table' as fits
          from relations r
    )
    select c.name, c.kind, c.ours, c.owner,
           case when not c.fits then '22023' when not c.ours and c.owner <> current_user then '42501' end,
           case when not c.fits then format('it is not a %s', c.kind)
                when not c.ours and c.owner <> current_user
                    then format('it belongs to role %I, not to %I', c.owner, current_user)
           end
      from claims c
    union all
    select n.name, n.kind, false, pg_get_userbyid(y.typowner)::text, '22023', 'it is a data type'
      from names n
      join pg_type y on y.typname = n.name and y.typnamespace = $1::regnamespace and y.typrelid = 0
    $query$ using home;
end
$body$;
comment on function automation_internal.automation_install_claims(text) is
'The owners of the existing relations that have the name of one of the extension''s tables or views.';
