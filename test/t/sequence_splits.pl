# A split divides leads by its weights; a lead keeps its arm after a dump and a restore, and when the weights are changed,
# and enters the same arm of the same sequence in a copy.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = automation_node('main', conf => { max_connections => 30 });
my $leads = 20_000;

sub steps
{
	my ($a, $b) = @_;
	return qq([{"name": "offer", "split": [
	  {"name": "a", "weight": $a, "steps": [{"name": "in a", "wait": "1 day", "message_template": "A"}]},
	  {"name": "b", "weight": $b, "steps": [{"name": "in b", "wait": "1 day", "message_template": "B"}]}]}]);
}

# Who is in which arm, of the leads with these ids.
sub arms
{
	my ($db, $from, $to) = @_;
	return $node->safe_psql($db, <<"SQL");
select e.lead_id, e.entry -> 'arms' ->> 'offer', e.entry ->> 'step' from automation_enrollments e
 where e.lead_id between $from and $to order by 1
SQL
}

sub share_of_a
{
	my ($db, $from, $to) = @_;
	return $node->safe_psql($db, <<"SQL");
select count(*) filter (where e.entry -> 'arms' ->> 'offer' = 'a')::numeric / count(*) from automation_enrollments e
 where e.lead_id between $from and $to
SQL
}

sub close_to
{
	my ($share, $expected, $what) = @_;
	return cmp_ok(abs($share - $expected), '<=', 0.015, "$what: $share");
}

$node->safe_psql('postgres', 'create database one');
$node->safe_psql('one', 'create extension automation');
my $steps = steps(30, 70);
$node->safe_psql('one', "insert into automations (id, name, type, trigger, steps) values (1, 'ab', 'sequence', 'new_lead', '$steps')");
$node->safe_psql('one', "insert into leads (id, name) select i, 'Lead ' || i from generate_series(1, $leads) i");
$node->safe_psql('one', 'call automation_run()');
is($node->safe_psql('one', 'select count(*) from automation_enrollments where entry is not null'), $leads, 'all have entered');
close_to(share_of_a('one', 1, $leads), 0.3, 'the share of arm a');
my $arms = arms('one', 1, $leads);
unlike($arms, qr/\|a\|in b|\|b\|in a/, 'everybody is where the arm says');

# --- a dump and a restore: the same arms, and the same division of those who come later ---

my $folder = PostgreSQL::Test::Utils::tempdir();
$node->run_log([ 'pg_dump', '-h', $node->host, '-p', $node->port, '-Fc', '-f', "$folder/one", 'one' ]);
$node->safe_psql('postgres', 'create database two');
$node->run_log([ 'pg_restore', '-h', $node->host, '-p', $node->port, '-d', 'two', "$folder/one" ]);
ok(arms('two', 1, $leads) eq $arms, 'the arms are those of before');
is($node->safe_psql('two', 'select salt from automations'), $node->safe_psql('one', 'select salt from automations'), 'the salt, too');
my $later = $leads + 2_000;
for my $db ('one', 'two')
{
	$node->safe_psql($db, 'select automation_start()');
	$node->safe_psql($db, "insert into leads (id, name) select i, 'Lead ' || i from generate_series($leads + 1, $later) i");
	wait_for($node, "select count(*) from automation_enrollments where entry -> 'arms' ? 'offer'", $later, db => $db, seconds => 60);
}
ok(arms('two', $leads + 1, $later) eq arms('one', $leads + 1, $later), 'leads that come later are divided alike on both');

# --- other weights: nobody changes the arm, whoever comes is divided by them ---

my $before = arms('one', 1, $later);
my $changed = steps(90, 10);
$node->safe_psql('one', "update automations set steps = '$changed'");
wait_for($node, "select count(*) from automation_queue where event = 'step' and run_at <= now()", 0, db => 'one', seconds => 60);
ok(arms('one', 1, $later) eq $before, 'those inside stay in their arms');
my $last = $later + 4_000;
$node->safe_psql('one', "insert into leads (id, name) select i, 'Lead ' || i from generate_series($later + 1, $last) i");
wait_for($node, "select count(*) from automation_enrollments where entry -> 'arms' ? 'offer'", $last, db => 'one', seconds => 60);
close_to(share_of_a('one', $later + 1, $last), 0.9, 'the share of arm a among those who came later');
# Put back to the split by hand, a lead goes into its arm again.
my ($someone) = $before =~ /^(\d+)\|b\|/m;
$node->safe_psql('one', "select automation_move(1, $someone, 'offer')");
wait_for($node, "select entry ->> 'step' from automation_enrollments where lead_id = $someone", 'in b', db => 'one');
is(arms('one', $someone, $someone), "$someone|b|in b", 'who is moved back to the split enters the same arm');

$node->stop;
done_testing();
