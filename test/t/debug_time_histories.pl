# Random histories against a reference: leads, bookings, messages and rules that come, change and go, transactions that
# stay open, a server that restarts, a clock that jumps. What becomes of everybody must be the same, run for run.
#
# The same hundred each time; AUTOMATION_HISTORIES says how many others, AUTOMATION_SEED repeats a run of theirs.
# test/property/reference.py is the reference.
use strict;
use warnings;
use PropertyTest;
use Test::More;

my $node = property_node('main');
my $count = $ENV{AUTOMATION_HISTORIES};
my $seed = $ENV{AUTOMATION_SEED} // ($count ? undef : 7);
my ($status, $said) = run_property($node, 'histories.py', $count || 100, $seed // ());
is($status, 0, 'every history ends as the reference says');
like($said, qr/^\d+ histories, 0 differ/m, 'and they were played: ' . ($said =~ s/\n.*//sr));

$node->stop;
unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile), qr/PANIC|TRAP|terminated by signal (?!3:)|automation run \d+ failed/,
	'no process died and no run broke');
done_testing();
