-- automation_install(): looks at every name first, then makes what is missing and closes gaps, then gives the relations
-- to the user. Creating and updating the extension call it, and automation_start(). With nothing to do it takes no lock
-- on a table.
create function automation_install() returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $body$
declare
    home text;
    extension oid;
    claims jsonb;  -- what is there already
    gaps jsonb;    -- in what that differs from this version
    made text[] := '{}';
    keeper text;   -- who owns the tables that are ours already; null: none are
    step record;
begin
    if getdatabaseencoding() <> 'UTF8' then
        raise exception using errcode = 'feature_not_supported',
            message = format('automation needs a database with encoding UTF8, this one has %s', getdatabaseencoding()),
            detail = 'Messages are written, checked and sent as UTF-8.',
            hint = 'Create the database with ENCODING ''UTF8''.';
    end if;
    select quote_ident(n.nspname), e.oid into home, extension
      from pg_extension e
      join pg_namespace n on n.oid = e.extnamespace
     where e.extname = 'automation';
    perform pg_advisory_xact_lock('pg_extension'::regclass::oid::integer, extension::integer);

    execute replace('select coalesce(jsonb_agg(c), ''[]'') from @code@.automation_install_claims($1) c', '@code@', home)
       into claims using home;
    execute replace('select coalesce(jsonb_agg(g), ''[]'')
                       from @code@.automation_install_gaps($1, $2) g', '@code@', home)
       into gaps using home, array(select c.relation from jsonb_to_recordset(claims) c (relation text));
    execute replace('select @code@.automation_install_check($1, $2, $3)', '@code@', home) using home, claims, gaps;

    select max(c.owner) into keeper from jsonb_to_recordset(claims) c (owner text, ours boolean) where c.ours;
    for step in
        execute replace('select * from @code@.automation_install_steps($1, $2, $3)', '@code@', home)
          using home, claims, gaps
    loop
        if step.kind = 'view' then
            execute replace('select @code@.automation_install_view($1, $2)', '@code@', home)
              using step.relation, step.statements;
        else
            execute step.statements;
        end if;
        if step.made then
            made := made || substr(step.relation, length(home) + 2);
        end if;
        if step.made and keeper <> current_user then
            execute format('alter %s %s owner to %I', step.kind, step.relation, keeper);
        end if;
    end loop;
    execute replace('select @code@.automation_install_release()', '@code@', home);
    execute replace('select @code@.automation_install_rights($1, $2)', '@code@', home) using home, made;

    if keeper is null then  -- made or adopted: from now on they belong to this database
        execute replace(
            'insert into @code@.automation_instance (tenant_id, identity)
             select '''', s.system_identifier || ''/'' || d.oid
               from pg_control_system() s, pg_database d
              where d.datname = current_database()
                 on conflict (tenant_id) do update
                set identity = excluded.identity, running = false, batch_limit = null, updated_at = now()',
            '@code@', home);
    end if;
end
$body$;
comment on function automation_install() is
'Creates what is missing of tables, views and triggers, or brings an older version''s up to date.
May be called at any time; tables that exist are adopted from the calling role when their columns fit.';
