# The worker's processes are ended in every way that an administrator has, again and again, and find no room to start:
# nothing is lost, nothing is done twice, the log stays short, and work goes on as soon as it can.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $node = automation_node('main', conf => { max_connections => 30, restart_after_crash => 'on', log_statement => 'none', max_worker_processes => 8,
	max_logical_replication_workers => 0 });    # whose launcher would take a place too
install_and_start($node);
welcome($node);
my $leads = 0;

sub add_leads
{
	my ($more) = @_;
	$node->safe_psql('postgres', "insert into leads (name) select 'Lead ' || $leads + i from generate_series(1, $more) i");
	$leads += $more;
	return;
}

# A new process of that name; by its title in /proc, which needs no connection.
sub another
{
	my ($what, $but, $seconds) = @_;
	my $deadline = time + ($seconds // 30);
	while (time < $deadline)
	{
		my $pid = process_of($node, $what);
		return $pid if defined $pid && $pid != $but;
		select(undef, undef, undef, 0.005);
	}
	die "no new $what\n";
}

# Ends a process $tries times while leads come in; the time from the last end until all is done again.
sub ended_again_and_again
{
	my ($fault, $what, $tries, $end) = @_;
	my $log = -s $node->logfile;
	my $began = time;
	my ($last, $slowest) = (0, 0);
	for my $try (1 .. $tries)
	{
		my $from = time;
		$last = another($what, $last);
		$slowest = time - $from if time - $from > $slowest;
		add_leads(40);
		$end->($last);
	}
	my $spent = time - $began;
	my $from = time;
	wait_for($node, 'select count(*) from automation_queue', 0, seconds => 30);
	my $after = time - $from;
	is(outcomes($node), "$leads leads: recorded \"Hello <name>\"; automation_ran", "$fault: every lead has one message");
	my ($lost, $doubled) = lost_and_doubled($node);
	report_fault($fault, $tries, $lost, $doubled, $slowest > $after ? $slowest : $after);
	return ($spent, $after, $log);
}

# --- the dispatcher, 50 times in a minute ---

my ($spent, $after, $log) = ended_again_and_again('pg_terminate_backend(dispatcher)', 'automation dispatcher', tries(50), sub {
	$node->safe_psql('postgres', "select pg_terminate_backend($_[0])");
});
cmp_ok($spent, '<=', tries(60), sprintf('ended %d times in %.1f s', tries(50), $spent));
cmp_ok($after, '<=', 3, sprintf('after the last time work goes on within %.1f s', $after));
my @said = worker_log($node, $log);
cmp_ok(scalar @said, '<=', tries(50), 'not more than a line in the log each time') or diag(join "\n", @said[0 .. 9]);
is(scalar(grep { /FATAL|PANIC|terminated by signal/ && !/terminating background worker/ } @said), 0, 'and the server has not noticed');

# --- the launcher ---

my (undef, undef, $warned) = $node->psql('postgres', 'select pg_terminate_backend(' . process_of($node, 'automation launcher') . ')');
like($warned, qr/is not a PostgreSQL (server|backend) process/, 'SQL does not reach the launcher, which is in no database');

($spent, $after, $log) = ended_again_and_again('SIGTERM to the launcher', 'automation launcher', tries(5), sub { kill 'TERM', $_[0] });
cmp_ok($after, '<=', 5, sprintf('after the last time work goes on within %.1f s', $after));
@said = worker_log($node, $log);
cmp_ok(scalar @said, '<=', tries(20), 'a few lines in the log each time') or diag(join "\n", @said);

# Whoever ends it by SIGKILL ends the server with it, which starts again by itself.
($spent, $after, $log) = ended_again_and_again('kill -9 of the launcher', 'automation launcher', tries(2), sub {
	kill 'KILL', $_[0];
	wait_for($node, 'select 1', 1);
});

# --- no room ---

# The launcher takes the only place: nothing can be started. That is said, and by hand it goes on.
$node->append_conf('postgresql.conf', "max_worker_processes = 1\nlog_min_messages = debug1");
$log = -s $node->logfile;
$node->restart;
is( wait_for($node, 'select state, paused_reason from automation_status()', qr/max_worker_processes/),
	'starting|max_worker_processes is exhausted', 'no place for a dispatcher: the status says so');
add_leads(1);
is($node->safe_psql('postgres', 'call automation_run()'), 1, 'CALL automation_run() works meanwhile');
wait_for_log($node, qr/(no place for the automation scanner.*){2}/s, $log);
@said = grep { /automation/ && !/exited with exit code 1/ } worker_log($node, $log);
is_deeply(\@said, ['LOG:  automation cannot start a worker: max_worker_processes is exhausted; the launcher tries again'], 'the log says it once');

# Not even the launcher.
$node->append_conf('postgresql.conf', 'max_worker_processes = 0');
$node->restart;
is($node->safe_psql('postgres', 'select state, paused_reason from automation_status()'), 'starting|the launcher is not running; max_worker_processes may be exhausted',
	'no place for the launcher: the status says so');
add_leads(1);
is($node->safe_psql('postgres', 'call automation_run()'), 1, 'CALL automation_run() works');

# One place beside the launcher's, which the dispatcher takes: what is started and stopped is found all the same.
$node->append_conf('postgresql.conf', 'max_worker_processes = 2');
$node->restart;
add_leads(1);
wait_for($node, 'select count(*) from automation_queue', 0);
pass('one place beside the launcher: the database is served');
$node->safe_psql('postgres', 'select automation_stop()');
wait_for($node, "select count(*) from pg_stat_activity where backend_type = 'automation dispatcher'", 0, seconds => 20);
add_leads(1);
is(status($node), 'postgres | stopped | queued 1 | due 1 | the database is not served until automation_start() is called',
	'stopped though there was no place to look who is served');
$log = -s $node->logfile;
$node->safe_psql('postgres', 'select automation_start()');
wait_for($node, 'select count(*) from automation_queue', 0);
$node->safe_psql('postgres', 'create database second');
install_and_start($node, 'second');
is(wait_for($node, 'select state, paused_reason from automation_status()', qr/exhausted/, db => 'second'), 'starting|max_worker_processes is exhausted',
	'no place for a second database: its status says so');
$node->safe_psql('postgres', 'select automation_stop()');
welcome($node, 'second');
$node->safe_psql('second', "insert into leads (name) values ('Ada')");
wait_for($node, 'select body from messages', 'Hello Ada', db => 'second', seconds => 20);
pass('the first stopped: the second is served by itself');
@said = grep { /automation/ && !/exited with exit code 1/ && !/CONTEXT:/ } worker_log($node, $log);
cmp_ok(scalar @said, '<=', 3, 'with a line or two in the log') or diag(join "\n", @said);

# --- taken out of shared_preload_libraries and put back ---

$node->append_conf('postgresql.conf', "max_worker_processes = 8\nshared_preload_libraries = ''");
$node->restart;
$node->safe_psql('second', "insert into leads (name) values ('Bob')");
is($node->safe_psql('second', 'select state, queued from automation_status()'), 'not preloaded|1', 'not preloaded any more: the run waits');
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'automation'");
$node->restart;
wait_for($node, "select string_agg(body, ', ' order by id) from messages", 'Hello Ada, Hello Bob', db => 'second');
pass('preloaded again: it is served without another automation_start()');

# What was left lying in the first database meanwhile.
$node->safe_psql('postgres', 'select automation_start()');
wait_for($node, 'select count(*) from automation_queue', 0);
is(outcomes($node), "$leads leads: recorded \"Hello <name>\"; automation_ran", 'nothing of all that was lost or done twice');
report_fault('max_worker_processes used up, library not preloaded', 4, lost_and_doubled($node));

$node->stop;
done_testing();
