# Delays by the wall clock of every zone against Python's zoneinfo: random moments from 1970 to 2037, most of them near a
# change of the clock, with days and hours forwards and backwards.
#
# AUTOMATION_SEED repeats a run.
use strict;
use warnings;
use PropertyTest;
use Test::More;

my $node = property_node('main');
my ($status, $said) = run_property($node, 'zones.py', 100_000, $ENV{AUTOMATION_SEED} // ());
is($status, 0, 'zoneinfo says the same');
like($said, qr/^100000 triples in (?:[3-9]\d\d) zones, 0 differ$/m, 'of all that were asked: ' . ($said =~ s/\n.*//sr));
$node->stop;
done_testing();
