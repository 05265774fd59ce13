# Commands that want a database to themselves get it while it is served, without FORCE; and copies stay silent.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $messages = "select string_agg(body, ', ' order by id) from messages";
my $served = "select string_agg(datname, ', ' order by datname) from pg_stat_activity where backend_type = 'automation dispatcher'";

sub add_lead
{
	my ($node, $db, $name) = @_;
	return $node->safe_psql($db, "insert into leads (name) values ('$name')");
}

# Streaming is allowed so that a commit can be made to wait for a standby.
my $node = automation_node('main', init => [ allows_streaming => 1 ], conf => { max_connections => 30 });
$node->safe_psql('postgres', 'create database crm');
$node->safe_psql('postgres', 'create database veteran');    # its dispatcher is left alone until the end
for my $db ('veteran', 'crm', 'postgres')
{
	install_and_start($node, $db);
	welcome($node, $db);
	add_lead($node, $db, 'Ada');
	wait_for($node, $messages, 'Hello Ada', db => $db);
}
wait_for($node, $served, 'crm, postgres, veteran', db => 'template1');
pass('three databases are served at once');

# --- a new name ---

$node->safe_psql('postgres', 'alter database crm rename to shop');
add_lead($node, 'shop', 'Bob');
wait_for($node, $messages, 'Hello Ada, Hello Bob', db => 'shop');
wait_for($node, 'select database, state from automation_status()', 'shop|idle', db => 'shop');
pass('a served database is renamed and served on');

is( $node->psql('postgres', 'begin; alter database shop rename to other; rollback'), 0, 'a rename that is rolled back');
add_lead($node, 'shop', 'Cyd');
wait_for($node, $messages, 'Hello Ada, Hello Bob, Hello Cyd', db => 'shop');
pass('leaves it served under its name');

my $holder = session($node, 'shop');
my ($status, $out, $err) = $node->psql('postgres', 'alter database shop rename to other');
like($err, qr/database "shop" is being accessed by other users\nDETAIL:  There is 1 other session/,
	'only a user\'s session stands in the way, and it alone is counted');
$holder->quit;
add_lead($node, 'shop', 'Dan');
wait_for($node, $messages, qr/Hello Dan$/, db => 'shop');
pass('a rename that failed leaves it served');

# --- templates ---

# A run waits in the template, whose automation is disabled meanwhile, so that the copy has something to keep silent about.
for my $case ([ 'shop', 'postgres' ], [ 'postgres', 'template1' ])
{
	my ($from, $via) = @$case;
	my $copy = "copy_of_$from";
	$node->safe_psql($from, q{begin; insert into leads (name) values ('Eve'); update automations set enabled = false; commit});
	$node->safe_psql($via, "create database $copy template $from");
	$node->safe_psql($from, 'update automations set enabled = true');
	wait_for($node, $messages, qr/Hello Eve$/, db => $from);
	pass("$from is a template while it is served, and is served on");

	$node->safe_psql($copy, 'update automations set enabled = true');
	add_lead($node, $copy, 'Fay');
	is( status($node, $copy),
		"$copy | stopped | queued 2 | due 2 | the database is not served until automation_start() is called",
		'the copy is not served');
	(undef, $out, $err) = $node->psql($copy, '\set VERBOSITY verbose' . "\n" . 'call automation_run()');
	like($err, qr/ERROR:  55000: the tables of automation are a copy of another database's tables\n.*HINT:  Call automation_start\(\)/s,
		'automation_run() is refused there with 55000 and a hint');
	unlike($node->safe_psql($copy, $messages), qr/Eve|Fay/, 'and nobody is written to');
	is($node->safe_psql($copy, 'select automation_start()'), "database \"$copy\" is served", 'until it is started');
	wait_for($node, $messages, qr/Hello Eve, Hello Fay$/, db => $copy);
	wait_for($node, 'select count(*) from automation_queue', 0, db => $copy);
	is(outcomes($node, $copy), ($from eq 'shop' ? 6 : 3) . ' leads: recorded "Hello <name>"; automation_ran', 'then what waited is done, once');
}
is(outcomes($node, 'shop'), '5 leads: recorded "Hello <name>"; automation_ran', 'and the template has its own only');

# --- the end of a database ---

my $log = -s $node->logfile;
$node->safe_psql('postgres', 'drop database copy_of_shop');
wait_for($node, $served, 'copy_of_postgres, postgres, shop, veteran', db => 'template1');
pass('a served database is dropped');
($status, $out, $err) = $node->psql('postgres', 'drop database no_such_database');
like($err, qr/database "no_such_database" does not exist/, 'one that does not exist is said not to');

# --- the end of the extension ---

$node->safe_psql('shop', 'drop extension automation cascade');
wait_for($node, "select count(*) from leads", 5, db => 'shop');
wait_for_log($node, qr/the extension automation is not installed here/, $log);
$node->safe_psql('shop', "insert into leads (name) values ('Gus')");
is(outcomes($node, 'shop'), "5 leads: recorded \"Hello <name>\"; automation_ran\n1 leads: no message; no activity",
	'DROP EXTENSION while it is served: leads and their history stay, nothing runs any more');
install_and_start($node, 'shop');
add_lead($node, 'shop', 'Hal');
wait_for($node, $messages, qr/Hello Hal$/, db => 'shop', seconds => 10);
pass('created again over the same tables, it serves within seconds');

$node->safe_psql('postgres', 'drop database shop');
wait_for($node, $served, 'copy_of_postgres, postgres, veteran', db => 'template1');

# A commit that takes its time, here because it waits for a standby that is not there: nobody comes back meanwhile.
$node->append_conf('postgresql.conf', "synchronous_standby_names = 'nobody'");
$node->reload;
my $dropper = session($node);
$dropper->{stdin} .= "drop database veteran;\n";
$dropper->{run}->pump_nb;
wait_for($node, "select wait_event from pg_stat_activity where query like 'drop database%'", 'SyncRep', db => 'template1');
start_dispatcher_anew($node, 'postgres', 'template1') for 1 .. 2;
is($node->safe_psql('template1', $served), 'copy_of_postgres, postgres', 'no dispatcher is started in a database that is being dropped');
is($node->safe_psql('template1', "select count(*) from pg_stat_activity where backend_type = 'automation dispatcher'"), 2, 'nor waits to get in');

my @fatal = grep { /FATAL|PANIC|terminated by signal/ && !/terminating background worker/ } split /\n/, slurp_file($node->logfile, $log);
is_deeply(\@fatal, [], 'no process died of all that');

# Nor does its own last commit keep a dispatcher, or a server that is to stop: it would never end.
$log = -s $node->logfile;
$node->stop('fast');
unlike(slurp_file($node->logfile, $log), qr/automation dispatcher.*exited with exit code|immediate shutdown/, 'a fast shutdown is one though the standby is missing');
eval { $dropper->quit };
$node->append_conf('postgresql.conf', "synchronous_standby_names = ''");
$node->start;
add_lead($node, 'postgres', 'Ian');
wait_for($node, $messages, qr/Hello Ian$/);
is($node->safe_psql('template1', $served), 'copy_of_postgres, postgres', 'the others are served on');
is($node->safe_psql('postgres', 'select running from automation_instance'), 't', 'and are at work');
$node->stop;
done_testing();
