# automation.gemini_patience, the former name of automation.gemini_max_wait, is accepted with a WARNING; the new one wins.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $warning = qr/WARNING:  setting "automation\.gemini_patience" is deprecated/;
my $marker = 0;
my $node = automation_node('main', conf => { 'automation.gemini_patience' => '2s' });

sub warnings_since
{
	my ($offset) = @_;
	return scalar(grep { /$warning/ } worker_log($node, $offset));
}

# What both names show after a reload of these lines.
sub shown
{
	my ($how, @lines) = @_;
	my $file = $node->data_dir . '/more.conf';
	unlink $file;
	append_to_file($file, join '', map { "$_\n" } @lines, "cluster.marker = '" . ++$marker . "'");
	$node->$how;
	wait_for($node, "select current_setting('cluster.marker', true)", $marker);
	return $node->safe_psql('postgres', "select current_setting('automation.gemini_max_wait'), current_setting('automation.gemini_patience')");
}

is($node->safe_psql('postgres', 'show automation.gemini_patience'), '2s', 'the former name is accepted at the start of the server');
is(warnings_since(0), 1, 'and the log warns of it once');
$node->adjust_conf('postgresql.conf', 'automation.gemini_patience', undef, 1);
$node->append_conf('postgresql.conf', "include = 'more.conf'");
my @old = ("automation.gemini_patience = '3s'");
my @new = ("automation.gemini_max_wait = '5min'");
for my $how ('reload', 'restart')
{
	my $log = -s $node->logfile;
	is(shown($how), '10min|10min', "$how: without either the default");
	is(shown($how, @new), '5min|5min', "$how: both names show the new setting");
	is(warnings_since($log), 0, "$how: which warns of nothing");
	is(shown($how, @old, @new), '5min|5min', "$how: the new setting wins after the former one");
	is(shown($how, @new, @old), '5min|5min', "$how: and before it");
	is(shown($how, "automation.gemini_max_wait = '10min'", @old), '10min|10min', "$how: with the value of its default, too");
	is(shown($how, @old) =~ s/.*\|//r, '3s', "$how: without it the former one counts again");
	is(warnings_since($log), 4, "$how: each time the former name is read the log warns once");
}

my (undef, undef, $said) = $node->psql('postgres', "alter system set automation.gemini_patience = '4s'");
like($said, qr/$warning\nHINT:  Set "automation\.gemini_max_wait" instead\./, 'ALTER SYSTEM accepts it and warns');
(undef, undef, $said) = $node->psql('postgres', "alter system set automation.gemini_max_wait = '4s'");
is($said, '', 'but not of the new name');
(undef, undef, $said) = $node->psql('postgres', "alter system set automation.gemini_patience = '0s'");
like($said, qr/ERROR:  0 (s )?is outside the valid range for parameter "automation\.gemini_patience"/, 'the bounds are those of before');

$node->stop;
done_testing();
