# The worker of one server: it serves from automation_start() to automation_stop(), comes back after whatever ended it,
# says why it does not work, and rests when nothing is due.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $messages = "select string_agg(l.name || ': ' || m.body, ', ' order by m.id) from messages m join leads l on l.id = m.lead_id";

sub add_lead
{
	my ($node, $name, $db) = @_;
	return $node->safe_psql($db // 'postgres', "insert into leads (name) values ('$name')");
}

# --- a server that does not preload the library ---

my $node = automation_node('main', preload => 0, conf => { max_connections => 30, autovacuum => 'off' });
$node->safe_psql('postgres', 'create extension automation');
welcome($node);
add_lead($node, 'Ada');
is(status($node),
	'postgres | not preloaded | queued 1 | due 1 | automation must be added to shared_preload_libraries and the server restarted; '
	  . 'until then CALL automation_run() processes due runs',
	'without preload the status says so');
is($node->safe_psql('postgres', 'call automation_run()'), '1', 'CALL automation_run() works without preload');
is( story($node),
	"Ada | outbound | email | recorded | template | Welcome | Hello Ada\n"
	  . 'Ada | automation_ran | Welcome: message written (email) | {"event": "new_lead"}',
	'and leaves the message and its activity');
is( $node->safe_psql('postgres', 'select automation_start()'),
	'database "postgres" will be served after automation has been added to shared_preload_libraries and the server has been restarted',
	'automation_start() says what is missing');
$node->safe_psql('postgres', 'select automation_stop()');

# --- preloaded: start and stop ---

$node->append_conf('postgresql.conf', "shared_preload_libraries = 'automation'");
$node->restart;
add_lead($node, 'Bob');
is( status($node),
	'postgres | stopped | queued 1 | due 1 | the database is not served until automation_start() is called',
	'preloaded but not started: stopped, and the run waits');
is($node->safe_psql('postgres', $messages), 'Ada: Hello Ada', 'no message yet');

my $began = time;
is($node->safe_psql('postgres', 'select automation_start()'), 'database "postgres" is served', 'started');
wait_for($node, $messages, 'Ada: Hello Ada, Bob: Hello Bob');
my $took = time - $began;
cmp_ok($took, '<', 10, 'what waited is done within seconds');
diag(sprintf 'automation_start() to message: %.2f s', $took);

add_lead($node, 'Cyd');
wait_for($node, $messages, 'Ada: Hello Ada, Bob: Hello Bob, Cyd: Hello Cyd');
wait_for($node, 'select state from automation_status()', 'idle');
is(status($node), 'postgres | idle | queued 0 | due 0', 'a lead gets its message without any call');

$node->safe_psql('postgres', 'select automation_stop()');
wait_for($node, "select count(*) from pg_stat_activity where backend_type = 'automation dispatcher'", 0);
add_lead($node, 'Dan');
is( status($node),
	'postgres | stopped | queued 1 | due 1 | the database is not served until automation_start() is called',
	'stopped again: the run waits');
$node->safe_psql('postgres', 'select automation_start()');
wait_for($node, $messages, qr/Dan: Hello Dan$/);
pass('started again: it is done');

# --- what PostgreSQL's own views show ---

is( wait_for($node, "select application_name, state, backend_start is not null from pg_stat_activity where backend_type = 'automation dispatcher'", qr/idle/),
	'automation dispatcher|idle|t',
	'pg_stat_activity shows the dispatcher idle');
my $user = session($node);
$user->query_safe('begin; lock table messages');
add_lead($node, 'Eve');
is( wait_for($node, "select state, query, wait_event_type from pg_stat_activity where backend_type = 'automation dispatcher'", qr/Lock/),
	'active|working on automation_queue|Lock',
	'and active while it works');
$user->query_safe('commit');
$user->quit;
wait_for($node, $messages, qr/Eve: Hello Eve$/);
wait_for($node, "select string_agg(relname || ' ' || n_tup_ins || ' ' || n_tup_del, ', ' order by relname) from pg_stat_user_tables where relname in ('messages', 'activities', 'automation_queue')",
	'activities 5 0, automation_queue 5 5, messages 5 0');
pass('pg_stat_user_tables counts what it writes');

# --- it comes back ---

sub comes_back_after
{
	my ($what, $do, $lead) = @_;
	my $before = dispatcher($node);
	$do->();
	wait_for($node, "select count(*) from pg_stat_activity where backend_type = 'automation dispatcher' and pid <> $before", 1);
	add_lead($node, $lead);
	wait_for($node, $messages, qr/$lead: Hello $lead$/);
	pass("it serves again after $what");
}

comes_back_after('pg_terminate_backend',
	sub { $node->safe_psql('postgres', "select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'automation dispatcher'") }, 'Fay');
# The launcher stands in no view; its dispatcher goes with it, so that nothing runs that nobody can stop.
comes_back_after('the launcher was ended', sub { kill 'TERM', process_of($node, 'automation launcher') }, 'Gus');
comes_back_after('a fast restart', sub { $node->restart }, 'Hal');
comes_back_after('an immediate one', sub { $node->stop('immediate'); $node->start }, 'Ida');

# --- settings by reload ---

$node->append_conf('postgresql.conf', 'automation.workers = 0');
$node->reload;
wait_for($node, "select state from automation_status()", 'switched off');
wait_for($node, "select count(*) from pg_stat_activity where backend_type = 'automation dispatcher'", 0);
add_lead($node, 'Jan');
is(status($node), 'postgres | switched off | queued 1 | due 1 | automation.workers is 0', 'automation.workers = 0: switched off');
$node->append_conf('postgresql.conf', 'automation.workers = 1');
$node->reload;
wait_for($node, $messages, qr/Jan: Hello Jan$/);
pass('automation.workers = 1: it works again');

# --- what is wrong is said once ---

my $log = -s $node->logfile;
$node->append_conf('postgresql.conf', "automation.role = 'nobody_here'");
$node->reload;
add_lead($node, 'Kim');
is( wait_for($node, 'select state, last_error from automation_status()', qr/^paused.*nobody_here/),
	'paused|role "nobody_here" does not exist',
	'a setting that cannot work: paused, and the status says why');
comes_back_paused();
$node->append_conf('postgresql.conf', "automation.role = ''");
$node->reload;
wait_for($node, $messages, qr/Kim: Hello Kim$/);
pass('the setting put right: it works again');

# A new dispatcher finds the setting as bad as the last one did. It tries again every second.
sub comes_back_paused
{
	my $before = dispatcher($node);
	$node->safe_psql('postgres', "select pg_terminate_backend($before)");
	wait_for($node, "select pid <> $before, state, last_error from automation_status()", 't|paused|role "nobody_here" does not exist');
	rests_again($node, 'postgres', 2);
	my @said = grep { /LOG:  automation|ERROR|FATAL/ } split /\n/, slurp_file($node->logfile, $log);
	s/^.*?(LOG|ERROR|FATAL)/$1/ for @said;
	is( join("\n", @said), <<'EOT' =~ s/\n$//r, 'each of the two dispatchers has said it once');
LOG:  automation dispatcher for database 5 is paused: role "nobody_here" does not exist
LOG:  automation dispatcher for database 5 is paused: role "nobody_here" does not exist
EOT
}

# A database whose setting says served but that has no extension; the next look at the settings finds it.
$log = -s $node->logfile;
my $system = $node->safe_psql('postgres', 'select system_identifier from pg_control_system()');
$node->safe_psql('postgres', 'create database bare');
$node->safe_psql('postgres', "select format('alter database bare set automation.enabled = %L', '$system/' || oid) from pg_database where datname = 'bare' \\gexec");
$node->safe_psql('postgres', 'select automation_start()');
wait_for_log($node, qr/the extension automation is not installed here/, $log);

# --- at rest ---

# Meanwhile a third database has nothing to do.
$node->safe_psql('postgres', 'create database quiet');
install_and_start($node, 'quiet');
wait_for($node, 'select state from automation_status()', 'idle', db => 'quiet');
my $transactions = "select xact_commit + xact_rollback from pg_stat_database where datname = 'quiet'";
my @counted = split /\n+/, $node->safe_psql('postgres', "$transactions; select pg_sleep(7); $transactions");
my $ran = $counted[-1] - $counted[0];
diag("transactions in 7 idle seconds: $ran");
cmp_ok($ran, '<=', 12, 'seven seconds with nothing to do: no transaction but the safety look\'s');

my @said = grep { /is not installed here/ } split /\n/, slurp_file($node->logfile, $log);
is(scalar @said, 1, 'the missing extension is said in the log once') or diag(join "\n", @said);
is( $node->safe_psql('postgres', "select state from pg_stat_activity where backend_type = 'automation dispatcher' and datname = 'bare'"),
	'idle', 'and its dispatcher waits');

install_and_start($node, 'bare');
welcome($node, 'bare');
add_lead($node, 'Lea', 'bare');
wait_for($node, $messages, 'Lea: Hello Lea', db => 'bare', seconds => 10);
pass( 'the extension created where it was missing: it serves within seconds');

is( $node->safe_psql('postgres', "select datname, count(*) from pg_stat_activity where backend_type = 'automation dispatcher' group by 1 order by 1"),
	"bare|1\npostgres|1\nquiet|1", 'three databases are served at once, each by one');

is(outcomes($node), '11 leads: recorded "Hello <name>"; automation_ran', 'every lead has one message and one activity');
wait_for($node, 'select times_triggered from automations', 11);
is(numbers($node), 'Welcome ran 11, skipped 0, blocked 0, failed 0, queued 0, times_triggered 11', 'and is counted once');

$node->stop;
done_testing();
