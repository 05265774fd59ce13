# A library that is newer than what the database has: each table of the engine lacks the columns that a later version
# added. Nothing crashes, nothing is lost, the log stays short; automation_install() brings what is missing.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = automation_node('main', conf => { max_connections => 30, restart_after_crash => 'on', log_statement => 'none' });
install_and_start($node);
welcome($node);
my $leads = 0;

# Where a write sets nothing off, it says so and what makes up for it.
my @unnoticed;
sub add_lead
{
	$leads++;
	$node->psql('postgres', "insert into leads (name) values ('Lead $leads')", stderr => \my $said);
	push @unnoticed, "Lead $leads" if $said =~ /trigger no automations.*automation_trigger\(\)/s;
	return;
}

add_lead();
wait_for($node, 'select count(*) from messages', 1);

# The columns after the first that have a default or may be null: what a version can have added to a table with rows. Without
# the one that holds the version itself leads set nothing off, and are told so: see upgrade.pl.
my %columns;
for (split /\n/, $node->safe_psql('postgres', <<'SQL'))
select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
 where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 1 and not a.attisdropped
   and (a.atthasdef or not a.attnotnull) and a.attname not in ('tenant_id', 'version')
   and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary and a.attnum = any (i.indkey))
   and not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and a.attnum = any (k.conkey))
 order by c.relname, a.attnum
SQL
{
	my ($table, $column) = split /\|/;
	push @{ $columns{$table} }, $column;
}
cmp_ok(scalar keys %columns, '>=', 14, scalar(keys %columns) . ' tables');

# Each table by itself in the long version, else four at a time.
my @tables = sort keys %columns;
my @groups = tries(1) > 1 ? map { [$_] } @tables : map { my $first = $_; [ grep { defined } @tables[ $first .. $first + 3 ] ] } grep { $_ % 4 == 0 } 0 .. $#tables;
my $tried = 0;
for my $group (@groups)
{
	my $what = join ', ', @$group;
	my $log = -s $node->logfile;
	for my $table (@$group)
	{
		my @newest = @{ $columns{$table} };
		@newest = @newest[ -2 .. -1 ] if @newest > 2;
		$node->safe_psql('postgres', "alter table $table " . join(', ', map { "drop column $_ cascade" } @newest));
		$tried++;
	}
	add_lead();
	$node->safe_psql('postgres', q{select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'automation dispatcher'});
	wait_for($node, q{select state from automation_status()}, qr/paused|idle/);
	my @said = worker_log($node, $log);
	cmp_ok(scalar(grep { /automation|ERROR/ && !/terminating background worker|exited with/ } @said), '<=', 4, "$what without their newest columns: a few lines in the log")
	  or diag(join "\n", @said);
	is(scalar(grep { /terminated by signal|PANIC|all server processes terminated/ } @said), 0, "$what: nothing crashes");

	$node->safe_psql('postgres', 'select automation_start()');
	add_lead();
	wait_for($node, "select count(*) from messages m join leads l on l.id = m.lead_id where l.name = 'Lead $leads'", 1);
	wait_for($node, 'select count(*) from automation_queue', 0);
	pass("$what: automation_start() brings back what is missing, and they are served");
}

# Whatever goes wrong is tried again after a second, and is said once.
my $log = -s $node->logfile;
$node->safe_psql('postgres', join ';', map { "alter table $_ drop column $columns{$_}[-1] cascade" } grep { $_ ne 'leads' } keys %columns);
add_lead();
rests_again($node, 'postgres', 3);
my @said = worker_log($node, $log);
cmp_ok(scalar @said, '<=', 8, 'all of them at once: a few lines in the log') or diag(join "\n", @said);
$node->safe_psql('postgres', 'select automation_start()');
wait_for($node, 'select count(*) from automation_queue', 0);

my $names = join ', ', map { "'$_'" } @unnoticed;
is($node->safe_psql('postgres', "select count(*) from messages m join leads l on l.id = m.lead_id where l.name in ($names)"), 0,
	scalar(@unnoticed) . ' leads were said to set nothing off, and did not');
$node->safe_psql('postgres', "select automation_trigger('new_lead', id) from leads where name in ($names)");
wait_for($node, 'select count(*) from automation_queue', 0);
my ($lost, $doubled) = lost_and_doubled($node);
is("$lost $doubled", '0 0', 'once automation_trigger() has made up for them, every lead has one message');
report_fault('tables older than the library', $tried, $lost, $doubled);

$node->stop;
done_testing();
