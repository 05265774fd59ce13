# Nothing grows with the number of runs: neither the dispatcher, nor a session that inserts leads, nor one that calls
# automation_run(). AUTOMATION_RUNS sets how many (nightly: 100,000 and more).
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $rounds = 5;
my $runs = int(($ENV{AUTOMATION_RUNS} // 20_000) / $rounds);
my $slack = 1_500;    # kB: malloc's arenas and PostgreSQL's caches settle in the first rounds, not to the byte

my $node = automation_node('main', conf => { fsync => 'off', log_statement => 'none' });
install_and_start($node);
$node->safe_psql('postgres', q{insert into automations (name, type, trigger, message_template, conditions) values
  ('hello', 'lead_followup', 'new_lead', 'Hello {lead_first_name|title}{?booking_title} for {booking_title}{/?}, {attributes.city|default:"there"}',
   '{"any": [{"source": {"in": ["web", "fair"]}}, {"attributes.vip": true}], "not": {"status": "lost"}}')});
$node->safe_psql('postgres', q{insert into automations (name, type, trigger, actions) values
  ('mark', 'crm_update', 'new_lead', '{"set": {"attributes.seen": "yes"}, "touch": ["last_contacted"]}')});

my $anonymous = q{(regexp_match(pg_read_file('/proc/self/status'), 'RssAnon:\s+(\d+)'))[1]};
my $contexts = '(select (sum(total_bytes) / 1024)::integer from pg_backend_memory_contexts)';
my $insert = qq{insert into leads (name, source, attributes) select 'ann ' || i, 'web', jsonb_build_object('city', 'Basel', 'n', i)
  from generate_series(1, $runs / 2) i};

# What grows in the second half of the rounds, after everything has been allocated once.
sub is_steady
{
	my ($sizes, $whose) = @_;
	my $grown = $sizes->[-1] - $sizes->[@$sizes / 2];
	diag("$whose: " . join(', ', @$sizes) . ' kB');
	return memory_below($grown, $slack, "$whose grows no more");
}

sub dispatcher_size
{
	my $status = slurp_file('/proc/' . process_of($node, 'automation dispatcher') . '/status');
	return $status =~ /RssAnon:\s+(\d+)/ ? $1 : die "no RssAnon\n";
}

# --- a session that inserts, and the dispatcher ---

my @sizes;
my $session = '';
for (1 .. $rounds)
{
	$session .= "$insert;\nselect $anonymous, $contexts;\n";
}
my @lines = split /\n/, $node->safe_psql('postgres', $session);
is_steady([ map { (split /\|/)[0] } @lines ], 'the session that inserts');
is_steady([ map { (split /\|/)[1] } @lines ], 'its memory contexts');
wait_for($node, 'select count(*) from automation_queue', 0);

for (1 .. $rounds)
{
	$node->safe_psql('postgres', $insert);
	wait_for($node, 'select count(*) from automation_queue', 0);
	push @sizes, dispatcher_size();
}
is_steady(\@sizes, 'the dispatcher');

# --- automation_run() ---

$node->safe_psql('postgres', 'select automation_stop()');
wait_for($node, "select count(*) from pg_stat_activity where backend_type = 'automation dispatcher'", 0);
@lines = split /\n/, $node->safe_psql('postgres', join '', map { "$insert;\ncall automation_run();\nselect 'size', $anonymous, $contexts;\n" } 1 .. $rounds);
my @of_runner = grep { /^size/ } @lines;
is_steady([ map { (split /\|/)[1] } @of_runner ], 'the session that runs');
is_steady([ map { (split /\|/)[2] } @of_runner ], 'its memory contexts');
is($node->safe_psql('postgres', 'select count(*), count(*) filter (where times_triggered <> ' . 3 * $rounds * int($runs / 2) . ') from automations'),
	'2|0', 'everything ran');

$node->stop;
done_testing();
