# The worker and CALL automation_run() wait for no user: what somebody has locked is put off, the rest is done at once.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $node = automation_node('main', conf => { max_connections => 30 });

# Two databases with the same data: one served, one drained by hand.
for my $db ('served', 'by_hand')
{
	$node->safe_psql('postgres', "create database $db");
	$node->safe_psql($db, 'create extension automation');
	welcome($node, $db);
	$node->safe_psql($db, "insert into leads (name) select 'Lead ' || i from generate_series(1, 1000) i");
}

# One user holds every tenth lead, another has changed the automation; neither has committed.
sub hold
{
	my ($db) = @_;
	my $leads = session($node, $db);
	$leads->query_safe('begin; select count(*) from (select from leads where id % 10 = 0 for update) l');
	my $rules = session($node, $db);
	$rules->query_safe(q{begin; update automations set name = 'Greeting'});
	return ($leads, $rules);
}

my $nine_hundred = "900 leads: recorded \"Hello <name>\"; automation_ran\n100 leads: no message; no activity";
my $all = '1000 leads: recorded "Hello <name>"; automation_ran';

# --- the worker ---

my ($leads, $rules) = hold('served');
my $began = time;
$node->safe_psql('served', 'select automation_start()');
wait_for($node, 'select count(*) from messages', 900, db => 'served');
my $took = time - $began;
is(outcomes($node, 'served'), $nine_hundred, 'worker: the 900 leads that nobody holds get their message while 100 are locked');
is($node->safe_psql('served', 'select count(*), count(*) filter (where lead_id % 10 = 0) from automation_queue'), '100|100',
	'the 100 wait');
cmp_ok($took, '<', 10, 'at once');
is(numbers($node, 'served'), 'Welcome ran 900, skipped 0, blocked 0, failed 0, queued 100, times_triggered 0',
	'the statistics view is exact though the automation is locked; its counter waits');

# The locked ones are tried again and again meanwhile: new leads still get through at once.
$node->safe_psql('served', "insert into leads (name) values ('Zoe')");
wait_for($node, "select m.body from messages m join leads l on l.id = m.lead_id where l.name = 'Zoe'", 'Hello Zoe', db => 'served');
pass('a new lead is not held up by the locked ones');

$leads->query_safe('commit');
wait_for($node, 'select count(*) from messages', 1001, db => 'served');
is(outcomes($node, 'served'), $all =~ s/1000/1001/r, 'worker: the 100 get theirs when the transaction ends');
$rules->query_safe('commit');
wait_for($node, 'select times_triggered from automations', 1001, db => 'served');
is(numbers($node, 'served'), 'Greeting ran 1001, skipped 0, blocked 0, failed 0, queued 0, times_triggered 1001',
	'the counter follows when the automation is free, and the change to it is kept');
$_->quit for $leads, $rules;

# --- by hand ---

($leads, $rules) = hold('by_hand');
$began = time;
is($node->safe_psql('by_hand', 'call automation_run()'), 900, 'automation_run() returns with the 100 put off');
cmp_ok(time - $began, '<', 10, 'at once');
is(outcomes($node, 'by_hand'), $nine_hundred, 'by hand: the 900 have their message');
$leads->query_safe('rollback');
is($node->safe_psql('by_hand', 'call automation_run()'), 100, 'and does them when it is called again');
is(outcomes($node, 'by_hand'), $all, 'by hand: all have theirs');
is(numbers($node, 'by_hand'), 'Welcome ran 1000, skipped 0, blocked 0, failed 0, queued 0, times_triggered 0', 'counted, not folded');
$rules->query_safe('rollback');
is($node->safe_psql('by_hand', 'call automation_run()'), 0, 'nothing is left');
is(numbers($node, 'by_hand'), 'Welcome ran 1000, skipped 0, blocked 0, failed 0, queued 0, times_triggered 1000',
	'the next call folds');
$_->quit for $leads, $rules;

# --- through a worker that is at work ---

($leads, $rules) = hold('served');
$node->safe_psql('served', "select automation_trigger('new_lead', id) from leads where id <= 50");
is($node->safe_psql('served', 'call automation_run()') <= 45 ? 'returned' : 'too many', 'returned',
	'automation_run() beside the worker returns with the locked ones put off');
is($node->safe_psql('served', 'select count(*), count(*) filter (where lead_id % 10 = 0) from automation_queue'), '5|5', 'five wait');
$_->query_safe('rollback') for $leads, $rules;
$_->quit for $leads, $rules;
wait_for($node, 'select count(*) from automation_queue', 0, db => 'served');

# --- what a trigger of the user's own waits for ---

$node->safe_psql('by_hand', q{
	create table visits (lead_id bigint primary key);
	create function count_visit() returns trigger language plpgsql
		as 'begin insert into public.visits values (new.lead_id) on conflict do nothing; return null; end';
	create trigger count_visit after insert on activities for each row execute function count_visit();
	insert into leads (id, name) select 5000 + i, 'Guest ' || i from generate_series(1, 300) i});
my $desk = session($node, 'by_hand');
$desk->query_safe('begin; insert into visits values (5123)');
is($node->safe_psql('by_hand', 'call automation_run()'), 299, 'one run of 300 waits in a trigger: the others are done');
is($node->safe_psql('by_hand', 'select lead_id, attempts from automation_queue'), '5123|0', 'it waits, and no attempt is counted');
$node->safe_psql('by_hand', 'select automation_start()');
my $told = $node->safe_psql('by_hand', 'select count(*) from messages');
for my $guests (1 .. 3)
{
	$node->safe_psql('by_hand', "insert into leads (name) select 'Guest ' || i from generate_series(1, 100) i");
	$began = time;
	wait_for($node, 'select count(*) from messages', $told += 100, db => 'by_hand');
	cmp_ok(time - $began, '<', 5, 'a worker does those that come later at once') if $guests > 1;
}
$desk->query_safe('commit');
wait_for($node, 'select count(*) from automation_queue', 0, db => 'by_hand');
pass('and the one that waited when the other is through');
$node->safe_psql('by_hand', 'select automation_stop()');
$desk->quit;
$node->safe_psql('by_hand', 'drop table visits; drop function count_visit cascade');

# --- whole tables ---

# A user locks the table that the worker writes, then the one it reads: nothing breaks, nothing is lost.
my $user = session($node, 'served');
my $expected = 1051;
for my $table ('messages', 'activities', 'automation_queue', 'leads')
{
	my $log = -s $node->logfile;
	$user->query_safe("begin; lock table $table in share mode");
	my $writer = session($node, 'served');
	# Whoever cannot insert now waits like with any lock; the worker must not be what stands in the way.
	$writer->{stdin} .= "insert into leads (name) select 'Late ' || i from generate_series(1, 50) i;\n";
	$writer->{run}->pump_nb;
	wait_for($node, "select count(*) > 0 from pg_stat_activity where wait_event_type = 'Lock' and datname = 'served'", 't')
	  unless $table eq 'activities';
	$user->query_safe('commit');
	$writer->query_safe('select 1');
	$writer->quit;
	$expected += 50;
	wait_for($node, 'select count(*) from messages', $expected, db => 'served');
	wait_for($node, 'select count(*) from automation_queue', 0, db => 'served');
	pass("LOCK TABLE $table: all is done when it ends");
}
$user->quit;
is(outcomes($node, 'served', "(select * from leads where name like 'Late %')"),
	'200 leads: recorded "Hello <name>"; automation_ran', 'every lead has one message and one activity');
wait_for($node, 'select times_triggered from automations', $expected, db => 'served');
is(numbers($node, 'served'),
	"Greeting ran $expected, skipped 0, blocked 0, failed 0, queued 0, times_triggered $expected", 'no attempt failed');

$node->stop;
done_testing();
