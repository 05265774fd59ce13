# A run takes its automation as the transaction left it that made the run: woken by a commit, the worker never works by
# the rule of a moment before.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $node = automation_node('main', conf => { max_connections => 30, log_statement => 'none' });
install_and_start($node);
welcome($node, undef, message_template => 'Text 0');
$node->safe_psql('postgres', "insert into leads (name) values ('0')");
wait_for($node, 'select body from messages', 'Text 0');    # the worker knows the automation now

# Each lead comes with a new text. A slow worker may find a later one, never an earlier.
my $leads = 500;
$node->safe_psql('postgres', join '', map { "begin; insert into leads (name) values ('$_'); update automations set message_template = 'Text $_'; commit;\n" } 1 .. $leads);
wait_for($node, 'select count(*) from messages', $leads + 1);
is( $node->safe_psql('postgres', <<'SQL'),
select string_agg(l.name || ' got ' || m.body, ', ' order by m.id) from messages m join leads l on l.id = m.lead_id
 where substr(m.body, 6)::integer < l.name::integer
SQL
	'', 'no message has a text older than its lead');
is( $node->safe_psql('postgres', "select count(*), count(distinct lead_id) from messages where body like 'Text %'"),
	($leads + 1) . '|' . ($leads + 1), 'and each lead has one');

# The same with switching off: the run waits, and is done at once when the automation is switched on, not at the next
# safety look.
my (@early, @took);
for my $round (1 .. 20)
{
	my $message = "select m.body from messages m join leads l on l.id = m.lead_id where l.name = 'off $round'";
	$node->safe_psql('postgres', "begin; insert into leads (name) values ('off $round'); update automations set enabled = false; commit");
	# A change that is rolled back switches nothing on.
	$node->safe_psql('postgres', 'begin; update automations set enabled = true; rollback');
	push @early, $node->safe_psql('postgres', $message);
	my $began = time;
	$node->safe_psql('postgres', 'update automations set enabled = true');
	wait_for($node, $message, "Text $leads");
	push @took, time - $began;
}
is(join(' ', grep { $_ ne '' } @early), '', 'disabled together with its lead: no message');
my ($slowest) = sort { $b <=> $a } @took;
diag(sprintf 'enabled to message: %.2f s at most', $slowest);
cmp_ok($slowest, '<', 2.5, 'enabled again: the waiting run is done at once');

$node->stop;
done_testing();
