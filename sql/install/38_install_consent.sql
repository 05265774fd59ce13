-- The form in which two addresses of a channel are compared, as automation_suppressions has them.
create function automation_internal.automation_comparable_address(channel text, address text) returns text
language c immutable strict parallel safe as 'MODULE_PATHNAME';
comment on function automation_internal.automation_comparable_address(text, text) is
'The normalized form of an address of a channel: an e-mail address in lower case, a number in E.164 form.';

-- What leads refused before automation_suppressions said so by address: it is taken over when that table is made beside
-- leads that are there, and when its key had no reason yet. Rows of before are all of providers.
--
-- Messages that waited before recipients were marked ('recipients' among what was made): a recipient that an application
-- set is marked, so that the message is not sent to the lead's address instead. An application set what it inserted, and
-- what differs from the lead's address where the lead has not changed since, or where the message was changed and neither
-- tried nor approved.
create function automation_internal.automation_install_consent(home text, made text[]) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $body$
declare
    old_key name;
begin
    if 'recipients' = any (made) then
        execute replace($query$
            update @home@.messages m
               set flags = m.flags || 'recipient_set'::text, updated_at = now()
              from (select w.id, w.tenant_id, w.lead_id, w.origin = 'manual' as own, w.attempts = 0 as untried,
                           w.updated_at > w.created_at as changed, l.updated_at > w.created_at as lead_changed,
                           automation_internal.automation_comparable_address(w.channel::text, w.recipient::text) is distinct from
                           automation_internal.automation_comparable_address(w.channel::text,
                               case when w.channel = 'email' then l.email::text
                                    when w.channel in ('sms', 'whatsapp') then l.phone::text
                                    when w.channel = 'webhook' then l.id::text
                                    else coalesce(l.email::text, l.phone::text) end) as differs
                      from @home@.messages w
                      join @home@.leads l on l.id = w.lead_id and l.tenant_id = w.tenant_id
                     where w.status in ('held', 'queued', 'sending') and w.direction = 'outbound'
                       and w.recipient is not null and not w.flags && '{recipient_set,notice}') c
             where m.id = c.id and m.tenant_id = c.tenant_id
               and (c.own and (c.untried or c.differs)
                    or c.differs and (not c.lead_changed
                                      or c.untried and c.changed
                                         and not exists (select from @home@.activities a
                                                          where a.lead_id = c.lead_id and a.tenant_id = c.tenant_id
                                                            and a.message_id = c.id and a.type = 'message_approved')))
        $query$, '@home@', home);
    end if;
    execute format($query$
        select x.conname from pg_constraint x
         where x.conrelid = %1$L::regclass and x.contype = 'p'
           and cardinality(x.conkey) = 3
    $query$, home || '.automation_suppressions') into old_key;
    if old_key is not null then
        execute format($change$
            alter table %1$s.automation_suppressions drop constraint %2$I;
            update %1$s.automation_suppressions
               set detail = coalesce(detail, reason), reason = 'undeliverable', cause = 'provider'
             where reason not in ('opted_out', 'undeliverable');
            alter table %1$s.automation_suppressions
                alter column reason set default 'opted_out',
                add primary key (tenant_id, channel, address, reason),
                add check (reason in ('opted_out', 'undeliverable'));
            create index on %1$s.automation_suppressions (tenant_id) where address like 'hashed:%%';
        $change$, home, old_key);
    elsif not 'automation_suppressions' = any (made) or 'leads' = any (made) then
        return;
    end if;

    execute replace($query$
        insert into @home@.automation_suppressions
               (tenant_id, channel, address, reason, cause, since, spellings)
        select r.tenant_id, r.channel, r.address, 'opted_out',
               (array_agg(r.cause order by array_position(array['unsubscribe', 'provider', 'stop_word', 'application',
                                                                 'import'], r.cause)))[1],
               min(r.since), array_agg(distinct r.written) filter (where r.written <> r.address)
          from (select l.tenant_id::text as tenant_id, c.channel, w.written,
                       automation_internal.automation_comparable_address(c.channel, w.written) as address,
                       case when a.reason in ('unsubscribe', 'provider', 'stop_word', 'application')
                            then a.reason else 'import' end as cause,
                       coalesce(a.created_at, now()) as since
                  from @home@.leads l
                 cross join lateral (select distinct lower(btrim(o.channel::text)) as channel
                                       from unnest(l.opted_out) o (channel)) c
                 cross join lateral (values (l.email::text, c.channel not in ('sms', 'whatsapp', 'webhook')),
                                            (l.phone::text, c.channel not in ('email', 'webhook'))) w (written, used)
                  left join lateral (select a.details ->> 'reason' as reason, a.created_at
                                       from @home@.activities a
                                      where a.lead_id = l.id and a.tenant_id = l.tenant_id
                                        and a.type = 'lead_opted_out' and a.details -> 'channels' ? c.channel
                                      order by a.created_at desc, a.id desc limit 1) a on true
                 where cardinality(l.opted_out) > 0 and w.used and btrim(w.written) <> '' and c.channel <> ''
                   and octet_length(w.written) <= 1000 and octet_length(c.channel) <= 200) r
         group by r.tenant_id, r.channel, r.address
        on conflict do nothing
    $query$, '@home@', home);
end
$body$;
comment on function automation_internal.automation_install_consent(text, text[]) is
'Copies the earlier opt-outs of leads into automation_suppressions.';
