# PropertyTest — starts the property tests in test/property, which are written in Python, on a server of the debug build.
#
#   my $node = property_node('main');
#   my $said = run_property($node, 'zones.py', 100_000);   # dies where it fails; what it printed
package PropertyTest;

use strict;
use warnings;
use AutomationTest;
use Exporter 'import';
use IPC::Run ();
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(property_node clocked_node run_property);

# A started node that many sessions may use, with room for whatever a test asks of it.
sub property_node
{
	my ($name, %conf) = @_;
	return automation_node($name, conf => {
		'automation.max_runs_per_minute' => 1_000_000, autovacuum => 'off', log_statement => 'none',
		log_min_messages => 'warning', max_connections => 250, superuser_reserved_connections => 3, %conf });
}

# The same with the extension, and with set_clock(timestamptz), which sets the test clock of a debug build.
sub clocked_node
{
	my $node = property_node(@_);
	$node->safe_psql('postgres', <<~'SQL');
		create extension automation;
		create function set_clock(timestamptz) returns timestamptz language c as '$libdir/automation', 'automation_probe_set_clock';
		SQL
	return $node;
}

# A Python that has psycopg2: the one in the PATH may be another than Debian's.
sub python
{
	for my $python (qw(/usr/bin/python3 python3))
	{
		return $python if eval { IPC::Run::run([ $python, '-c', 'import psycopg2, zoneinfo' ], '>', \my $out, '2>', \my $err) };
	}
	BAIL_OUT('no python3 with psycopg2: see test/lib/deps');
}

# Runs the script; its lines that begin with # go to the test's output at once, the others are returned with its status.
sub run_property
{
	my ($node, $script, @arguments) = @_;
	local %ENV = (%ENV, PGHOST => $node->host, PGPORT => $node->port, PGDATABASE => 'postgres', PGDATA => $node->data_dir,
		SERVER_LOG => $node->logfile, PYTHONDONTWRITEBYTECODE => 1);
	my ($said, $line) = ('', '');
	my $tell = sub {
		$line .= shift;
		while ($line =~ s/^([^\n]*)\n//)
		{
			my $whole = $1;
			if ($whole =~ s/^# ?//) { diag($whole) }
			else { $said .= "$whole\n" }
		}
	};
	IPC::Run::run([ python(), "$ENV{AUTOMATION_TOP}/test/property/$script", @arguments ], '<', \undef, '>', $tell, '2>', \my $error);
	my $status = $? >> 8;
	diag($error) if $error;
	return ($status, $said);
}

1;
