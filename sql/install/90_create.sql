-- The tables, unless they come from elsewhere. PostgreSQL silences notices in extension scripts; these are meant to be
-- read, so the session's default level applies to them.
do $body$
declare
    home text;
    reason text;
    served boolean;
begin
    if current_setting('client_min_messages') = 'warning' then
        perform set_config(s.name, s.reset_val, true) from pg_settings s where s.name = 'client_min_messages';
    end if;

    select quote_ident(n.nspname) into home
      from pg_extension e
      join pg_namespace n on n.oid = e.extnamespace
     where e.extname = 'automation';

    select case when s.dump_is_loaded then 'a dump is being loaded, which contains them'
                when s.restoring then 'automation.restoring is on'
                when s.citus then 'Citus is loaded, whose workers must not create them by an extension script'
           end
      into reason
      from (select exists (select from pg_settings where name = 'xmloption' and source = 'session'),
                   lower(current_setting('automation.restoring', true)) in ('on', 'true', 'yes', '1'),
                   exists (select from pg_extension where extname = 'citus')) s (dump_is_loaded, restoring, citus);
    if reason is not null then
        raise notice 'automation creates no tables now: %', reason
            using hint = format('Call %s.automation_install() to create or check them.', home);
        return;
    end if;

    execute format('select %s.automation_install()', home);
    -- After DROP EXTENSION the setting automation.enabled of the database stays, and so do the tables that it is about.
    execute format($$select exists (
        select from pg_control_system() c, pg_db_role_setting s, %s.automation_instance i
         where s.setrole = 0 and s.setdatabase = (select oid from pg_database where datname = current_database())
           and i.tenant_id = '' and i.queue = %L::regclass
           and i.identity = mod(c.system_identifier + 2::numeric ^ 64, 2::numeric ^ 64)::numeric(20) || '/' || s.setdatabase
           and 'automation.enabled=' || i.identity = any (s.setconfig))$$, home, home || '.automation_queue') into served;
    if served then
        raise notice 'automation is installed in schema % and serves this database, as it did before', home
            using detail = 'The setting "automation.enabled" of the database remains after DROP EXTENSION.',
                  hint = format('Call %s.automation_stop() to end this.', home);
        return;
    end if;
    raise notice 'automation is installed in schema % but does not serve this database yet', home
        using hint = format('Call %s.automation_start() to make the background worker serve this database.', home);
end
$body$;
