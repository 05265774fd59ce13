# Settings stored for the database (ALTER DATABASE … SET) that an application or a tool may need: the worker begins with
# each of them, and does what is due.
use strict;
use warnings;
use AutomationTest;
use Test::More;

my $node = automation_node('main', conf => { log_statement => 'none' });
install_and_start($node);
welcome($node);
my $ours = 'set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0; set search_path = public;';
sub sql { return $node->safe_psql('postgres', "$ours $_[0]") }
my $leads = 0;

for my $set ('default_transaction_isolation = serializable', 'default_transaction_deferrable = on', "search_path = ''", 'statement_timeout = 1',
	'lock_timeout = 1', 'idle_in_transaction_session_timeout = 1', 'work_mem = 64', 'temp_file_limit = 0', 'enable_indexscan = off', 'enable_seqscan = off',
	'plan_cache_mode = force_custom_plan', 'standard_conforming_strings = off', 'array_nulls = off', 'bytea_output = escape', "DateStyle = 'SQL, DMY'",
	'IntervalStyle = iso_8601', "TimeZone = 'Asia/Tokyo'", 'xmloption = document', 'client_min_messages = error', "log_statement = 'all'", 'row_security = off',
	'check_function_bodies = off')
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

$node->stop;
done_testing();
