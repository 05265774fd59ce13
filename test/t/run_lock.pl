# The lock that makes one process of many the one that works: a trigger of the tables' owner that releases all advisory
# locks of its session does not leave two at work.
use strict;
use warnings;
use AutomationTest;
use Test::More;

my $node = automation_node('main');
install_and_start($node);
welcome($node);
$node->safe_psql('postgres', <<'SQL');
create function release() returns trigger language plpgsql as 'begin perform pg_advisory_unlock_all(); return new; end';
create trigger release before insert on messages for each row execute function release();
SQL
my $held = "select count(*) from pg_locks l join pg_stat_activity a using (pid) where l.locktype = 'advisory' and l.objsubid = 160 and l.granted";
wait_for($node, "$held and a.backend_type = 'automation dispatcher'", 1);
$node->safe_psql('postgres', "insert into leads (name) select 'Lead ' || i from generate_series(1, 50) i");
wait_for($node, 'select count(*) from messages', 50);
wait_for($node, "$held and a.backend_type = 'automation dispatcher'", 1);
pass('the dispatcher takes its lock again');
is($node->safe_psql('postgres', 'call automation_run()'), 0, 'and does not work beside automation_run(), which asks it');

$node->safe_psql('postgres', 'select automation_stop()');
wait_for($node, $held, 0);
$node->safe_psql('postgres', "insert into leads (name) select 'Lead ' || i from generate_series(51, 100) i");
my ($out, $err) = ('', '');
$node->psql('postgres', 'call automation_run()', stdout => \$out, stderr => \$err);
is($out, 50, 'automation_run() goes on, too');
is($err, '', 'and warns of no lock that it does not own');
is($node->safe_psql('postgres', $held), 0, 'nothing is left of it');
is(outcomes($node), '100 leads: recorded "Hello <name>"; automation_ran', 'each lead has one message');

done_testing();
