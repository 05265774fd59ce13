# 256 calls of a slow model under way: no transaction is open, runs with a template do not wait, a fast shutdown takes less
# than a second, and after the restart each lead is written to exactly once.
use strict;
use warnings;
use AutomationTest;
use ModelTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $gemini = gemini_double();
gemini_set($gemini, delay_ms => 600000, keep_bodies => 0);
my $node = model_node('main', $gemini, 'automation.max_in_flight' => 256);
my $slow = writer($node, name => 'Slow', conditions => { source => 'slow' });
my $quick = welcome($node, 'postgres', name => 'Quick', conditions => { source => 'quick' });

sub sql { return $node->safe_psql('postgres', @_) }

# From the insert to the message of a run with a template, of 20 the median; the connections of this test included.
sub delay_of_a_run
{
	my ($name) = @_;
	my @delays;
	for my $i (1 .. 20)
	{
		my $began = time;
		my $lead = add_lead($node, "$name $i", source => "'quick'");
		my $message = message_for($node, $lead);
		push @delays, time - $began;
		is(fate($message), 'recorded template', 'a run with a template is completed') if $i == 1;
	}
	return (sort { $a <=> $b } @delays)[10];
}
my $alone = delay_of_a_run('Alone');

# --- 256 of 300 are asked for, the others wait for a place ---

sql("insert into leads (name, source) select 'Slow ' || i, 'slow' from generate_series(1, 300) i");
my $stats = holds_until($gemini, sub { $_[0]->{in_flight} == 256 });
is(sql('select state, in_flight, queued from automation_status()'), 'waiting for the model|256|300',
	'256 calls are under way');

# --- meanwhile ---

# The dispatcher looks at its queue every few seconds and when woken: then, and only then, may it be in a transaction.
my ($samples, $open, $longest) = (0, 0, 0);
my $session = session($node);
for (1 .. 200)
{
	my ($is_open, $age) = split /\|/, $session->query_safe(
		"select xact_start is not null or backend_xmin is not null or backend_xid is not null,
		        coalesce(extract(epoch from clock_timestamp() - xact_start), 0)
		   from pg_stat_activity where backend_type = 'automation dispatcher'");
	$samples++;
	$open += $is_open eq 't';
	$longest = $age if $age > $longest;
}
$session->quit;
cmp_ok($open, '<=', 20, "in $samples looks at it the dispatcher was in a transaction $open times");
cmp_ok($longest, '<', 0.5, sprintf 'for %.3f s at most', $longest);

my $beside = delay_of_a_run('Beside');
diag(sprintf 'insert to message: median %.3f s without calls under way, %.3f s with them', $alone, $beside);
cmp_ok($beside, '<', 3 * $alone + 0.2, 'as promptly as without them');
is(sql("select count(*) from messages where automation_id = $slow"), 0, 'while no text has come from the model');
is(gemini_stats($gemini)->{requests}, 256, 'and no call has been made in addition');

# --- a fast shutdown ---

sql('checkpoint');  # what a shutdown writes of other work's is not the point
my $began = time;
$node->stop('fast');
my $took = time - $began;
cmp_ok($took, '<', 1, sprintf 'a fast shutdown with 256 calls under way takes %.3f s', $took);
holds_until($gemini, sub { $_[0]->{in_flight} == 0 && $_[0]->{aborted} == 256 });
unlike(slurp_file($node->logfile), qr/ERROR|PANIC|crash|not properly shut down/, 'in order');

# --- afterwards ---

gemini_reset($gemini, delay_ms => 300, keep_bodies => 0);
$node->start;
wait_for($node, 'select queued, in_flight from automation_status()', '0|0');
is( sql("select status, origin, count(*), count(distinct lead_id) from messages where automation_id = $slow group by 1, 2"),
	'recorded|gemini|300|300', 'each lead has its message, once');
is( sql("select type, count(*), count(distinct lead_id) from activities where automation_id = $slow group by 1"),
	'automation_ran|300|300', 'and its activity');
wait_for($node, 'select id, times_triggered from automations order by id', "$slow|300\n$quick|40");
$stats = gemini_stats($gemini);
is($stats->{requests}, 300, 'by one call each');
cmp_ok($stats->{max_in_flight}, '<=', 256, 'never more at once than automation.max_in_flight');

# --- tenants get places at the model in turn ---

gemini_reset($gemini, delay_ms => 50, keep_bodies => 0);
set_conf($node, 'automation.max_in_flight' => 4);
for my $tenant ('large', 'small')
{
	sql(qq{set automation.tenant_id = '$tenant'; select automation_create('{"name": "Written", "type": "lead_followup", "trigger": "new_lead"}')});
}
sql(q{insert into leads (tenant_id, name) select 'large', 'Large ' || i from generate_series(1, 600) i});
holds_until($gemini, sub { $_[0]->{in_flight} == 4 });
sql(q{insert into leads (tenant_id, name) select 'small', 'Small ' || i from generate_series(1, 5) i});
wait_for($node, q{select count(*) from messages where tenant_id = 'small'}, 5);
my $large = sql(q{select count(*) from messages where tenant_id = 'large'});
cmp_ok($large, '<', 300, "the five runs of one tenant are done after $large of the other's 600");
wait_for($node, 'select count(*) from automation_queue', 0);
is(sql(q{select count(*), count(distinct lead_id) from messages where tenant_id = 'large' and origin = 'gemini'}), '600|600', 'which are all done, once');

$node->stop;
done_testing();
