# Settings stored for the database (ALTER DATABASE … SET) or a role (ALTER ROLE … SET) that an application or a tool may
# need: the worker begins with each of them, and does what is due.
use strict;
use warnings;
use AutomationTest;
use Test::More;

# The sessions of the test itself have none of it.
$ENV{PGOPTIONS} = '-c statement_timeout=0 -c lock_timeout=0';
my $node = automation_node('main', conf => { log_statement => 'none' });
install_and_start($node);
welcome($node);
my $ours = 'set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0; set search_path = public;';
sub sql { return $node->safe_psql('postgres', "$ours $_[0]") }
my $leads = 0;

my @settings = ('default_transaction_isolation = serializable', 'default_transaction_deferrable = on', "search_path = ''", 'statement_timeout = 1',
	'lock_timeout = 1', 'idle_in_transaction_session_timeout = 1', 'work_mem = 64', 'temp_file_limit = 0', 'enable_indexscan = off', 'enable_seqscan = off',
	'plan_cache_mode = force_custom_plan', 'standard_conforming_strings = off', 'array_nulls = off', 'bytea_output = escape', "DateStyle = 'SQL, DMY'",
	'IntervalStyle = iso_8601', "TimeZone = 'Asia/Tokyo'", 'xmloption = document', 'client_min_messages = error', "log_statement = 'all'", 'row_security = off',
	'check_function_bodies = off');
for my $set (@settings)
{
	my ($name) = $set =~ /^(\w+)/;
	my $before = wait_for($node, "select pid from pg_stat_activity where backend_type = 'automation dispatcher'", qr/./, db => 'template1');
	sql("alter database postgres set $set");
	$node->psql('template1', "select pg_terminate_backend($before)");
	wait_for($node, "select pid <> $before from pg_stat_activity where backend_type = 'automation dispatcher' and datname = 'postgres'", 't', db => 'template1');
	sql("insert into leads (name) values ('Lead')");
	$leads++;
	ok(eval { wait_for($node, "$ours select count(*) from messages", $leads, seconds => 10); 1 }, $set) or diag(sql("select concat_ws(' | ', state, paused_reason, last_error) from automation_status()"));
	sql("alter database postgres reset $name");
}

# Serializable by default: the worker takes no part in it, or its transactions could make those of users fail.
sql('create table seen (level text)');
sql('create function note_level() returns trigger language plpgsql as $$ begin insert into seen values (current_setting($a$transaction_isolation$a$)); return new; end $$');
sql('create trigger note_level before insert on messages for each row execute function note_level()');
sql('alter database postgres set default_transaction_isolation = serializable');
my $served = wait_for($node, "select pid from pg_stat_activity where backend_type = 'automation dispatcher'", qr/./, db => 'template1');
$node->psql('template1', "select pg_terminate_backend($served)");
wait_for($node, "select pid <> $served from pg_stat_activity where backend_type = 'automation dispatcher' and datname = 'postgres'", 't', db => 'template1');
sql("insert into leads (name) values ('Lead')");
$leads++;
wait_for($node, "$ours select count(*) from messages", $leads);
is(sql('select distinct level from seen'), 'read committed', 'the worker writes at READ COMMITTED');
sql('drop trigger note_level on messages; drop table seen; alter database postgres reset default_transaction_isolation');

# All of them at once, for the roles that the worker is and acts as.
sql('create role keeper');
give_tables($node, 'postgres', 'keeper');
for my $whose ('role postgres', 'role keeper', 'role postgres in database postgres', 'role keeper in database postgres', 'role all')
{
	my $before = wait_for($node, "select pid from pg_stat_activity where backend_type = 'automation dispatcher'", qr/./, db => 'template1');
	sql("alter $whose set $_") for @settings;
	$node->psql('template1', "set statement_timeout = 0; select pg_terminate_backend($before)");
	sql("insert into leads (name) values ('Lead')");
	$leads++;
	ok(eval { wait_for($node, "$ours select count(*) from messages", $leads, seconds => 10); 1 }, "$whose: all of them")
		or diag(sql("select concat_ws(' | ', state, paused_reason, last_error) from automation_status()"));
	sql("alter $whose reset all");
}

# One that forbids the work pauses it, by its name, until it is gone.
for my $whose ('database postgres', 'role postgres', 'role keeper')
{
	sql("alter $whose set default_transaction_read_only = on");
	sql("set default_transaction_read_only = off; insert into leads (name) values ('Lead')");
	$leads++;
	like(wait_for($node, "$ours set default_transaction_read_only = off; select concat(paused_reason, (select count(*) from messages)) from automation_status()",
		$whose eq 'role keeper' ? $leads : qr/read-only/, seconds => 10), qr/read-only|^$leads$/, "$whose, read-only transactions: said within 10 s, or none of the worker's business");
	sql("set default_transaction_read_only = off; alter $whose reset default_transaction_read_only");
	ok(eval { wait_for($node, "$ours select count(*) from messages", $leads, seconds => 10); 1 }, "$whose: it goes on within 10 s");
}

$node->stop;
done_testing();
