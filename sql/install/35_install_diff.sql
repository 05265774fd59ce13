-- Whether the engine can use a column of another type than that of this version.
create function automation_internal.automation_install_fits(relation text, column_name text, type oid) returns boolean
language c stable parallel safe as 'MODULE_PATHNAME';
comment on function automation_internal.automation_install_fits(text, text, oid) is
'Whether a column of one of the extension''s tables may have this type.';

-- In what the relations that are there differ from the blueprint: one row a gap, with what is wrong about it, or the
-- statement that closes it. What a user added is no gap.
create function automation_internal.automation_install_gaps(home text, present text[])
returns table (relation text, gap text, problem text, remedy text)
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $body$
begin
    if present = '{}' then
        return;
    end if;
    return query execute $query$
    with wanted as materialized (
        select w.* from automation_internal.automation_install_blueprint($1) w where w.relation = any ($2)
    ), found as materialized (
        select f.* from automation_internal.automation_install_shape($1::regnamespace, $2) f
    )
    select w.relation, g.gap, g.problem, g.remedy
      from wanted w
      left join found f on f.relation = w.relation and f.kind = w.kind and f.name = w.name
     cross join lateral (select $1 || '.' || quote_ident(w.relation), quote_ident(w.name)) q (relation, name)
     left join lateral (
        select x.indexrelid::regclass as index
          from pg_index x
          join pg_class c on c.oid = x.indexrelid
          join (values ('leads', 'email', 'loweremail', ''),
                       ('leads', 'phone', 'phone', ' WHERE phone IS NOT NULL'),
                       ('messages', '(tenant_id', 'tenant_id, channel, provider_message_id',
                        ' WHERE direction = ''inbound'' AND provider_message_id IS NOT NULL'),
                       ('messages', '(provider_message_id', 'provider_message_id, channel',
                        ' WHERE direction = ''outbound'' AND provider_message_id IS NOT NULL')
               ) b (relation, first, columns, condition)
            on b.relation = w.relation and strpos(split_part(w.definition, ' WHERE ', 1), b.first) > 0
         where w.kind = 'index' and w.definition like '%octet_length(%' and x.indrelid = to_regclass(q.relation)
           and c.relname ~ format('^%s_[a-z_]+_idx\d*$', w.relation)
           and regexp_replace(substring(pg_get_indexdef(x.indexrelid) from ' USING btree (.*)'), '::text|[()]', '', 'g')
               = b.columns || b.condition
         limit 1
     ) before on true
     cross join lateral (values
        ('column',
         w.kind = 'column' and f.name is null,
         -- one that only the engine writes is no misfit: it is added
         case when w.required or w.comment not like '%maintained by the engine%'
              then format('it has no column %I of type %s', w.name, w.definition) end,
         format('alter table %1$s add column %2$s %3$s %4$s %5$s; comment on column %1$s.%2$s is %6$L', q.relation,
                q.name, w.definition, w.filler, case when w.required then 'not null' end, w.comment)),
        (case when w.kind <> 'column' then 'type'
              when automation_internal.automation_install_fits(w.relation, w.name, to_regtype(f.definition)::oid)
              then 'convertible type' else 'type' end,
         w.kind = 'column' and f.definition <> w.definition,
         format('its column %I is %s, not %s', w.name, f.definition, w.definition),
         null),
        ('identity',
         w.kind = 'column' and w.filler like 'generated%' and f.name is not null and f.filler is null,
         format('its column %I is no identity and has no default', w.name),
         null),
        -- A row without a tenant is found by nobody; the trigger that keeps tenants lets it get one.
        ('tenant',
         w.kind = 'column' and w.name = 'tenant_id' and f.name is not null and not f.required,
         null,
         format('update %1$s set tenant_id = %2$L where tenant_id is null; alter table %1$s alter column tenant_id set not null',
                q.relation, '')),
        ('default',
         w.kind = 'column' and w.filler like 'default%' and f.name is not null and f.filler is null,
         null,
         format('alter table %s alter column %s set %s', q.relation, q.name, w.filler)),
        ('version',
         w.kind = 'column' and (w.relation, w.name) = ('automation_instance', 'version') and f.filler <> w.filler,
         null,
         format('alter table %s alter column %s set %s', q.relation, q.name, w.filler)),
        -- one that the engine's ON CONFLICT needs is missing where no other of the user's stands for it
        (case when w.definition like 'unique index%' and not exists (
                       select from found u
                        where u.relation = w.relation and u.kind = 'index'
                          and split_part(u.definition, ' WHERE ', 1) = split_part(w.definition, ' WHERE ', 1))
              then 'unique index'
              -- which every batch relies on, and which tables of 1.0 do not have
              when w.definition like '%maybe_stop%' then 'engine index' else 'index' end,
         w.kind = 'index' and f.name is null,
         null,
         'create ' || replace(w.definition, ' USING ', ' on ' || q.relation || ' using ')),
        -- made by a version in which it refused rows with long values
        ('index of before',
         w.kind = 'index' and f.name is null and before.index is not null,
         null,
         format('drop index %s; create %s', before.index,
                replace(w.definition, ' USING ', ' on ' || q.relation || ' using '))),
        ('comment',
         w.kind in ('table', 'column') and f.name is not null and f.comment is null and w.comment is not null,
         null,
         format('comment on %s %s is %L', w.kind,
                q.relation || case w.kind when 'column' then '.' || q.name else '' end, w.comment)),
        ('trigger',
         w.kind = 'trigger' and f.definition is distinct from w.definition,
         case when f.filler <> w.filler then format('it has a trigger %I that calls %s', w.name, f.filler) end,
         null),
        ('view',
         w.kind = 'view' and f.definition is distinct from w.definition,
         null,
         null)
     ) g (gap, open, problem, remedy)
     where g.open
    $query$ using home, present;
end
$body$;
comment on function automation_internal.automation_install_gaps(text, text[]) is
'The differences between existing tables, triggers and views and those of this version, with the statement that removes each.';
