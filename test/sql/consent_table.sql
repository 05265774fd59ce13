-- Consent: who says no and how × which row, channel and tenant is asked, a line each (test/data/consent.tsv). Each line
-- is played in tenants of its own; explain, test and the run itself must all give the answer that it states.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
set search_path = crm;
\getenv folder PG_ABS_SRCDIR
\set file :folder '/data/consent.tsv'
create temp table cases as
select row_number() over () as n, f[1] as what, string_to_array(f[2], '; ') as steps, string_to_array(f[3], ' ') as asked, f[4] as expected
  from string_to_table(pg_read_file(:'file'), E'\n') line, string_to_array(line, E'\t') f
 where line <> '' and line not like '#%';
select count(*) >= 400 as enough, count(*) filter (where expected = 'refused') > 200 as refused, count(*) filter (where expected = 'written') > 100 as written from cases;

-- a token as the worker makes it: version, lead, tenant, keyed hash of the address, channel, signature
create function pg_temp.xor(a bytea, b integer) returns bytea language plpgsql as $$
begin for i in 0 .. length(a) - 1 loop a := set_byte(a, i, get_byte(a, i) # b); end loop; return a; end $$;
create function pg_temp.hmac(text bytea) returns bytea language sql as $$
select sha256(pg_temp.xor(k.key, x'5c'::integer) || sha256(pg_temp.xor(k.key, x'36'::integer) || text))
  from (select i.secret || decode(repeat('00', 64 - length(i.secret)), 'hex') as key from automation_instance i where i.tenant_id = '') k $$;
create function pg_temp.url(b bytea) returns text language sql as $$ select rtrim(translate(encode(b, 'base64'), E'+/\n', '-_'), '=') $$;
create function pg_temp.token(lead bigint, tenant text, channel text, address text) returns text language sql as $$
select pg_temp.url(p.payload || substring(pg_temp.hmac(convert_to('automation unsubscribe', 'UTF8') || '\x0a' || p.payload) for 16))
  from (select case when address is null then '\x01'::bytea else '\x02' end || int8send(lead) || int2send(octet_length(tenant)::int2)
               || convert_to(tenant || coalesce(pg_temp.url(substring(pg_temp.hmac(convert_to(E'automation address\n' || octet_length(tenant) || E'\n'
                  || tenant || automation_internal.automation_comparable_address(channel, address), 'UTF8')) for 16)), '') || channel, 'UTF8') as payload) p $$;

create temp table kept (n bigint, what text, value text);
create function pg_temp.spelled(word text) returns text language sql as $$ select nullif(replace(word, '_', ' '), '-') $$;
create procedure pg_temp.play(n bigint, w text[]) language plpgsql as $$
declare
    tenant text := 'A' || n;
    base bigint := n * 100;
    who bigint;
    own text;
begin
    if w[1] = 'B' then
        tenant := 'B' || n;
        base := base + 50;
        w := w[2:];
    end if;
    perform set_config('automation.tenant_id', tenant, true);
    who := case when w[2] ~ '^\d$' then base + w[2]::bigint end;
    perform set_config('automation.restoring', case when w[1] like 'import%' then 'on' else 'off' end, true);
    case w[1]
        when 'lead', 'import' then
            insert into leads (id, email, phone, opted_out) values (who, pg_temp.spelled(w[3]), pg_temp.spelled(w[4]), coalesce(w[5], '{}')::text[]);
        when 'app', 'importapp' then update leads l set opted_out = w[3]::text[] where l.id = who;
        when 'mail' then update leads l set email = pg_temp.spelled(w[3]) where l.id = who;
        when 'phone' then update leads l set phone = pg_temp.spelled(w[3]) where l.id = who;
        when 'delete' then delete from leads l where l.id = who;
        when 'read' then insert into kept select n, tenant, l.opted_out from leads l where l.id = who;
        when 'save' then update leads l set name = 'saved', opted_out = k.value::text[] from kept k where l.id = who and (k.n, k.what) = (play.n, tenant);
        when 'receive' then perform automation_receive(w[2], pg_temp.spelled(w[3]), w[4]);
        when 'inbound' then insert into messages (lead_id, direction, channel, body) values (who, 'inbound', w[3], w[4]);
        when 'token', 'oldtoken' then
            insert into kept select n, 'token', pg_temp.token(who, tenant, w[3], case w[1] when 'token' then case w[3] when 'sms' then l.phone else l.email end end)
              from leads l where l.id = who;
        when 'link' then perform automation_unsubscribe((select k.value from kept k where k.n = play.n and k.what = 'token'));
        when 'report', 'reportto' then
            select case when w[1] = 'reportto' then w[4] when w[3] = 'email' then l.email else l.phone end into own from leads l where l.id = who;
            insert into messages (lead_id, channel, recipient, body, status, provider_message_id) values (who, w[3], own, 'x', 'sent', 'p' || who || w[3]);
            perform automation_delivery_report(w[3], 'p' || who || w[3], w[cardinality(w)]);
        when 'suppress' then insert into automation_suppressions (channel, address) values (w[2], pg_temp.spelled(w[3]));
        when 'forgive' then
            delete from automation_suppressions s where s.tenant_id = tenant and s.channel = w[2] and s.reason = 'opted_out'
               and s.address = automation_internal.automation_comparable_address(w[2], pg_temp.spelled(w[3]));
        when 'restore' then
            -- as pg_dump's script loads rows: nothing of ours acts on them
            set local session_replication_role = replica;
            create temp table old_leads as select * from leads l where l.tenant_id = tenant;
            create temp table old_rows as select * from automation_suppressions s where s.tenant_id = tenant;
            delete from leads l where l.tenant_id = tenant;
            delete from automation_suppressions s where s.tenant_id = tenant;
            insert into leads select * from old_leads;
            insert into automation_suppressions select * from old_rows;
            drop table old_leads, old_rows;
            set local session_replication_role = origin;
    end case;
end $$;

-- all lines are played, each with an automation for the channel that is asked
create temp table wrong (n bigint, what text, steps text[], asked text[], expected text, by text, seen text);
create procedure pg_temp.play_all() language plpgsql as $$
declare
    c record;
    step text;
begin
    for c in select * from cases order by n loop
        begin
            foreach step in array c.steps loop
                call pg_temp.play(c.n, string_to_array(step, ' '));
            end loop;
            step := 'asked';
            perform set_config('automation.tenant_id', c.asked[1] || c.n, true), set_config('automation.restoring', 'off', true);
            insert into automations (id, name, type, trigger, channel, message_template) values (c.n, 'a', 'lead_followup', 'lead_status_changed', c.asked[3], 'hello');
            perform automation_trigger('lead_status_changed', c.n * 100 + case c.asked[1] when 'B' then 50 else 0 end + c.asked[2]::bigint);
        exception when others then
            insert into wrong values (c.n, c.what, c.steps, c.asked, c.expected, step, sqlerrm);
        end;
    end loop;
end $$;
create temp view asked as select c.*, c.asked[1] || c.n as tenant, c.n * 100 + case c.asked[1] when 'B' then 50 else 0 end + c.asked[2]::bigint as lead from cases c;
create procedure pg_temp.ask(n bigint, lead bigint) language plpgsql as $$
begin
    insert into wrong
    select a.n, a.what, a.steps, a.asked, a.expected, 'explain', e.detail
      from asked a, automation_explain(a.n, a.lead) e where a.n = ask.n and e.step = 'opt-out' and e.ok <> (a.expected = 'written');
    insert into wrong
    select a.n, a.what, a.steps, a.asked, a.expected, 'test', array_to_string(t.reasons, ',')
      from asked a, automation_test(a.n, a.lead) t where a.n = ask.n and ('opted_out' = any(t.reasons)) <> (a.expected = 'refused');
end $$;
set automation.tenant_id = '';
call pg_temp.play_all();
reset automation.tenant_id;
do $$ declare a record; begin
    for a in select n, lead from asked where n not in (select n from wrong) order by n loop call pg_temp.ask(a.n, a.lead); end loop; end $$;
delete from messages where status = 'draft';
call automation_run();
insert into wrong
select a.n, a.what, a.steps, a.asked, a.expected, 'run', coalesce(m.status, v.details ->> 'reason', 'nothing')
  from asked a
  left join messages m on m.automation_id = a.n and m.lead_id = a.lead and m.tenant_id = a.tenant and m.direction = 'outbound'
  left join activities v on v.automation_id = a.n and v.lead_id = a.lead and v.tenant_id = a.tenant and v.type = 'automation_blocked'
 where case a.expected when 'written' then m.status is distinct from 'recorded' else m.id is not null or v.details ->> 'reason' is distinct from 'opted_out' end;

-- the answers that differ from those stated
select count(*) as wrong from wrong;
select n, what, array_to_string(steps, '; ') as steps, array_to_string(asked, ' ') as asked, expected, by, seen from wrong order by n, by limit 20;

-- neither erases the other, and no address stands in two forms
select reason, count(*) > 10 as some from automation_suppressions group by 1 order by 1;
select count(*) as not_normalised from automation_suppressions where address <> automation_internal.automation_comparable_address(channel, address);
drop schema crm cascade;
