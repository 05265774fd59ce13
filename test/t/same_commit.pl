# A run takes its automation as the transaction left it that made the run: woken by a commit, the worker never works by
# the rule of a moment before.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;

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

# The same with switching off: the run waits, and is done at once when the automation is switched on.
for my $round (1 .. 20)
{
	$node->safe_psql('postgres', "begin; insert into leads (name) values ('off $round'); update automations set enabled = false; commit");
	$node->safe_psql('postgres', "begin; insert into leads (name) values ('none'); update automations set enabled = true; rollback");
	my $early = $node->safe_psql('postgres', "select m.body from messages m join leads l on l.id = m.lead_id where l.name = 'off $round'");
	is($early, '', 'disabled with the lead: no message') if $early ne '' || $round == 20;
	$node->safe_psql('postgres', 'update automations set enabled = true');
	wait_for($node, "select m.body from messages m join leads l on l.id = m.lead_id where l.name = 'off $round'", "Text $leads");
}
pass('enabled again: the waiting run is done');

# To the moment of being enabled, not to the safety look: the worker was told, so none of the twenty had to wait for it.
my $slowest = $node->safe_psql('postgres', <<'SQL');
select round(1000 * extract(epoch from max(m.created_at - q.next_at))) from messages m join leads l on l.id = m.lead_id
  join (select name, created_at as next_at from leads) q using (name) where name like 'off %'
SQL
diag("slowest run that waited for its automation: $slowest ms after its lead");
cmp_ok($slowest, '<', 2500, 'at once');

$node->stop;
done_testing();
