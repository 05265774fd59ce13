# What an administrator does to the database keeps runs waiting and no longer than it lasts: settings that are stored for
# a database or a role, a locked table, an encoding, a standby that is away. automation_status() names each within ten
# seconds and drops it within ten seconds of the mend.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $node = automation_node('main', init => [ allows_streaming => 1 ], conf => { max_connections => 30, log_statement => 'none' });
install_and_start($node);
welcome($node);
sub sql { return $node->safe_psql('postgres', $_[0]) }
my $paused = "select concat(state, ': ', paused_reason) from automation_status()";
my $leads = 0;

sub lead
{
	$leads++;
	sql("set default_transaction_read_only = off; set session_replication_role = origin; set automation.restoring = off;
		set synchronous_commit = local; insert into leads (name) values ('Lead $leads')");
	return;
}

# The query shows the cause within ten seconds; once it is mended, all is done and said no more within ten seconds.
sub pauses
{
	my ($what, $break, $reason, $mend) = @_;
	my $log = -s $node->logfile;
	my $began = time;
	$break->();
	my $said = wait_for($node, $paused, $reason, seconds => 15);
	cmp_ok(time - $began, '<', 10, "$what: said within 10 s: $said");
	$began = time;
	$mend->();
	wait_for($node, "select count(*) from messages", $leads, seconds => 15);
	wait_for($node, $paused, qr/^\w+: $/, seconds => 15);
	cmp_ok(time - $began, '<', 10, "$what: gone on with within 10 s of the mend");
	my @said = grep { /automation/ && !/^(STATEMENT|CONTEXT)/ } worker_log($node, $log);
	cmp_ok(scalar @said, '<=', 4, "$what: said once in the log") or diag(join "\n", @said);
	return;
}

for my $whose ('database postgres', 'role all', 'role ' . sql('select current_user'), 'role ' . sql('select current_user') . ' in database postgres')
{
	pauses("read-only transactions for $whose", sub { sql("alter $whose set default_transaction_read_only = on"); lead(); },
		qr/^paused: .*read-only/, sub { sql("begin; set local transaction read write; alter $whose reset default_transaction_read_only; commit") });
}

# --- what would have the worker lose runs without a word is its own ---

create_rule($node, 'postgres', name => 'Mark', type => 'crm_update', trigger => 'new_lead', actions => { set => { status => 'Contacted' } });
create_rule($node, 'postgres', name => 'Follow', type => 'lead_followup', trigger => 'lead_status_changed', subject_template => 'Now', message_template => 'Now {lead_status}');
for my $setting ('automation.restoring = on', 'session_replication_role = replica')
{
	my $chains = sql("select count(*) from messages where body = 'Now Contacted'");
	sql("alter database postgres set $setting");
	my $pid = wait_for($node, "select pid from automation_status() where state in ('idle', 'working')", qr/./);
	sql("select pg_terminate_backend($pid)");
	lead();
	wait_for($node, "select count(*) from messages where body = 'Now Contacted'", $chains + 1);
	pass("$setting for the database: a crm_update still sets off what follows it");
	sql("set session_replication_role = origin; set automation.restoring = off; insert into leads (name) values ('By hand')");
	wait_for($node, 'select count(*) from automation_queue', 0);
	sql("alter database postgres reset all");
	# automation.enabled is stored there, too.
	sql('select automation_start()');
}
sql('select automation_stop()');
wait_for($node, "select count(*) from pg_stat_activity where backend_type = 'automation dispatcher'", 0);
my $before = sql("select count(*) from messages where body = 'Now Contacted'");
sql("insert into leads (name) values ('Drained')");
sql('set automation.restoring = on; call automation_run()');
is(sql("select count(*) from messages where body = 'Now Contacted'"), $before + 1, 'automation_run() in a session that restores: the same');
sql("delete from automations where name <> 'Welcome'; delete from leads");
sql('select automation_start()');
wait_for($node, 'select state from automation_status()', 'idle');
$leads = 0;

# --- locked tables ---

# Runs of a disabled automation wait; enabled while a table is locked, they are due.
for my $table ('leads', 'messages', 'activities', 'automation_queue')
{
	my $user = session($node);
	pauses("$table locked",
		sub {
			sql("begin; insert into leads (name) select 'Lead x' from generate_series(1, 50); update automations set enabled = false; commit");
			$leads += 50;
			$user->query_safe("begin; lock table $table in access exclusive mode");
			sql('update automations set enabled = true');
		},
		qr/^paused: table "$table" is locked by process \d+$/, sub { $user->query_safe('commit') });
	$user->quit;
}

# --- a standby that is away ---

pauses('a synchronous standby is away', sub { $node->append_conf('postgresql.conf', "synchronous_standby_names = 'nowhere'"); $node->reload;
		wait_for($node, 'show synchronous_standby_names', 'nowhere'); lead(); },
	qr/^paused: a commit waits for a synchronous standby$/, sub { $node->append_conf('postgresql.conf', "synchronous_standby_names = ''"); $node->reload });

# --- an encoding ---

pauses('another encoding', sub {
		lead();
		wait_for($node, 'select count(*) from automation_queue', 0);
		sql("update pg_database set encoding = pg_char_to_encoding('LATIN1') where datname = 'postgres'");
		sql('select pg_terminate_backend(pid) from automation_status()');
	}, qr/^paused: .*encoding UTF8, this one has LATIN1/, sub { sql("update pg_database set encoding = pg_char_to_encoding('UTF8') where datname = 'postgres'"); sql("select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'automation dispatcher'"); });

$node->stop;
done_testing();
