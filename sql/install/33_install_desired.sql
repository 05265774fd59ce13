-- How tables, triggers and views would look if they were made now: they are made as temporary ones, looked at, and
-- rolled back. So there is no second description that could differ from the first, and nothing is left behind, not
-- even a member of the extension when this runs inside its script.
create function automation_internal.automation_install_blueprint(home text)
returns table (relation text, kind text, name text, definition text, filler text, required boolean, comment text)
language plpgsql volatile set search_path = pg_catalog, pg_temp set client_min_messages = warning
as $body$
declare
    part record;
    occupant text;
    names text[] := '{}';
begin
    for part in
        execute 'select p.name, p.kind, p.statements
                           from automation_internal.automation_install_parts($1, $2) p
                          order by p.ordinal' using 'pg_temp', home
    loop
        -- A temporary table of the caller's may have that name; the rollback brings it back.
        select case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end into occupant
          from pg_class c
         where c.relname = part.name and c.relnamespace = pg_my_temp_schema() and part.kind <> 'trigger';
        if found then
            execute format('drop %s pg_temp.%I cascade', occupant, part.name);
        end if;
        execute part.statements;
        names := names || part.name;
    end loop;

    return query
        execute 'select s.relation, s.kind, s.name,
                        case s.kind when ''view'' then replace(s.definition, $2 || ''.'', '''') else s.definition end,
                        s.filler, s.required, s.comment
                   from automation_internal.automation_install_shape(pg_my_temp_schema(), $1) s'
        using names, home;
    raise exception 'rolled back on purpose' using errcode = 'AU001';
exception when sqlstate 'AU001' then
    return;  -- the rows found outlive the rollback
end
$body$;
comment on function automation_internal.automation_install_blueprint(text) is
'The tables, triggers and views of this version in a new installation.';
