# Code of the tables' owner (triggers, casts, checks of domains) that SETs something in the worker: what it sets lasts no
# longer than the statement that ran it. The worker goes on as before, for as many batches as there are.
use strict;
use warnings;
use AutomationTest;
use Test::More;

my $node = automation_node('main', conf => { max_connections => 30, 'automation.max_attempts' => 2, log_statement => 'none' });
sub sql { return $node->safe_psql('postgres', $_[0]) }
$node->safe_psql('postgres', 'create extension automation');
# Every setting that a session may change: what the process has of it, seen by a trigger.
sql(<<'SQL');
create table settings_seen (process int, name text, setting text);
create function settings_now() returns table (name text, setting text) stable language sql as $$
    select name, setting from pg_catalog.pg_settings where context in ('user', 'superuser') and name not like 'transaction_%'
$$;
SQL
sql('select automation_start()');
welcome($node);
create_rule($node, 'postgres', name => 'Mark', type => 'crm_update', trigger => 'new_lead', actions => { set => { status => 'Contacted' } });
my $leads = 0;

# Two batches: the second one finds what the first one left.
sub all_run
{
	my ($what) = @_;
	for (1 .. 2)
	{
		sql("set session_replication_role = origin; insert into leads (name, source) select 'Lead', 'Lead' from generate_series(1, 3)");
		$leads += 3;
		my $done = eval { wait_for($node, 'select count(*) from automation_queue', 0, seconds => 15); 1 };
		ok($done, "$what: every run is done") or diag(status($node));
	}
	is(sql("select count(*) filter (where body = 'Hello Lead') from messages") . ' ' . sql("select count(*) from leads where status = 'Contacted'"), "$leads $leads", "$what: with its writes");
	my $rests = eval { wait_for($node, 'select concat(state, paused_reason) from automation_status()', 'idle') };
	is($rests, 'idle', "$what: nothing is paused") or diag($@);
	return;
}

my @settings = (
	'default_transaction_read_only = on', 'default_transaction_isolation = serializable', 'default_transaction_deferrable = on',
	'search_path = \'\'', 'search_path = information_schema', 'statement_timeout = 1', 'lock_timeout = 1', 'timezone = \'Asia/Tokyo\'',
	'datestyle = \'SQL, DMY\'', 'intervalstyle = iso_8601', 'row_security = off', 'session_replication_role = replica',
	'automation.restoring = on', 'automation.tenant_id = \'other\'', 'standard_conforming_strings = off', 'bytea_output = escape', 'extra_float_digits = \'-5\'',
	'enable_indexscan = off', 'client_min_messages = error', 'work_mem = 64', 'idle_in_transaction_session_timeout = 1',
	'check_function_bodies = off', 'array_nulls = off', 'transform_null_equals = on', 'xmloption = document', 'synchronous_commit = off',
	'temp_file_limit = 0', 'default_tablespace = pg_global', 'quote_all_identifiers = on', 'deadlock_timeout = 1', 'gin_fuzzy_search_limit = 1');

# A trigger on each table that a run writes; it may set whatever its owner, here a superuser, may.
sub trigger
{
	my ($table, $body) = @_;
	sql("create function note() returns trigger language plpgsql as \$\$ begin $body; return null; end \$\$;
		create trigger note after " . ($table eq 'leads' ? 'update' : $table eq 'automation_queue' ? 'delete' : 'insert') . " on $table for each row execute function note()");
	return;
}
my $pid = wait_for($node, "select pid from automation_status() where state = 'idle'", qr/./);
my @tables = ('messages', 'activities', 'leads', 'automation_queue');
for my $i (0 .. $#settings)
{
	my $table = $tables[ $i % @tables ];
	my ($name, $value) = $settings[$i] =~ /(.*?) = '?(.*?)'?$/;
	trigger($table, "perform set_config('$name', '$value', false)");
	all_run("$settings[$i] by a trigger on $table");
	sql('drop function note cascade');
}
is(dispatcher($node), $pid, 'all by the same process');

# All of them at once, and nothing of it is left.
my $snapshot = "insert into public.settings_seen select pg_catalog.pg_backend_pid(), s.* from public.settings_now() s";
trigger('messages', $snapshot);
sql("insert into leads (name) values ('Lead')");
$leads++;
wait_for($node, 'select count(*) from automation_queue', 0);
sql('drop function note cascade; create table settings_before as select distinct * from settings_seen; truncate settings_seen');
for my $table (@tables)
{
	trigger($table, join ';', map { "set $_" } @settings);
	all_run("all of them by a trigger on $table");
	sql('drop function note cascade');
}
trigger('messages', $snapshot);
sql("insert into leads (name) values ('Lead')");
$leads++;
wait_for($node, 'select count(*) from automation_queue', 0);
sql('drop function note cascade');
is(sql('select s.name, b.setting, s.setting from settings_seen s left join settings_before b using (process, name) where s.setting is distinct from b.setting'), '', 'no setting of the process is another one than before');

# --- in the transaction: what follows in the batch ---

trigger('messages', "set transaction_read_only = on");
all_run('transaction_read_only');
sql('drop function note cascade');
trigger('messages', "set local search_path = information_schema; set local session_replication_role = replica");
all_run('SET LOCAL');
sql('drop function note cascade');

# --- code that is called otherwise ---

my $sets = join ';', map { my ($name, $value) = /(.*?) = '?(.*?)'?$/; "perform pg_catalog.set_config('$name', '$value', false)" }
	@settings[0, 3, 5, 6, 7, 8, 11, 12, 14];
sql("create function is_fine(text) returns boolean language plpgsql as \$\$ begin $sets; return true; end \$\$;
	create domain message_line as text check (is_fine(value));
	set search_path = public; alter table messages alter model type message_line");
all_run('the check of a domain');
sql("alter table messages alter model type text; drop domain message_line");
sql("alter table activities add constraint fine check (is_fine(description))");
all_run('a check');
sql("alter table activities drop constraint fine");
sql("create type word as enum ('Lead', 'other'); create function as_text(word) returns text language plpgsql as \$\$ begin $sets; return case when \$1 = 'Lead' then 'Lead' else 'other' end; end \$\$;
	create cast (word as text) with function as_text(word) as assignment; alter table leads alter source type word using source::word");
all_run('a cast');

# --- functions in a session of a user's: the statements that follow are ours still ---

sql("alter table leads alter source type text"); sql("update leads set email = 'ada\@example.org' where id = (select min(id) from leads)");
wait_for($node, 'select count(*) from automation_queue', 0);
trigger('messages', "set search_path = information_schema; set standard_conforming_strings = off; set datestyle = 'SQL, DMY'");
like(sql("select automation_receive('email', 'ada\@example.org', 'Hello')"), qr/^\d+$/, 'automation_receive() goes on with its own path');

$node->stop;
done_testing();
