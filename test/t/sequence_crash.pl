# kill -9 of the dispatcher and of the whole server while 10,000 people pass through a sequence of five steps: everybody gets
# each message once, nobody is left inside, and the numbers by step agree.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $seed = $ENV{CRASH_SEED} // time % 1_000_000;
srand($seed);
diag("seed $seed (CRASH_SEED sets it)");

my $node = automation_node('main', conf => {
		restart_after_crash => 'on',
		log_statement => 'none',
		shared_buffers => '64MB',
		max_connections => 30,
		'automation.burst_limit' => 0,
	});
$node->safe_psql('postgres', 'create extension automation');
# A branch and a split are walked through on the way; both arms say the same.
$node->safe_psql('postgres', <<'SQL');
insert into automations (id, name, type, trigger, steps) values (1, 'five', 'sequence', 'new_lead', '[
  {"name": "one", "message_template": "One"},
  {"name": "two", "message_template": "Two"},
  {"name": "tier", "if": {"attributes.tier": "gold"}, "then": [{"name": "tag", "actions": {"add": {"attributes.tags": ["call"]}}}], "else": []},
  {"name": "three", "message_template": "Three"},
  {"name": "ab", "split": [{"name": "a", "weight": 1, "steps": [{"name": "four a", "message_template": "Four"}]},
                           {"name": "b", "weight": 1, "steps": [{"name": "four b", "message_template": "Four"}]}]},
  {"name": "five", "message_template": "Five"}]')
SQL

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

# By its title in /proc: a query would be too slow to meet it at work.
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

my $leads = 0;

sub add_leads
{
	my ($more) = @_;
	$node->safe_psql('postgres', <<"SQL");
insert into leads (name, attributes) select 'Lead ' || $leads + i, case when i % 3 = 0 then '{"tier": "gold"}' else '{}' end::jsonb
  from generate_series(1, $more) i
SQL
	$leads += $more;
}

add_leads(10_000);
$node->safe_psql('postgres', 'select automation_start()');

my @kinds = (('dispatcher', 'whole server', 'dispatcher', 'postmaster') x 5);
my ($last, $in_the_middle, $before) = (0, 0, 0);
my @progress;
for my $kind (@kinds)
{
	$last = new_dispatcher($last);
	# The moment of the kill is what the test varies, over all the steps.
	my $further = $before + rand(2 * 2_400);
	until_true('no progress', 60, sub {
		my ($sent, $waiting) = split /\|/, answer_of($node, 'postgres', 'select (select count(*) from messages), (select count(*) from automation_queue)') // '0|1';
		return $sent >= $further || !$waiting;
	});
	select(undef, undef, undef, rand(0.05));
	my $postmaster = postmaster();
	my %title = processes($node);
	my %victims = (dispatcher => [$last], postmaster => [$postmaster], 'whole server' => [ $postmaster, keys %title ]);
	kill 'KILL', @{ $victims{$kind} };
	if ($kind eq 'dispatcher')
	{
		until_true('the dispatcher is alive', 10, sub { !-d "/proc/$last" });
		wait_for($node, 'select 1', 1);
	}
	else
	{
		start_again($postmaster);
	}
	my ($done, $inside) = split /\|/, $node->safe_psql('postgres', <<'SQL');
select (select count(*) from messages), (select count(*) from automation_enrollments where entry is not null)
SQL
	$in_the_middle++ if $inside > 0;
	$before = $done;
	push @progress, "$kind: $done of " . 5 * $leads . " messages, $inside inside";
	add_leads(2_000) if 5 * $leads - $done < 10_000;    # on a fast machine there is still something to interrupt
}
diag($_) for @progress;
cmp_ok($in_the_middle, '>=', 15, 'most kills met somebody inside');

wait_for($node, 'select count(*) from automation_queue', 0, seconds => 180);
is($node->safe_psql('postgres', 'select count(*) from automation_enrollments where entry is not null'), 0, 'nobody is left inside');
is($node->safe_psql('postgres', 'select left_reason, count(*), sum(runs) from automation_enrollments group by left_reason'),
	"finished|$leads|$leads", 'all have entered once and finished');
my ($lost, $doubled) = split /\|/, $node->safe_psql('postgres', <<'SQL');
with told as (select lead_id, body, count(*) from messages where direction = 'outbound' group by lead_id, body)
select (select count(*) * 5 from leads) - (select count(*) from told), (select count(*) from told where count > 1)
SQL
is("$lost lost, $doubled twice", '0 lost, 0 twice', 'everybody got each message once');
is($node->safe_psql('postgres', <<'SQL'), 'One, Two, Three, Four, Five', 'and in the order of the steps');
select distinct words from (select string_agg(body, ', ' order by id) as words from messages group by lead_id) m
SQL
is($node->safe_psql('postgres', <<'SQL'), '', 'a lead has its tag, and once');
select id from leads where attributes -> 'tags' is distinct from case when attributes ->> 'tier' = 'gold' then '["call"]'::jsonb end
SQL

# What messages, activities and the views say of each step.
my $by_message = $node->safe_psql('postgres', 'select body, count(*) from messages group by body order by min(id)');
is($by_message, join("\n", map { "$_|$leads" } qw(One Two Three Four Five)), 'messages by step');
my $by_activity = $node->safe_psql('postgres', <<'SQL');
select initcap(split_part(x.details ->> 'step', ' ', 1)), count(*), count(distinct x.lead_id), count(distinct m.id)
  from activities x join messages m on m.id = x.message_id and m.body = initcap(split_part(x.details ->> 'step', ' ', 1))
 where x.type = 'automation_ran' group by 1 order by min(x.message_id)
SQL
is($by_activity, join("\n", map { "$_|$leads|$leads|$leads" } qw(One Two Three Four Five)), 'activities by step');
my ($gold, $tagged) = split /\|/, $node->safe_psql('postgres', <<'SQL');
select (select count(*) from leads where attributes ->> 'tier' = 'gold'), (select count(*) from activities where details ->> 'step' = 'tag')
SQL
is($tagged, $gold, 'the action has an activity for each lead that it changed');
is($node->safe_psql('postgres', "select count(*), count(distinct lead_id) from activities where type = 'sequence_ended'"),
	"$leads|$leads", 'each end is told once');
is($node->safe_psql('postgres', 'select messages from automation_stats'), 5 * $leads, 'automation_stats counts the messages');
wait_for($node, 'select times_triggered from automations', $leads);
pass('times_triggered counts the entries');
my $steps = 'select initcap(split_part(step, $$ $$, 1)), sum(ran) from automation_steps where does = $$message$$ group by 1 order by min(place)';
wait_for($node, $steps, $by_message);
pass('automation_steps counts the messages');
is($node->safe_psql('postgres', q{select step, ran from automation_steps where does = 'actions'}), "tag|$gold", 'and what was done without one');
is($node->safe_psql('postgres', 'select sum(waiting), sum(skipped + blocked + failed + left_here) from automation_steps'), '0|0', 'and nothing else');
for my $kind ('dispatcher', 'postmaster', 'whole server')
{
	report_fault("kill -9 of the $kind while people pass through a sequence", scalar(grep { $_ eq $kind } @kinds), $lost, $doubled);
}

$node->stop;
done_testing();
