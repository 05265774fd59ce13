# What explain, why, upcoming and preview say of an automation and a lead is what the worker then does: random states,
# among them a stopped worker, paused channels, held messages, replies, moved bookings and bookings that change hands, rows
# imported under automation.restoring, second runs; several tenants with the same ids.
#
# The same pairs each time; AUTOMATION_PAIRS says how many others, AUTOMATION_SEED repeats a run of theirs.
use strict;
use warnings;
use PropertyTest;
use Test::More;

my $node = property_node('main', 'automation.max_in_flight' => 4);
my $count = $ENV{AUTOMATION_PAIRS};
my $seed = $ENV{AUTOMATION_SEED} // ($count ? undef : 7);
my ($status, $said) = run_property($node, 'agreement.py', $count || 600, $seed // ());
is($status, 0, 'every pair agrees, and no kind of state is empty');
like($said, qr/^\d+ pairs, 0 differ/m, 'and they were compared: ' . ($said =~ s/\n.*//sr));

$node->stop;
unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile), qr/PANIC|TRAP|terminated by signal|automation run \d+ failed/,
	'no process died and no run broke');
done_testing();
