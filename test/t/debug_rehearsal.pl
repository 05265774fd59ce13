# What automation_rehearse says of a sequence and a lead is what then happens: random sequences with every kind of step and wait,
# random leads; quiet hours, windows, holidays, caps, opt-outs; also from the middle of a sequence.
#
# The same pairs each time; AUTOMATION_PAIRS says how many others, AUTOMATION_SEED repeats a run of theirs.
use strict;
use warnings;
use PropertyTest;
use Test::More;

my $node = property_node('main');
my $count = $ENV{AUTOMATION_PAIRS};
my $seed = $ENV{AUTOMATION_SEED} // ($count ? undef : 11);
my ($status, $said) = run_property($node, 'rehearsals.py', $count || 60, $seed // ());
is($status, 0, 'every rehearsal is what happened, and no outcome was missed');
like($said, qr/^\d+ pairs, 0 differ/m, 'and they were compared: ' . ($said =~ s/\n.*//sr));

$node->stop;
unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile), qr/PANIC|TRAP|terminated by signal|automation run \d+ failed/,
	'no process died and no run broke');
done_testing();
