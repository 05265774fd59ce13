# The README's session does what it says: each SQL block runs as it stands, and each line of the block below it is seen.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes ();

my $node = automation_node('readme');
my ($session) = slurp_file("$ENV{AUTOMATION_TOP}/README.md") =~ /^## A session\n(.*?)^## /ms;

# What psql prints for a block, notices included.
sub output_of
{
	my ($sql) = @_;
	$node->psql('postgres', $sql, stdout => \my $out, stderr => \my $err, on_error_stop => 0);
	return "$out\n$err\n";
}

# A query may have to wait for the worker; a statement that changes something is run once.
sub shows
{
	my ($sql, @lines) = @_;
	my $deadline = Time::HiRes::time() + 20;
	while (1)
	{
		my $output = output_of($sql);
		my @missing = grep { index($output, $_) < 0 } @lines;
		return pass("shows: $lines[0]") unless @missing;
		if ($sql !~ /^select/ || $sql =~ /automation_(create|start)/ || Time::HiRes::time() > $deadline)
		{
			return is($output, join("\n", @lines), "shows: $lines[0]");
		}
		select(undef, undef, undef, 0.05);
	}
	return;
}

my $blocks = 0;
while ($session =~ /^```sql\n(.*?)^```\n(?:^```\n(.*?)^```\n)?/msg)
{
	my ($sql, $expected) = ($1, $2);
	$blocks++;
	if (defined $expected) { shows($sql, split /\n/, $expected); }
	else { unlike(output_of($sql), qr/ERROR/, 'runs: ' . (split /\n/, $sql)[0]); }
}
cmp_ok($blocks, '>=', 8, 'the README has a session');

done_testing();
