# A run that kills the process fails in the end, alone: all others get their message, and work goes on at full speed.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $node = automation_node('main', conf => { restart_after_crash => 'on', log_statement => 'none', max_connections => 30 });
$node->safe_psql('postgres', 'create extension automation');
welcome($node);
$node->safe_psql('postgres', <<'SQL');
insert into leads (name, source)
select 'Lead ' || i, case when i = 77 then 'debug:kill' else 'Website' end from generate_series(1, 201) i
SQL
my $log = -s $node->logfile;
my $began = time;
$node->safe_psql('postgres', 'select automation_start()');
wait_for($node, 'select count(*) from automation_queue', 0, seconds => 60);
my $took = time - $began;

is( outcomes($node),
	qq{200 leads: recorded "Hello <name>"; automation_ran\n1 leads: no message; automation_failed error},
	'200 leads have their message, the one that kills is failed');
is( $node->safe_psql('postgres', <<'SQL'),
select l.name, l.source, a.type, a.description, a.details - 'automation_id'
  from activities a join leads l on l.id = a.lead_id where a.type <> 'automation_ran'
SQL
	'Lead 77|debug:kill|automation_failed|Welcome failed: worker crash: the process ended while it executed this run alone'
	  . '|{"event": "new_lead", "detail": "worker crash: the process ended while it executed this run alone", "reason": "error"}',
	'its activity says what happened');
wait_for($node, 'select times_triggered from automations', 200);
is(numbers($node), 'Welcome ran 200, skipped 0, blocked 0, failed 1, queued 0, times_triggered 200', 'the statistics tell the same');

my $deaths = () = slurp_file($node->logfile, $log) =~ /automation dispatcher.*terminated by signal 9/g;
diag(sprintf '%d deaths, %.1f s', $deaths, $took);
my ($lost, $doubled) = lost_and_doubled($node, undef, "(select * from leads where source <> 'debug:kill')");
report_fault('a run that kills its process, until it stands alone', $deaths, $lost, $doubled, $took);
cmp_ok($deaths, '<=', 15, 'halving finds it in few deaths');

# Work goes on, and is at its full size again once enough of it has succeeded.
$node->safe_psql('postgres', "insert into leads (name) select 'More ' || i from generate_series(1, 2000) i");
wait_for($node, 'select count(*) from automation_queue', 0);
is(outcomes($node, undef, "(select * from leads where name like 'More %')"),
	'2000 leads: recorded "Hello <name>"; automation_ran', 'later leads get theirs');
is($node->safe_psql('postgres', 'select running, batch_limit from automation_instance'), 't|', 'at full batch size');
is($node->safe_psql('postgres', 'select state from automation_status()'), 'idle', 'the worker is well');
my $later = () = slurp_file($node->logfile, $log) =~ /automation dispatcher.*terminated by signal 9/g;
is($later, $deaths, 'and nothing died any more');

# An orderly end leaves nothing to be careful about.
$node->restart;
wait_for($node, 'select state from automation_status()', 'idle');
is($node->safe_psql('postgres', 'select running, batch_limit from automation_instance'), 't|', 'after a restart too');

$node->stop;
done_testing();
