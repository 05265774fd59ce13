# kill -9 of the dispatcher and of the postmaster while 5,000 mails leave: none is missing, and what the server got more
# than once is marked so.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

plan skip_all => 'npm brings what the SMTP double needs' unless npm_of('smtp');

my $seed = $ENV{AUTOMATION_SEED} // time % 1_000_000;
srand($seed);
diag("seed $seed (AUTOMATION_SEED sets it)");

my $leads = 5000;
my $post = provider_double('smtp', user => 'salon', password => mail_password());
provider_set($post, keep_raw => JSON::PP::false());
my $node = delivery_node('main', restart_after_crash => 'on', log_statement => 'none', log_min_duration_statement => '-1',
	shared_buffers => '32MB', max_connections => 20);
welcome($node);
add_channel($node, 'email', 'smtp', smtp_settings($post, max_connections => 16));

sub until_true
{
	my ($what, $seconds, $look) = @_;
	my $deadline = time + $seconds;
	while (1)
	{
		my $answer = $look->();
		return $answer if $answer;
		die "after $seconds s: $what\n" if time > $deadline;
		select(undef, undef, undef, 0.002);
	}
}

sub arrived { return provider_ask($post, 'count')->{mails} }

# By its title in /proc: a query would be too slow to meet it in the middle.
sub new_dispatcher
{
	my ($but) = @_;
	return until_true('no dispatcher', 30, sub {
		my $pid = process_of($node, 'automation dispatcher') // 0;
		return $pid != $but && $pid;
	});
}

# Processes of a postmaster that was killed notice by themselves: a new one starts when the last is gone.
sub start_again
{
	my ($dead) = @_;
	local $ENV{AUTOMATION_MAIL_PASSWORD} = mail_password();
	until_true('the postmaster is alive', 30, sub { (eval { slurp_file("/proc/$dead/stat") } // 'Z') =~ /\) Z |^Z$/ });
	until_true('the server does not start', 60, sub {
		$node->{_pid} = undef;
		$node->start(fail_ok => 1);
	});
}

my $began = time;
$node->safe_psql('postgres', "insert into leads (name, email) select 'Lead ' || i, 'lead' || i || '\@example.com' from generate_series(1, $leads) i");

my ($last, $in_the_middle, @story) = (0, 0);
my $slowest = 0;
for my $kill (1 .. 20)
{
	my $before = arrived();
	$last = new_dispatcher($last);
	# How many leave first is what the test varies, so that the kills are spread over all of them.
	my $more = 1 + rand(2 * ($leads - $before) / (22 - $kill));
	until_true('no mail leaves', 30, sub { arrived() >= $before + $more }) if $before + $more < $leads;
	select(undef, undef, undef, rand(0.02));
	my $postmaster = (split /\n/, slurp_file($node->data_dir . '/postmaster.pid'))[0];
	my $whole = $kill % 7 == 0;
	my $killed_at = time;
	kill 'KILL', $whole ? $postmaster : $last;
	if ($whole)
	{
		start_again($postmaster);
	}
	else
	{
		until_true('the dispatcher is alive', 10, sub { !-d "/proc/$last" });
	}
	my $there = arrived();
	if ($there < $leads)
	{
		$in_the_middle++;
		until_true('no mail leaves any more', 60, sub { arrived() > $there });
		$slowest = time - $killed_at if time - $killed_at > $slowest;
	}
	push @story, sprintf('%s killed after %.1f s: %d mails', $whole ? 'postmaster' : 'dispatcher', time - $began, $there);
}
diag($_) for @story;
cmp_ok($in_the_middle, '>=', 15, 'most kills met it in the middle');

# What is tried again later need not wait here.
until_true('messages are left', 60, sub {
	answer_of($node, 'postgres', q{update automation_queue set run_at = now() where kind = 'deliver' and run_at > now()});
	return (answer_of($node, 'postgres', 'select count(*) from automation_queue') // '') eq '0';
});
diag(sprintf('all sent after %.1f s', time - $began));

is($node->safe_psql('postgres', q{select string_agg(distinct status, ' ') || ' ' || count(*) from messages}), "sent $leads", 'every message is sent');
is($node->safe_psql('postgres', q{select count(*) || ' ' || count(distinct lead_id) from activities where type = 'message_sent'}),
	"$leads $leads", 'and told once');

my $stats = provider_ask($post, 'stats');
my %repeated = %{ $stats->{repeated} };
my %whose = map { $_->{id} => $_->{to}[0] } @{ provider_ask($post, 'mails') };
my %reached = reverse %whose;
is($stats->{ids}, $leads, 'every Message-ID arrived');
is(scalar keys %reached, $leads, 'each at a lead of its own');
my %marked = map { $_ => 1 } split /\n/, $node->safe_psql('postgres', q{select l.email from activities a join leads l on l.id = a.lead_id
  where a.type = 'message_sent' and a.details ? 'maybe_duplicate'});
is(join(' ', grep { !$marked{ $whose{$_} } } sort keys %repeated), '', 'what arrived more than once is marked maybe_duplicate');
diag(sprintf('%d of %d mails arrived more than once (%d mails in all), %d are marked', scalar keys %repeated, $leads, $stats->{mails}, scalar keys %marked));
my $repeated_unmarked = grep { !$marked{ $whose{$_} } } keys %repeated;
report_fault('kill -9 of dispatcher or postmaster while 5,000 mails leave', scalar(@story), $leads - keys %reached,
	scalar(keys %repeated) . ', ' . (scalar(keys %repeated) - $repeated_unmarked) . ' of them marked', $slowest);
cmp_ok(scalar keys %marked, '<=', 20 * 16, 'no more are marked than were under way at the kills');
cmp_ok(scalar keys %marked, '>', 0, 'some were');

$node->stop;
done_testing();
