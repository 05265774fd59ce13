# The property of the cursor: writers hold their transactions for random times while the dispatcher drains, so rows
# appear behind the point up to which it has read. Every committed lead gets exactly one message, soon; others none.
use strict;
use warnings;
use AutomationTest;
use IPC::Run ();
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $seed = $ENV{LATE_COMMITS_SEED} // time % 1_000_000;
my $writers = $ENV{LATE_COMMITS_WRITERS} // 8;
my $rounds = $ENV{LATE_COMMITS_ROUNDS} // 40;
srand($seed);
diag("seed $seed (LATE_COMMITS_SEED sets it)");

my $node = automation_node('main', conf => {
		max_connections => 30,
		max_prepared_transactions => 20,
		track_commit_timestamp => 'on',
		log_statement => 'none',
		autovacuum => 'off',    # its freezing would take the commit times away
	});
install_and_start($node);
welcome($node);
# What a transaction writes here has the commit time of its leads, whose rows the worker changes.
$node->safe_psql('postgres', 'create table written (name text primary key, kind text)');

# Leads that are to be found are called kept, those of something rolled back lost.
my $count = 0;
sub insert_leads
{
	my ($fate, $kind) = @_;
	my @names = map { "$fate " . ++$count } 1 .. 1 + int rand 5;
	return join '', map { "insert into leads (name) values ('$_'); insert into written values ('$_', '$kind');\n" } @names;
}
sub hold { return sprintf "select pg_sleep(%.4f);\n", rand() < 0.1 ? rand 0.3 : rand 0.04 }

sub transaction
{
	my ($name) = @_;
	my $fate = rand() < 0.15 ? 'lost' : 'kept';
	my $kind = rand() < 0.05 ? 'prepared' : 'plain';
	my $script = "begin;\n";
	for (0 .. int rand 3)
	{
		if (rand() < 0.4)
		{
			my $back = rand() < 0.5;
			$script .= "savepoint s;\n" . insert_leads($back ? 'lost' : $fate, $kind) . hold();
			$script .= $back ? "rollback to s;\n" : "release s;\n";
		}
		else
		{
			$script .= insert_leads($fate, $kind) . hold();
		}
	}
	my $end = $fate eq 'kept' ? 'commit' : 'rollback';
	return $script . "$end;\n" if $kind eq 'plain';
	return $script . "prepare transaction '$name';\n" . hold() . "$end prepared '$name';\n";
}

# All the while somebody looks at how it was before.
my $looker = session($node);
$looker->query_safe('begin isolation level repeatable read; select count(*) from leads');

# From files: they all run at once, and nobody has to feed them.
my $folder = PostgreSQL::Test::Utils::tempdir();
my @running;
for my $writer (1 .. $writers)
{
	append_to_file("$folder/$writer.sql", join '', map { transaction("t${writer}_$_") } 1 .. $rounds);
	push @running, IPC::Run::start([ 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('postgres'), '-f', "$folder/$writer.sql" ],
		'<', '/dev/null', '>', "$folder/$writer.out", '2>', "$folder/$writer.err", IPC::Run::timeout(120));
}
my $failed = grep { !$_->finish } @running;
is($failed, 0, "$writers writers with $rounds transactions each");

my $expected = $node->safe_psql('postgres', "select count(*) from leads");
wait_for($node, 'select count(*) from automation_queue', 0);
is($node->safe_psql('postgres', "select count(*) from leads where name not like 'kept %'"), 0, 'what was rolled back is not there');
is($node->safe_psql('postgres', "select count(*) from written w full join leads l using (name) where w.name is null or l.name is null"), 0,
	'what was committed is');
is(outcomes($node), "$expected leads: recorded \"Hello <name>\"; automation_ran", 'every committed lead has one message and one activity');
wait_for($node, 'select times_triggered from automations', $expected);
is( numbers($node), "Welcome ran $expected, skipped 0, blocked 0, failed 0, queued 0, times_triggered $expected", 'and is counted once');

is($looker->query_safe('select count(*) from leads; commit'), 0, 'whoever began before sees none of it');
$looker->quit;

# From the commit of the lead to the commit of its message. Nobody is told of COMMIT PREPARED: the safety look finds it.
my %worst;
for (split /\n/, $node->safe_psql('postgres', <<'SQL'))
select w.kind, count(*), round(percentile_cont(0.5) within group (order by took)::numeric, 1), round(max(took)::numeric, 1)
  from (select w.kind, 1000 * extract(epoch from pg_xact_commit_timestamp(m.xmin) - pg_xact_commit_timestamp(w.xmin)) took
          from written w join leads l using (name) join messages m on m.lead_id = l.id) w
 group by 1 order by 1
SQL
{
	my ($kind, $number, $median, $most) = split /\|/;
	diag("$kind: $number leads, commit to message in $median ms at the median, $most ms at most");
	$worst{$kind} = $most;
	my ($lost, $doubled) = lost_and_doubled($node, undef, "(select l.* from leads l join written w using (name) where w.kind = '$kind')");
	report_fault({ plain => 'transactions left open, committed in any order, under a long snapshot (leads)', prepared => 'PREPARE TRANSACTION (leads; found by the look every five seconds)' }->{$kind},
		$number, $lost, $doubled, $most / 1000);
}
cmp_ok($worst{plain}, '<', 2500, 'each within a moment: none had to wait for the safety look');
cmp_ok($worst{prepared} // 0, '<', 12_000, 'prepared transactions by the safety look');

$node->stop;
done_testing();
