-- The catalogue of an installation: one line for each relation, column, constraint, index, trigger, policy and routine in
-- the extension's schema and in automation_internal, sorted. Comments, OIDs and the bodies of functions in SQL are left out.
--   psql -XAtq -f test/tools/catalogue.sql <database>
set search_path = pg_catalog;
with schemas as (
    select n.oid, n.nspname from pg_namespace n
     where n.nspname = 'automation_internal' or n.oid = (select extnamespace from pg_extension where extname = 'automation')
), relations as (
    select c.* from pg_class c join schemas s on s.oid = c.relnamespace
)
select line from (
    select concat_ws(' ', 'schema', s.nspname) from schemas s
    union all
    select concat_ws(' ', 'relation', c.oid::regclass, c.relkind, c.relpersistence, c.relreplident, c.relrowsecurity, c.relforcerowsecurity,
                     c.relispartition, c.reloptions, c.relacl, am.amname)
      from relations c left join pg_am am on am.oid = c.relam
    union all
    select concat_ws(' ', 'column', c.oid::regclass, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attcollation::regcollation,
                     a.attnotnull, a.attidentity, a.attgenerated, a.attstorage, a.attacl, pg_get_expr(d.adbin, d.adrelid))
      from relations c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
     where c.relkind <> 'i'
    union all
    select concat_ws(' ', 'constraint', c.oid::regclass, x.conname, x.contype, x.convalidated, pg_get_constraintdef(x.oid))
      from relations c join pg_constraint x on x.conrelid = c.oid
    union all
    select concat_ws(' ', 'index', regexp_replace(pg_get_indexdef(x.indexrelid), '\s+', ' ', 'g'), x.indisvalid, x.indisprimary)
      from relations c join pg_index x on x.indrelid = c.oid
    union all
    select concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid), t.tgenabled, t.tgisinternal)
      from relations c join pg_trigger t on t.tgrelid = c.oid
     where not t.tgisinternal
    union all
    select concat_ws(' ', 'policy', c.oid::regclass, p.polname, p.polcmd, p.polpermissive, p.polroles::regrole[],
                     pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
      from relations c join pg_policy p on p.polrelid = c.oid
    union all
    select concat_ws(' ', 'view', c.oid::regclass, replace(pg_get_viewdef(c.oid), E'\n', ' '))
      from relations c where c.relkind = 'v'
    union all
    select concat_ws(' ', 'routine', s.nspname || '.' || p.proname || '(' || pg_get_function_arguments(p.oid) || ')', p.prokind, l.lanname,
                     p.provolatile, p.proparallel, p.proisstrict, p.prosecdef, p.proleakproof, p.procost, p.prorows,
                     case when l.lanname = 'c' then p.prosrc end, p.proconfig, p.proacl, 'returns', pg_get_function_result(p.oid))
      from schemas s join pg_proc p on p.pronamespace = s.oid join pg_language l on l.oid = p.prolang
) c (line)
order by line collate "C";
