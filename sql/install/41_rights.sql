-- What the levels of automation_grant() may do: one row a table, view or function, with the least level (1 app,
-- 2 operator, 3 admin; automation_viewable() says what viewer may) and whether a role that is limited to tenants may, too. What stands nowhere here is the owner's
-- alone. A table's level is also the one that row security asks for.
create function automation_internal.automation_rights()
returns table (kind text, name text, privileges text, level integer, for_tenants boolean)
language sql immutable set search_path = pg_catalog, pg_temp
as $body$
select r.kind, r.name, r.privileges, r.level, true
  from (values
      ('table', 'leads', 'select, insert, update, delete', 1),
      ('table', 'bookings', 'select, insert, update, delete', 1),
      ('table', 'messages', 'select, insert', 1),
      ('table', 'automations', 'select, insert, update, delete', 2),
      ('table', 'activities', 'select', 2),
      ('table', 'automation_queue', 'select', 2),
      ('table', 'automation_enrollments', 'select', 2),
      ('table', 'automation_watches', 'select', 2),
      ('table', 'automation_lead_dates', 'select', 2),
      ('table', 'automation_stat_deltas', 'select', 2),
      ('table', 'automation_daily_stats', 'select', 2),
      ('table', 'automation_suppressions', 'select, insert, delete', 2),
      ('table', 'automation_channels', 'select, insert, update, delete', 3),
      ('table', 'automation_settings', 'select, insert, update, delete', 3),
      ('table', 'automation_booking_sources', 'select, insert, update, delete', 3)) r (kind, name, privileges, level)
union all
select 'view', v.name, 'select', 2, true
  from unnest(array['automation_open_days', 'automation_answers', 'automation_backlog', 'automation_stats',
                    'automation_statuses', 'automation_timeline', 'automation_progress', 'automation_steps', 'automation_step_list',
                    'automation_step_days', 'automation_inside']) v (name)
union all
select 'routine', f.name, 'execute', 1, true
  from unnest(array['automation_receive', 'automation_receive_mail', 'automation_delivery_report', 'automation_booking_hook']) f (name)
union all
select 'routine', f.name, 'execute', 2, f.name not in ('automation_run', 'automation_check', 'automation_metrics')  -- which are about every tenant
  from unnest(array['automation_create', 'automation_update', 'automation_enable', 'automation_delete',
                    'automation_list', 'automation_presets', 'automation_install_preset', 'automation_export',
                    'automation_import', 'automation_test', 'automation_trigger', 'automation_enroll', 'automation_run',
                    'automation_cancel', 'automation_exit', 'automation_move', 'automation_explain', 'automation_why', 'automation_upcoming', 'automation_rehearse',
                    'automation_preview', 'automation_preview_summary', 'automation_simulate', 'automation_render',
                    'automation_funnel', 'automation_report', 'automation_approve', 'automation_reject', 'automation_retry',
                    'automation_retry_run', 'automation_classify', 'automation_merge_leads', 'automation_person', 'automation_forget',
                    'automation_status', 'automation_check',
                    'automation_metrics', 'automation_progress']) f (name)
union all
select 'routine', 'automation_prune', 'execute', 3, false  -- which is about every tenant
$body$;
comment on function automation_internal.automation_rights() is
'The privileges of the levels of automation_grant().';

-- Level viewer (4) stands beside the others: it reads what an operator reads, and writes nothing.
create function automation_internal.automation_viewable(kind text, name text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp
as $body$
select case when kind = 'routine'
            then name in ('automation_list', 'automation_presets', 'automation_export', 'automation_explain', 'automation_why',
                          'automation_upcoming', 'automation_rehearse', 'automation_preview', 'automation_preview_summary', 'automation_render',
                          'automation_funnel', 'automation_report', 'automation_person', 'automation_status', 'automation_check', 'automation_metrics',
                          'automation_progress')
            else exists (select from automation_internal.automation_rights() r
                          where r.kind = automation_viewable.kind and r.name = automation_viewable.name and r.level <= 2) end
$body$;
comment on function automation_internal.automation_viewable(text, text) is
'Whether level viewer of automation_grant() may read the table or view, or call the function.';

-- The statements that bring a role from one level to another (0: none), each with whom it is run as. fresh: of a routine,
-- whether this transaction has made it.
create function automation_internal.automation_grant_steps(home text, role oid, was integer, becomes integer, limited boolean)
returns table (statement text, owner oid, name text, fresh boolean)
language plpgsql stable set search_path = pg_catalog, pg_temp
as $body$
begin
    return query execute $query$
    with objects as (
        select 'usage' as privileges, 'schema ' || $1 as object, 1 as level, true as for_tenants, n.nspowner as owner,
               null::text as name, false as fresh, true as viewable
          from pg_namespace n
         where n.oid = $1::regnamespace
        union all
        select r.privileges, 'table ' || c.oid::regclass, r.level, r.for_tenants, c.relowner, r.name, false,
               automation_internal.automation_viewable(r.kind, r.name)
          from automation_internal.automation_rights() r
          join pg_class c on c.relname = r.name and c.relnamespace = $1::regnamespace
         where r.kind in ('table', 'view')
        union all  -- for currval(); numbering needs no right
        select 'usage', 'sequence ' || s.oid::regclass, r.level, r.for_tenants, s.relowner, r.name, false, false
          from automation_internal.automation_rights() r
          join pg_class c on c.relname = r.name and c.relnamespace = $1::regnamespace
          join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
           and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
          join pg_class s on s.oid = d.objid and s.relkind = 'S'
         where r.kind = 'table' and r.privileges like '%insert%'
        union all
        select r.privileges, 'routine ' || p.oid::regprocedure, r.level, r.for_tenants, p.proowner, r.name,
               coalesce(p.xmin = pg_current_xact_id_if_assigned()::xid, false),
               automation_internal.automation_viewable(r.kind, r.name)
          from automation_internal.automation_rights() r
          join pg_proc p on p.proname = r.name and p.pronamespace = $1::regnamespace
         where r.kind = 'routine'
        union all  -- what automation_install_api() has made, for whom the objects of the same names are
        select r.privileges, case p.kind when 'view' then 'table ' else 'routine ' end || p.object, r.level, r.for_tenants,
               p.owner, 'api.' || p.name, false, automation_internal.automation_viewable(r.kind, r.name)
          from automation_internal.automation_api_present($1) p
          join automation_internal.automation_rights() r
            on r.name = p.name and (r.kind = 'routine') = (p.kind = 'routine')
        union all
        select 'usage', 'schema api', 1, true, p.owner, 'api', false, true
          from (select distinct p.owner from automation_internal.automation_api_present($1) p) p
    )
    select s.statement, o.owner, o.name, o.fresh
      from objects o
     cross join lateral (
        select case $3 when 4 then o.viewable else o.level <= $3 end as had,
               (o.for_tenants or not $5) and case $4 when 4 then o.viewable else o.level <= $4 end as has,
               $4 < 4 and o.level <= $4 as would_have,
               case when $3 = 4 and o.privileges like '%select%' then 'select' else o.privileges end as before,
               case when $4 = 4 and o.privileges like '%select%' then 'select' else o.privileges end as after) g
     cross join lateral (values
        (1, g.had and g.has and g.before <> g.after or (g.had or g.would_have) and not g.has,
         format('revoke %s on %s from %s', g.before, o.object, $2::oid::regrole)),
        (2, g.has, format('grant %s on %s to %s', g.after, o.object, $2::oid::regrole))) s (ordinal, needed, statement)
     where s.needed
     order by o.level, o.object, s.ordinal
    $query$ using home, role, was, becomes, limited;
end
$body$;
comment on function automation_internal.automation_grant_steps(text, oid, integer, integer, boolean) is
'The statements that grant a role the privileges of its level.';

-- The statements that limit roles to their tenants, each with whom it is run as; none where that is so already. Three
-- policies a table. automation_tenant limits the roles that it names, and goes on doing so when they are renamed. Row
-- security alone would refuse everybody else: automation_everybody lets them through, and is nothing at all by the time
-- a statement is planned. Both depend on our function: without it nobody gets through. automation_nobody outlives DROP
-- EXTENSION and says that it was us who switched row security on. Where it was on before, nobody is let through whom the
-- user's own policies do not.
create function automation_internal.automation_policy_steps(home text, added oid[], removed oid)
returns table (statement text, owner oid)
language plpgsql stable set search_path = pg_catalog, pg_temp
set enable_seqscan = on set enable_hashjoin = on set enable_mergejoin = on
as $body$
begin
    return query execute replace($query$
    with tables as materialized (
        select c.oid, c.oid::regclass::text as relation, c.relowner, c.relrowsecurity, (array['app', 'operator', 'admin'])[coalesce(r.level, 3)] as word
          from automation_internal.automation_install_parts($1, $1) p
          join pg_class c on c.relname = p.name and c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p')
          left join automation_internal.automation_rights() r on r.kind = 'table' and r.name = p.name
         where p.kind = 'table'
    ), limited as materialized (
        select array(select o.rolname::text
                       from pg_roles o
                      where o.oid <> $3
                        and (o.oid = any ($2) or o.oid in (select unnest(y.polroles)
                                                             from pg_policy y
                                                             join tables t on t.oid = y.polrelid
                                                            where y.polname = 'automation_tenant'))
                      order by 1) as names
    ), wanted as materialized (
        select t.*, y.oid as tenant_policy, e.oid as open_policy, m.oid is not null as ours,
               (select string_agg(quote_ident(n), ', ' order by n) from unnest(l.names) n) as list,
               exists (select from pg_policy x where x.polrelid = t.oid
                          and x.polname not in ('automation_tenant', 'automation_everybody', 'automation_nobody')) as has_others,
               y.polroles is not null
               and l.names = array(select o.rolname::text from pg_roles o where o.oid = any (y.polroles) order by 1) as done
          from tables t
         cross join limited l
          left join pg_policy y on y.polrelid = t.oid and y.polname = 'automation_tenant'
          left join pg_policy e on e.polrelid = t.oid and e.polname = 'automation_everybody'
          left join pg_policy m on m.polrelid = t.oid and m.polname = 'automation_nobody'
    )
    select s.statement, w.relowner
      from wanted w
     cross join lateral (values
        (1, w.list is not null and not w.relrowsecurity,
         format('alter table %s enable row level security', w.relation)),
        (2, w.list is not null and not w.relrowsecurity and not w.ours,
         format('create policy automation_nobody on %s using (false)', w.relation)),
        (3, w.list is not null and (w.ours or not w.relrowsecurity) and w.open_policy is null,
         format('create policy automation_everybody on %s using (@code@.automation_tenants(%L) is null or true)',
                w.relation, w.word)),
        (4, w.list is not null and w.tenant_policy is null,
         format('create policy automation_tenant on %s as restrictive to %s '
                'using (tenant_id operator(pg_catalog.=) any ((select @code@.automation_tenants(%L))::pg_catalog.text[]))', w.relation, w.list, w.word)),
        (5, w.list is not null and w.tenant_policy is not null and not w.done,
         format('alter policy automation_tenant on %s to %s', w.relation, w.list)),
        (6, w.list is null and w.tenant_policy is not null,
         format('drop policy automation_tenant on %s', w.relation)),
        (7, w.list is null and w.open_policy is not null,
         format('drop policy automation_everybody on %s', w.relation)),
        (8, w.list is null and w.ours and not w.has_others,
         format('alter table %s disable row level security', w.relation)),
        (9, w.list is null and w.ours,
         format('drop policy automation_nobody on %s', w.relation))
     ) s (ordinal, needed, statement)
     where s.needed
     order by w.oid, s.ordinal
    $query$, '@code@', home) using home, added, removed;
end
$body$;
comment on function automation_internal.automation_policy_steps(text, oid[], oid) is
'The statements that limit roles to their tenants by row security.';

-- What was made just now is given to the roles that automation_grant() has recorded and whose rights nobody has taken
-- away since. What was there before is left as it is.
create function automation_internal.automation_install_rights(home text, made text[]) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $body$
declare
    step record;
begin
    if made = '{}' and pg_current_xact_id_if_assigned() is null then
        return;
    end if;
    for step in
        execute replace($query$
        with recorded as materialized (
            select o.oid, max(array_position(array['app', 'operator', 'admin', 'viewer'], g.level)) as level,
                   bool_or(not g.every_tenant) as limited
              from @code@.automation_grants g
              join pg_roles o on o.rolname = g.role
              join pg_class l on l.relname = 'leads' and l.relnamespace = $1::regnamespace
             where exists (select from aclexplode(l.relacl) a where a.grantee = o.oid)
             group by o.oid
        )
        select p.statement
          from automation_internal.automation_policy_steps($1, array(select r.oid from recorded r where r.limited), 0) p
         where exists (select from recorded r where r.limited)
        union all
        select s.statement
          from recorded r
         cross join automation_internal.automation_grant_steps($1, r.oid, 0, r.level, r.limited) s
         where (s.fresh or s.name = any ($2)) and s.statement like 'grant %'
        $query$, '@code@', home) using home, made
    loop
        execute step.statement;
    end loop;
end
$body$;
comment on function automation_internal.automation_install_rights(text, text[]) is
'Grants privileges on new objects to the roles that automation_grant() has recorded.';
