# Removing the extension as docs/operations.md says: what goes, what stays, and that it can be created again.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;

my ($remove, $delete) = slurp_file("$ENV{AUTOMATION_TOP}/docs/operations.md") =~ /^## Remove\n(?:.*?)^```sql\n(.*?)^```\n(?:.*?)^```sql\n(.*?)^```\n/ms;
ok($remove && $delete, 'docs/operations.md has the statements');

my $node = automation_node('main');
my $db = 'crm';
sub sql { return $node->safe_psql($db, @_) }

# What a superuser finds of ours in the database, relations apart.
sub found
{
	return sql(q{select string_agg(what, ', ' order by what) from (
	  select 'function ' || proname as what from pg_proc where proname like 'automation%'
	  union all select 'trigger ' || tgname from pg_trigger where not tgisinternal
	  union all select 'policy ' || polname || ' of ' || polrelid::regclass from pg_policy
	  union all select 'row security of ' || oid::regclass from pg_class where relrowsecurity
	  union all select 'schema ' || nspname from pg_namespace where nspname like 'automation%'
	  union all select 'type ' || typname from pg_type where typname like '%automation%' and typrelid = 0 and typelem = 0
	  union all select 'setting ' || unnest(setconfig) from pg_db_role_setting
	  union all select 'extension ' || extname from pg_extension where extname <> 'plpgsql'
	  union all select 'event trigger ' || evtname from pg_event_trigger) f});
}
sub relations
{
	return sql(q{select string_agg(relkind::text || ' ' || relname, ', ' order by relname collate "C") from pg_class
	  where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S', 'f')});
}
sub left_files { return scalar grep { -e } glob $node->data_dir . '/pg_stat_tmp/automation.*' }

$node->safe_psql('postgres', "create database $db");
install_and_start($node, $db);
welcome($node, $db);
create_rule($node, $db, name => 'Later', type => 'lead_followup', trigger => 'new_lead', delay_hours => 1, message_template => 'Later {lead_name}');
$node->safe_psql('postgres', 'create role webapp login; create role acme login');
sql(q{select automation_grant('webapp', 'app'); select automation_grant('acme', 'operator', 'acme')});
sql('select automation_install_api()');
sql('alter table leads add column shoe_size integer; create index on leads (shoe_size)');
sql(q{insert into leads (name, shoe_size) values ('Ada', 38)});
wait_for($node, 'select body from messages', 'Hello Ada', db => $db);
isnt(found(), '', 'the extension is there');
my $relations = relations();
my $rows = sql('select (select count(*) from activities), (select count(*) from automation_queue), (select shoe_size from leads)');
ok(left_files(), 'a file records how the worker starts');

(undef, undef, my $said) = $node->psql($db, 'drop extension automation');
like($said, qr/cannot drop extension automation because other objects depend on it.*HINT:  Use DROP \.\.\. CASCADE/s, 'without CASCADE it is refused');

# --- as the documentation says ---

sql($remove);
is(found(), '', 'removed: no function, trigger, policy, row security, schema, setting or extension is left');
is(relations(), $relations =~ s/v automation_progress, //r, 'the tables, sequences and views stay, but the one that calls a function');
sql('drop schema api');
pass('schema api is empty');
is(sql('select (select count(*) from activities), (select count(*) from automation_queue), (select shoe_size from leads)'), $rows,
	'with their rows, waiting runs and columns of the owner');
is(sql('select count(*) from automation_stats'), 2, 'and the views can be read');
wait_for($node, q{select count(*) from pg_stat_activity where backend_type = 'automation dispatcher'}, 0);
for (1 .. 200) { last unless left_files(); select(undef, undef, undef, 0.05) }
is(left_files(), 0, 'no process and no file of the worker is left');
is(sql(q{set role webapp; insert into leads (name) values ('Bob') returning name}), 'Bob', 'a role without a tenant keeps its privileges');
(undef, undef, $said) = $node->psql($db, 'set role acme; select count(*) from leads');
like($said, qr/permission denied for table leads/, 'one that was limited to a tenant has none');

# The library is no longer preloaded, nor needed.
$node->adjust_conf('postgresql.conf', 'shared_preload_libraries', "''");
$node->stop;
my $log = -s $node->logfile;
$node->start;
is(sql(q{insert into leads (name) values ('Cid') returning name}), 'Cid', 'writes need no library');
unlike(substr(slurp_file($node->logfile), $log), qr/automation|ERROR|WARNING|FATAL/, 'and the log says nothing of it');

# --- created again ---

$node->adjust_conf('postgresql.conf', 'shared_preload_libraries', "'automation'");
$node->restart;
(undef, undef, $said) = $node->psql($db, 'create extension automation');
like($said, qr/NOTICE:  automation is installed in schema public but does not serve this database yet/, 'created again, it serves nothing yet');
like(status($node, $db), qr/^crm \| stopped \| queued 1 /, 'the run waits');
sql('select automation_start(); update automation_queue set run_at = now()');
wait_for($node, q{select string_agg(body, ', ' order by id) from messages}, 'Hello Ada, Later Ada', db => $db);
pass('started, it completes the run, and none for leads that came meanwhile');

# Dropped while it is served: the database is served again as soon as the extension is created, which says so.
$node->psql($db, 'drop extension automation cascade');
like(found(), qr/^setting automation\.enabled=\S+$/, 'dropped without automation_stop(): the setting stays');
(undef, undef, $said) = $node->psql($db, 'create extension automation');
like($said, qr/NOTICE:  automation is installed in schema public and serves this database, as it did before.*HINT:  Call public\.automation_stop\(\)/s,
	'created again, it says that it serves the database');
sql(q{insert into leads (name) values ('Dee')});
wait_for($node, q{select count(*) from messages where body = 'Hello Dee'}, 1, db => $db);
pass('and does');

$node->psql($db, 'select automation_stop(); drop extension automation cascade');

# --- the data as well ---

sql($delete);
is(relations(), '', 'and at last the tables and views');
is(found(), '', 'nothing is left');

done_testing();
