-- Refuses to go on when a relation that is there cannot be used: one error, which names them all. A missing column is
-- added to a table of ours, and is a misfit of anybody else's.
create function automation_internal.automation_install_check(home text, claims jsonb, gaps jsonb) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $body$
declare
    first record;
begin
    with troubles as (
        select c.relation, c.errcode, c.problem, null as remedy, false as ours
          from jsonb_to_recordset(claims) c (relation text, errcode text, problem text)
         where c.problem is not null
        union all
        select g.relation, '22023', g.problem,
               rtrim(substring(g.remedy from '^alter table \S+ ([^;]*)')), c.ours
          from jsonb_to_recordset(gaps) g (relation text, gap text, problem text, remedy text)
          join jsonb_to_recordset(claims) c (relation text, ours boolean, problem text) using (relation)
         where g.problem is not null and c.problem is null
           and case when c.ours then g.gap in ('type', 'trigger') else g.gap <> 'convertible type' end
    )
    select t.relation, t.errcode, t.problem, t.ours,
           (select string_agg(format('%s.%I: %s', home, u.relation, u.problem), E'\n' order by u.relation, u.problem)
              from troubles u) as everything,
           -- where nothing but columns is to be changed, what changes them
           (select case when bool_and(u.remedy is not null)
                        then string_agg(format(E'alter table %s.%I%s;', home, u.relation, u.remedy), E'\n' order by u.relation) end
              from (select u.relation, case when bool_and(u.remedy is not null)
                           then string_agg(E'\n    ' || u.remedy, ',' order by u.problem) end as remedy
                      from troubles u group by u.relation) u) as remedy
      into first
      from troubles t
     order by t.errcode desc, t.relation, t.problem  -- whose it is comes before how it looks
     limit 1;

    if found then
        raise exception 'automation cannot use %.%: %', home, quote_ident(first.relation), first.problem
            using errcode = first.errcode, detail = first.everything,
                  hint = case when first.ours
                      then 'Restore the definition of this version.'
                      when first.remedy is not null then E'Change the columns, and install again:\n' || first.remedy
                      else 'Install it in another schema (create schema crm; create extension automation schema crm), or rename the '
                           'conflicting relation. A table is adopted if the installing role owns it and its columns fit.' end;
    end if;
end
$body$;
comment on function automation_internal.automation_install_check(text, jsonb, jsonb) is
'Raises an error if a relation in the schema has the name of one of the extension''s tables or views and cannot be used.';
