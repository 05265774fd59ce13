-- What an INSERT, UPDATE or DELETE of api.automations calls: the errors are those of automation_create() and its siblings,
-- and so is null, for the default.
create function automation_write_api() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $body$
declare
    home text := (select quote_ident(n.nspname)
                    from pg_extension e
                    join pg_namespace n on n.oid = e.extnamespace
                   where e.extname = 'automation');
    changes jsonb;
    saved jsonb;
begin
    if tg_when <> 'INSTEAD OF' or (tg_table_schema, tg_table_name) <> ('api', 'automations') then
        raise exception 'trigger function "automation_write_api" works only on view "api.automations"'
            using errcode = 'object_not_in_prerequisite_state',
                  detail = format('Trigger "%s" is on "%s.%s".', tg_name, tg_table_schema, tg_table_name),
                  hint = format('Drop the trigger; automation_install_api() creates the correct one: CREATE TRIGGER automation_write_api INSTEAD OF INSERT OR UPDATE OR DELETE ON api.automations FOR EACH ROW EXECUTE FUNCTION %s.automation_write_api();', home);
    end if;
    if tg_op = 'DELETE' then
        execute format('select %s.automation_delete($1)', home) using old.id;
        return old;
    end if;
    if tg_op = 'INSERT' then
        select coalesce(jsonb_object_agg(n.key, n.value), '{}') into changes
          from jsonb_each(to_jsonb(new)) n
         where n.value <> 'null';
        execute format('select %s.automation_create($1)', home) into saved using changes;
    else
        select coalesce(jsonb_object_agg(n.key, n.value), '{}') into changes
          from jsonb_each(to_jsonb(new)) n
          join jsonb_each(to_jsonb(old)) o using (key)
         where n.value <> o.value;
        execute format('select %s.automation_update($1, $2)', home) into saved using old.id, changes;
        saved := saved - '{times_triggered,last_triggered}'::text[];  -- the view's are exact
    end if;
    return jsonb_populate_record(new, saved);
end
$body$;
comment on function automation_write_api() is
'Trigger on api.automations: calls automation_create(), automation_update() or automation_delete().';

-- Refuses to go on where schema api is not the caller's, or has other objects with the names of ours.
create function automation_internal.automation_api_check(home text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $body$
declare
    keeper name := (select pg_get_userbyid(n.nspowner) from pg_namespace n where n.nspname = 'api');
    taken text;
begin
    if to_regclass(home || '.automation_stats') is null then
        raise exception 'the tables of automation do not exist in schema %', home
            using errcode = 'object_not_in_prerequisite_state',
                  detail = 'The views of schema "api" show them.',
                  hint = format('Call %s.automation_install() first.', home);
    end if;
    if home = 'api' then
        raise exception 'automation is installed in schema "api" itself'
            using errcode = 'object_not_in_prerequisite_state',
                  detail = 'Functions of the same names and parameters exist there.',
                  hint = 'Create the extension in another schema, as in CREATE EXTENSION automation SCHEMA crm.';
    end if;
    if keeper <> current_user then
        raise exception 'schema "api" belongs to role "%", not to "%"', keeper, current_user
            using errcode = 'insufficient_privilege',
                  detail = 'The owner of a schema may replace what others create in it.',
                  hint = format('Call the function as the owner, or change it: ALTER SCHEMA api OWNER TO %I.', current_user);
    end if;
    if keeper is null then
        return;
    end if;
    select string_agg(t.object, E'\n' order by t.object) into taken
      from (select format('relation %s', c.oid::regclass) as object
              from automation_internal.automation_api_views(home) v
              join pg_class c on c.relname = v.name and c.relnamespace = 'api'::regnamespace
            union all
            select format('type api.%I', y.typname)
              from automation_internal.automation_api_views(home) v
              join pg_type y on y.typname = v.name and y.typnamespace = 'api'::regnamespace and y.typrelid = 0
            union all
            select format('function %s', p.oid::regprocedure)
              from automation_internal.automation_api_functions(home) f
              join pg_proc g on g.oid = f.target
              join pg_proc p on p.proname = f.name and p.pronamespace = 'api'::regnamespace and p.proargtypes = g.proargtypes
            except
            select format('%s %s', case p.kind when 'view' then 'relation' else 'function' end, p.object)
              from automation_internal.automation_api_present(home) p) t;
    if taken is not null then
        raise exception 'schema "api" has objects with the names of those to create'
            using errcode = 'duplicate_object', detail = taken,
                  hint = 'Rename them, or move them to another schema, and call automation_install_api() again.';
    end if;
end
$body$;
comment on function automation_internal.automation_api_check(text) is
'Raises an error if automation_install_api() cannot create its objects.';

-- A view that cannot be replaced, since columns have come in between or have other types, is made anew.
create function automation_internal.automation_api_view(name text, statements text) returns boolean
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $body$
declare
    missing boolean := to_regclass(format('api.%I', name)) is null;
    reason text;
begin
    execute replace(statements, 'create view ', 'create or replace view ');
    return missing;
exception when invalid_table_definition then
    execute format('drop view api.%I', name);
    execute statements;
    return true;
when undefined_column or undefined_table or undefined_function or datatype_mismatch then
    get stacked diagnostics reason = message_text;
    raise exception 'view "api.%" cannot be created', name
        using errcode = 'object_not_in_prerequisite_state', detail = format('PostgreSQL reports: %s.', reason),
              hint = 'Restore the name and type of the column that was changed, and call automation_install_api() again.';
end
$body$;
comment on function automation_internal.automation_api_view(text, text) is
'Creates or replaces a view of schema api; whether it is a new one, without privileges.';

create function automation_install_api() returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off set standard_conforming_strings = on
as $body$
declare
    home text := (select quote_ident(n.nspname)
                    from pg_extension e
                    join pg_namespace n on n.oid = e.extnamespace
                   where e.extname = 'automation');
    present text[];
    made text[] := '{}';
    step record;
    remark text;
begin
    perform automation_internal.automation_install_lock();
    perform automation_internal.automation_api_check(home);
    if to_regnamespace('api') is null then
        create schema api;
        comment on schema api is 'Views and functions of the extension automation for a REST gateway.';
    end if;

    for step in
        select p.object
          from automation_internal.automation_api_present(home) p
          join automation_internal.automation_api_functions(home) f on f.name = p.name and f.signature <> p.signature
         where p.kind = 'routine'
    loop
        execute format('drop function %s', step.object);
    end loop;
    present := array(select p.name from automation_internal.automation_api_present(home) p where p.kind = 'routine');

    for step in select * from automation_internal.automation_api_views(home) loop
        if automation_internal.automation_api_view(step.name, step.statements) then
            made := made || ('api.' || step.name);
        end if;
        for remark in
            select format('comment on view api.%I is %L', step.name, obj_description(to_regclass(home || '.' || step.name), 'pg_class'))
            union all
            select format('comment on column api.%I.%I is %L', step.name, a.attname, col_description(b.attrelid, b.attnum))
              from pg_attribute a
              join pg_attribute b on b.attrelid = to_regclass(home || '.' || step.name) and b.attname = a.attname
             where a.attrelid = to_regclass('api.' || step.name) and a.attnum > 0 and not a.attisdropped
        loop
            execute remark;
        end loop;
    end loop;
    for step in
        select f.name, f.statement, format('api.%I(%s)', f.name, oidvectortypes(p.proargtypes)) as object,
               obj_description(p.oid, 'pg_proc') as remark
          from automation_internal.automation_api_functions(home) f
          join pg_proc p on p.oid = f.target
    loop
        execute step.statement;
        execute format('comment on function %s is %L', step.object, step.remark);
        execute format('alter function %s depends on extension automation', step.object);  -- replacing it ends that
        if step.name <> all (present) then
            execute format('revoke all on function %s from public', step.object);
            made := made || ('api.' || step.name);
        end if;
    end loop;

    if made <> '{}' then
        perform automation_internal.automation_install_rights(home, array_prepend('api', made));
        perform pg_notify('pgrst', 'reload schema');
    end if;
end
$body$;
comment on function automation_install_api() is
'Creates schema api with views and functions for a REST gateway such as PostgREST, or completes it after an update of the extension.
They run with the rights of the role of the request, which automation_grant() gives it.';
