-- What is to be done, in order: what is not there is made whole; what is there gets its gaps closed. In tables that are
-- ours already, and of this version, only missing columns, the indexes that the engine needs, indexes that another
-- took the place of, and rows without a tenant count: another index or a default that a user took away stays away.
create function automation_internal.automation_install_steps(home text, claims jsonb, gaps jsonb, older boolean)
returns table (kind text, relation text, statements text, made boolean)
language plpgsql stable set search_path = pg_catalog, pg_temp
as $body$
begin
    return query execute $query$
    with claims as materialized (
        select c.relation, c.ours from jsonb_to_recordset($2) c (relation text, ours boolean)
    ), gaps as materialized (
        select row_number() over () as ordinal, g.* from jsonb_to_recordset($3) g (relation text, gap text, remedy text)
    ), parts as materialized (
        select p.*, $1 || '.' || quote_ident(p.name) as relation, c.relation is not null as present, c.ours
          from automation_internal.automation_install_parts($1, $1) p
          left join claims c on c.relation = p.name
    ), steps as (
        select p.ordinal, 0 as suborder, p.kind, p.relation, p.statements, not p.present and p.kind <> 'trigger' as made
          from parts p
         where not p.present
            or p.kind in ('trigger', 'view')
               and exists (select from gaps g where g.relation = p.name and g.gap = p.kind)
        union all
        select p.ordinal, g.ordinal, g.gap, p.relation, g.remedy, false
          from parts p
          -- what anybody's table must have before it is adopted is not imposed on one of ours
          join gaps g on g.relation = p.name and g.remedy is not null
           and g.gap not in ('type', 'moment type', 'convertible type', 'identity', 'not null')
           and case g.gap when 'index of before' then p.ours
                          when 'index' then not p.ours or $4 and not exists (
                              select from gaps b
                               where b.relation = g.relation and b.gap = 'index of before'
                                 and right(b.remedy, length(g.remedy)) = g.remedy)
                          else g.gap in ('column', 'unique index', 'engine index', 'tenant') or not p.ours or $4 end
         where p.kind = 'table'
    )
    -- A column comes before the indexes and constraints that name it.
    select s.kind, s.relation, s.statements, s.made from steps s order by s.ordinal, s.kind <> 'column', s.suborder
    $query$ using home, claims, gaps, older;
end
$body$;
comment on function automation_internal.automation_install_steps(text, jsonb, jsonb, boolean) is
'The statements that upgrade tables, triggers and views to this version.';
