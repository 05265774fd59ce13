# kill -9 of the dispatcher and of the whole server, and immediate shutdowns, while 20,000 runs drain: nothing is lost, nothing is done twice.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $leads = 0;
my $seed = $ENV{CRASH_SEED} // time % 1_000_000;
srand($seed);
diag("seed $seed (CRASH_SEED sets it)");

my $node = automation_node('main', conf => {
		restart_after_crash => 'on',
		track_commit_timestamp => 'on',
		log_statement => 'none',
		shared_buffers => '64MB',
		max_connections => 30,
	});
$node->safe_psql('postgres', 'create extension automation');
welcome($node);

sub until_true
{
	my ($what, $seconds, $look) = @_;
	my $deadline = time + $seconds;
	while (1)
	{
		my $answer = $look->();
		return $answer if $answer;
		die "after $seconds s: $what\n" if time > $deadline;
		select(undef, undef, undef, 0.001);
	}
}

sub postmaster { return (split /\n/, slurp_file($node->data_dir . '/postmaster.pid'))[0] }

# By its title in /proc: a query would be too slow to meet a drain in the middle.
sub new_dispatcher
{
	my ($but) = @_;
	return until_true('no dispatcher', 60, sub {
		my $pid = process_of($node, 'automation dispatcher') // 0;
		return $pid != $but && $pid;
	});
}

# A postmaster that was killed leaves its processes behind: a new one starts when the last of them has noticed.
sub start_again
{
	my ($dead) = @_;
	until_true('the postmaster is alive', 30, sub { (eval { slurp_file("/proc/$dead/stat") } // 'Z') =~ /\) Z |^Z$/ });
	until_true('the server does not start', 60, sub {
		$node->{_pid} = undef;
		$node->start(fail_ok => 1);
	});
}

sub add_leads
{
	my ($more) = @_;
	$node->safe_psql('postgres', "insert into leads (name) select 'Lead ' || $leads + i from generate_series(1, $more) i");
	$leads += $more;
}

add_leads(20_000);
$node->safe_psql('postgres', 'select automation_start()');

my @kinds = ('dispatcher', 'whole server', 'dispatcher', 'postmaster', 'dispatcher',
	'whole server', 'dispatcher', 'postmaster', 'dispatcher', 'whole server', 'immediate shutdown', 'immediate shutdown');
my ($last, $in_the_middle, $before, $in_vain) = (0, 0, 0, 0);
my @story;
for my $kind (@kinds)
{
	$last = new_dispatcher($last);
	# The moment of the kill is what the test varies; on a slow machine it leaves time for some progress.
	select(undef, undef, undef, 0.01 + rand(0.06) + 0.2 * $in_vain);
	my $postmaster = postmaster();
	my %title = processes($node);
	my %victims = (dispatcher => [$last], postmaster => [$postmaster], 'whole server' => [ $postmaster, keys %title ]);
	kill 'KILL', @{ $victims{$kind} // [] };
	if ($kind eq 'immediate shutdown')
	{
		$node->stop('immediate');
		$node->start;
	}
	elsif ($kind eq 'dispatcher')
	{
		until_true('the dispatcher is alive', 10, sub { !-d "/proc/$last" });
		wait_for($node, 'select 1', 1);
	}
	else
	{
		start_again($postmaster);
	}
	my $done = $node->safe_psql('postgres', 'select count(*) from messages');
	$in_the_middle++ if $done < $leads;
	$in_vain = $done > $before ? 0 : $in_vain + 1;
	$before = $done;
	push @story, "$kind: $done of $leads done";
	add_leads(10_000) if $leads - $done < 10_000;    # on a fast machine there is still something to interrupt
}
diag($_) for @story;
cmp_ok($in_the_middle, '>=', 8, 'most kills met the drain in the middle');

wait_for($node, 'select count(*) from automation_queue', 0, seconds => 60);
is(outcomes($node), "$leads leads: recorded \"Hello <name>\"; automation_ran", 'every lead has one message and one activity');
wait_for($node, 'select times_triggered from automations', $leads);
is(numbers($node), "Welcome ran $leads, skipped 0, blocked 0, failed 0, queued 0, times_triggered $leads", 'and is counted once');
# Batches grow with work that goes well: the last kill may have left too little of it.
$node->safe_psql('postgres', "insert into leads (name) select 'Later ' || i from generate_series(1, 3000) i");
wait_for($node, 'select count(*) from automation_queue', 0, seconds => 60);
is($node->safe_psql('postgres', 'select running, batch_limit is null from automation_instance'), 't|t', 'batches are at their full size');
wait_for($node, 'select count(*) from automation_stat_deltas', 0);
pass('no statistics are left to fold');

# From a server that is ready to the next completed batch, for every restart that lived to see one.
my @ready = slurp_file($node->logfile) =~ /^(\S+ \S+ \S+) \[\d+\] .*database system is ready to accept connections/mg;
my $restarts = join ',', map { qq{"$_"} } @ready[1 .. $#ready];
my @recovered = split /\n/, $node->safe_psql('postgres', <<"SQL");
with done as materialized (select distinct pg_xact_commit_timestamp(xmin) at from messages),
     restarts as (select at, lead(at, 1, 'infinity') over (order by at) as next from unnest('{$restarts}'::timestamptz[]) r (at))
select round(1000 * extract(epoch from min(d.at) - r.at))
  from restarts r join done d on d.at > r.at and d.at < r.next group by r.at order by r.at
SQL
diag("ms from server ready to next completion: @recovered");
my ($worst) = sort { $b <=> $a } @recovered;
my ($lost, $doubled) = lost_and_doubled($node, undef, "(select * from leads where name like 'Lead %')");
for my $kind ('dispatcher', 'postmaster', 'whole server', 'immediate shutdown')
{
	report_fault(($kind =~ /shutdown/ ? $kind : "kill -9 of the $kind") . ' while runs drain', scalar(grep { $_ eq $kind } @kinds), $lost, $doubled, $worst / 1000);
}
cmp_ok($worst, '<=', 3000, 'the next completion comes within three seconds after the server is ready');

$node->stop;
done_testing();
