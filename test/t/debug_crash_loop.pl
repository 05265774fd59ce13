# A worker that crashes by itself restarts the server with it: it is started less and less often, the server stays usable, and
# it goes on at once when somebody says so or mends a table. What is killed from outside does not count as a crash.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $node = automation_node('main', conf => { restart_after_crash => 'on', log_statement => 'none', max_connections => 30 });
$node->safe_psql('postgres', 'create extension automation');
welcome($node);
my $database = $node->safe_psql('postgres', "select oid from pg_database where datname = 'postgres'");
my $record = $node->data_dir . "/pg_stat_tmp/automation.$database";
my $fault = $node->data_dir . '/automation_debug';

# Of the dispatcher, since the log was so long.
sub deaths
{
	my ($signal, $since) = @_;
	my $count = () = slurp_file($node->logfile, $since) =~ /automation dispatcher.*terminated by signal $signal\b/g;
	return $count;
}

# Waits for so many deaths more; the seconds between them, by the log's times.
sub until_deaths
{
	my ($signal, $since, $count, $seconds) = @_;
	my $deadline = time + $seconds;
	select(undef, undef, undef, 0.05) while deaths($signal, $since) < $count && time < $deadline;
	cmp_ok(deaths($signal, $since), '>=', $count, "$count deaths by signal $signal");
	my @at = map { /(\d+):(\d+):([\d.]+)/ ? $1 * 3600 + $2 * 60 + $3 : () }
	  slurp_file($node->logfile, $since) =~ /^(\S+ \S+) .*automation dispatcher.*terminated by signal $signal\b/mg;
	return map { sprintf '%.1f', ($at[$_] - $at[ $_ - 1 ] + 86400) % 86400 + ($at[$_] - $at[ $_ - 1 ] - int($at[$_] - $at[ $_ - 1 ])) } 1 .. $#at;
}

# A query that the restarts of the server do not disturb.
sub answer
{
	my ($sql) = @_;
	my $deadline = time + 30;
	while (time < $deadline)
	{
		my $out = answer_of($node, 'postgres', $sql);
		return $out if defined $out && $out ne '';
		select(undef, undef, undef, 0.05);
	}
	return 'no answer';
}

# Inserts leads (name => source), each once; how many of them there are. The worker that the commit wakes may crash, and end
# the session with it, before the session has its answer.
sub insert_leads
{
	my (%source) = @_;
	my $values = join ', ', map { "('$_', '$source{$_}')" } sort keys %source;
	return answer(<<"SQL");
insert into leads (name, source) select name, source from (values $values) v (name, source)
 where not exists (select from leads l where l.name = v.name);
select count(*) from leads join (values $values) v (name, source) using (name, source);
SQL
}

# Until a query answers like this.
sub becomes
{
	my ($sql, $like, $what, $seconds) = @_;
	my ($deadline, $seen) = (time + ($seconds // 30), '');
	until (($seen = answer($sql)) =~ $like) { last if time > $deadline; select(undef, undef, undef, 0.05) }
	return like($seen, $like, $what);
}

# Outside of any run, in every turn.
append_to_file($fault, "segv\n");
my $log = -s $node->logfile;
my $began = time;
answer_of($node, 'postgres', 'select automation_start()');  # the first crash may come before its answer
my @pauses = until_deaths(11, $log, 4, 60);
diag("seconds between crashes: @pauses");
cmp_ok($pauses[0], '>=', 0.9, 'the first wait is a second');
cmp_ok($pauses[1], '>=', 1.8, 'the next is two');
cmp_ok($pauses[2], '>=', 3.6, 'the next is four');
my $elapsed = time - $began;
cmp_ok(deaths(11, $log), '<=', 5, sprintf 'the server was restarted at most five times in %.0f s', $elapsed);
my $crashes = deaths(11, $log);
becomes('select state, paused_reason from automation_status()',
	qr/^paused\|the worker crashed by signal 11 \(\d in a row\) and is started again at 2\d{3}-\d\d-\d\d .*automation_start\(\) starts it at once/,
	'automation_status() says what happened, when the next start is, and what to do');
ok(-s $record, 'it is on record');
like(slurp_file($node->logfile, $log), qr/crashed by signal 11 and is started again in 8 s/, 'the log says it, too');
$node->safe_psql('postgres', "insert into leads (name) values ('Ann')");
is(answer('select count(*) from automation_queue'), 1, 'meanwhile the server is used');
report_fault('a worker that crashes in every turn (restarts of the server in its first ten seconds)', $crashes, 0, 0, undef);

# Nothing is mended yet: automation_start() starts it at once, and the waits begin anew.
$log = -s $node->logfile;
$began = time;
answer('select automation_start()');
until_deaths(11, $log, 1, 6);
cmp_ok(time - $began, '<', 6, 'automation_start() does not wait');
like(slurp_file($node->logfile, $log), qr/crashed by signal 11 and is started again in 1 s/, 'and counts from the beginning')
  if wait_for_log($node, qr/crashed by signal 11 and is started again in 1 s/, $log);
until_deaths(11, $log, 3, 30);

# Mended; DDL on a table of ours says so.
becomes('select state from automation_status()', qr/^paused$/, 'it waits again');
unlink $fault;
$began = time;
answer('alter table leads add column shoe_size integer; select 1');
wait_for($node, 'select count(*) from automation_queue', 0, seconds => 20);
cmp_ok(time - $began, '<', 3.5, 'a change of a table starts it at once');
is(outcomes($node), '1 leads: recorded "Hello <name>"; automation_ran', 'and the run that waited is completed');
wait_for($node, 'select state, paused_reason is null from automation_status()', 'idle|t');

# An assertion that fails counts as a crash of its own as well.
append_to_file($fault, "abort\n");
$log = -s $node->logfile;
is(insert_leads(Bea => 'Website'), 1, 'a lead is stored although the worker crashes at once');
until_deaths(6, $log, 1, 20);
wait_for_log($node, qr/crashed by signal 6 and is started again in \d+ s/, $log);
unlink $fault;
answer('select automation_start()');
wait_for($node, 'select count(*) from automation_queue', 0, seconds => 20);

# A run that crashes the process: given up, from its row alone, and no other is lost.
$log = -s $node->logfile;
is(insert_leads(Cy => 'debug:crash', Dee => 'Website'), 2, 'and so are two that it crashes at');
for (1 .. 12)
{
	last if answer('select count(*) from automation_queue') eq '0';
	becomes("select state || '|' || (select count(*) from automation_queue) from automation_status()", qr/^paused|\|0$/, "wait $_", 20);
	last if answer('select count(*) from automation_queue') eq '0';
	answer('select automation_start()');
}
wait_for($node, 'select count(*) from automation_queue', 0, seconds => 30);
is($node->safe_psql('postgres', "select l.name, a.type, a.description from activities a join leads l on l.id = a.lead_id where l.name in ('Cy', 'Dee') order by 1"),
	"Cy|automation_failed|Welcome failed: worker crash: the process ended while it executed this run alone\nDee|automation_ran|Welcome: message written (email)",
	'the run that crashes the worker is failed, the other is completed');
diag(deaths(11, $log) . ' deaths until it was given up');

# kill -9 is no crash of its own: it waits a second each time, as long as work gets done.
$node->safe_psql('postgres', 'select automation_start()');
$log = -s $node->logfile;
my ($done, @waits) = (0);
for my $kill (1 .. 5)
{
	$node->safe_psql('postgres', "insert into leads (name) select 'Lead $kill ' || i from generate_series(1, 20) i");
	wait_for($node, 'select count(*) from automation_queue', 0, seconds => 20);
	my $pid = dispatcher($node);
	kill 'KILL', $pid;
	$began = time;
	becomes("select state, pid <> $pid from automation_status()", qr/^idle\|t$/, "it is back after kill $kill", 20);
	push @waits, sprintf '%.1f', time - $began;
}
diag("seconds until it is back: @waits");
cmp_ok((sort { $b <=> $a } @waits)[0], '<=', 4, 'none waits longer than the first');
unlike(slurp_file($node->logfile, $log), qr/started again in ([2-9]|\d\d+) s/, 'and the delay is never more than a second');
is($node->safe_psql('postgres', "select count(*) from messages m join leads l on l.id = m.lead_id where l.name like 'Lead %'"), 100, 'nothing is lost or done twice');

# A record that cannot be read counts as none.
$node->stop;
open my $file, '>', $record or die $!;
print $file 'rubbish';
close $file;
$node->start;
wait_for($node, 'select state from automation_status()', 'idle');
$node->safe_psql('postgres', 'select automation_stop()');
for (1 .. 100) { last unless -e $record; select(undef, undef, undef, 0.05) }
ok(!-e $record, 'who is not served leaves no record');

$node->stop;
done_testing();
