-- One after the other: two at once would create the same table. A lock that SQL can take, any role could hold for ever.
create function automation_internal.automation_install_lock() returns void
language c volatile set search_path = pg_catalog, pg_temp
as 'MODULE_PATHNAME';
comment on function automation_internal.automation_install_lock() is
'Waits until no other transaction creates or changes tables of the extension, and blocks others until this transaction ends.';

-- automation_install(): looks at every name first, then makes what is missing and closes gaps, then gives the relations
-- to the user. Creating and updating the extension call it, and automation_start(). With nothing to do it takes no lock
-- on a table.
create function automation_install() returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off set standard_conforming_strings = on set transform_null_equals = off set array_nulls = on
as $body$
declare
    home text;
    claims jsonb;  -- what is there already
    gaps jsonb;    -- in what that differs from this version
    made text[] := '{}';
    keeper text;   -- who owns the tables that are ours already; null: none are
    made_by text;  -- the version that made them; null: there are none
    older boolean;
    unmarked boolean;  -- nothing has marked the recipients that applications set
    here text;         -- as in automation_instance.identity
    restored boolean;  -- they belong to another database
    routine text;
    step record;
begin
    if getdatabaseencoding() <> 'UTF8' then
        raise exception using errcode = 'feature_not_supported',
            message = format('automation needs a database with encoding UTF8, this one has %s', getdatabaseencoding()),
            detail = 'Messages are written, checked and sent as UTF-8.',
            hint = 'Create the database with ENCODING ''UTF8''.';
    end if;
    select quote_ident(n.nspname) into home
      from pg_extension e
      join pg_namespace n on n.oid = e.extnamespace
     where e.extname = 'automation';
    execute replace('select @code@.automation_install_execute()', '@code@', home);
    perform automation_internal.automation_install_lock();

    execute 'select coalesce(jsonb_agg(c), ''[]'') from automation_internal.automation_install_claims($1) c'
       into claims using home;
    execute 'select coalesce(jsonb_agg(g), ''[]'')
                       from automation_internal.automation_install_gaps($1, $2) g'
       into gaps using home, array(select c.relation from jsonb_to_recordset(claims) c (relation text));
    perform automation_internal.automation_install_check(home, claims, gaps);

    made_by := automation_internal.automation_install_version(home);
    if string_to_array(made_by, '.')::integer[] > string_to_array('@tables_version@', '.')::integer[] then
        raise exception using errcode = 'object_not_in_prerequisite_state',
            message = format('the tables of automation in schema %s are of version %s', home, made_by),
            detail = 'The extension in this database is of version @version@.',
            hint = 'Update it: ALTER EXTENSION automation UPDATE.';
    end if;
    older := coalesce(made_by <> '@tables_version@', false);
    if older then
        for step in
            execute 'select c.statements from automation_internal.automation_install_changes($1) c
                              where string_to_array(c.version, ''.'')::integer[] > string_to_array($2, ''.'')::integer[]
                              order by c.ordinal' using home, made_by
        loop
            execute step.statements;
        end loop;
        -- what they took away is to be made anew
        execute 'select coalesce(jsonb_agg(g), ''[]'')
                           from automation_internal.automation_install_gaps($1, $2) g'
           into gaps using home, array(select c.relation from jsonb_to_recordset(claims) c (relation text));
    end if;

    select s.system_identifier || '/' || d.oid into here
      from pg_control_system() s, pg_database d
     where d.datname = current_database();
    unmarked := not exists (select from pg_trigger t
                             where t.tgrelid = to_regclass(home || '.messages')
                               and t.tgname = 'automation_message_recipient');
    select max(c.owner) into keeper from jsonb_to_recordset(claims) c (owner text, ours boolean) where c.ours;
    for step in
        execute 'select * from automation_internal.automation_install_steps($1, $2, $3, $4)'
          using home, claims, gaps, older
    loop
        if step.kind = 'view' then
            perform automation_internal.automation_install_view(step.relation, step.statements);
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
    perform automation_internal.automation_install_consent(
        home, made || case when unmarked and not 'messages' = any (made) then array['recipients'] end);
    perform automation_internal.automation_install_release();
    -- A dump of 1.0 grants these by the parameters that they had then, so that nobody may call them here.
    execute replace(
        'select exists (select from @code@.automation_instance i where i.tenant_id = '''' and i.identity <> $1)',
        '@code@', home) into restored using here;
    foreach routine in array case when restored then array['automation_receive', 'automation_test'] else '{}' end loop
        if not exists (select from pg_proc p, aclexplode(p.proacl) a
                        where p.proname = routine and p.pronamespace = home::regnamespace
                          and a.grantee <> p.proowner) then
            made := made || routine;
        end if;
    end loop;
    perform automation_internal.automation_install_rights(home, made);
    execute replace('select @code@.automation_install_execute()', '@code@', home);

    if keeper is null then  -- made or adopted: from now on they belong to this database
        execute replace(
            'insert into @code@.automation_instance (tenant_id, identity, queue)
             select '''', $2, q.oid
               from pg_class q join pg_namespace n on n.oid = q.relnamespace
              where quote_ident(n.nspname) = $1 and q.relname = ''automation_queue''
                 on conflict (tenant_id) do update
                set identity = excluded.identity, queue = excluded.queue, running = false, batch_limit = null,
                    updated_at = now()',
            '@code@', home) using home, here;
    end if;
end
$body$;
comment on function automation_install() is
'Creates missing tables, views and triggers, or upgrades those of an older version.
May be called at any time; existing tables of the calling role are adopted if their columns fit.';
