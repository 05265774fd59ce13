# Random DDL by the owner of the tables between writes, runs and calls of every function: test/property/shape_fuzz.py.
#
# The same two hundred histories each time; AUTOMATION_SHAPES says how many others, AUTOMATION_SEED repeats those of a seed.
use strict;
use warnings;
use AutomationTest;
use PropertyTest;
use Test::More;

my $node = property_node('main', restart_after_crash => 'on');
my $count = $ENV{AUTOMATION_SHAPES};
my $seed = $ENV{AUTOMATION_SEED} // ($count ? int(rand(1_000_000)) : 15);
my ($status, $said) = run_property($node, 'shape_fuzz.py', $count // 200, $count ? 100_000 : 300, $seed);
is($status, 0, 'no history breaks a rule');
like($said, qr/^\d+ histories, 0 wrong/m, 'and they were played: ' . ($said =~ s/\n.*//sr));
is($said =~ /^(\d+) histories/m ? $1 : 0, $count // 200, 'all of them');
cmp_ok($said =~ /(\d+) that PostgreSQL/ ? $1 : $said, '<=', ($count // 200) / 20, 'few could not be undone');

report_fault('random DDL by the owner of the tables between writes, runs and calls (histories)', $said =~ /^(\d+) histories/m ? $1 : 0, 0, 0, undef);

$node->stop;
unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile), qr/PANIC|TRAP|terminated by signal (?!3:)/, 'no process died');
done_testing();
