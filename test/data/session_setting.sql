-- For sql/session_settings.sql: its scenario in a new session with :settings.
\c -
set client_min_messages = error;
\o /dev/null
load 'plpgsql';
select pg_catalog.set_config(s.name, pg_catalog.substr(g, pg_catalog.strpos(g, '=') + 1), false)
  from pg_catalog.unnest(pg_catalog.string_to_array(:'settings', '; ')) with ordinality g (g, ordinal)
  join pg_catalog.pg_settings s on pg_catalog.lower(s.name) = pg_catalog.split_part(g, '=', 1)
 where :'settings' <> '' order by ordinal;
call test.scenario(:'settings');
call crm.automation_run();
call test.outcome(:'settings');
\o
