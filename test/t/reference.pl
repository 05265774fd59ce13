# The generated part of the reference is that of this version, and nothing public is without a sentence.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $top = $ENV{AUTOMATION_TOP};
my $node = automation_node('main');
$node->safe_psql('postgres', 'create extension automation');
local @ENV{qw(PGHOST PGPORT PGDATABASE)} = ($node->host, $node->port, 'postgres');

# The pages in a folder of the test's own, and what the script printed.
my $pages = PostgreSQL::Test::Utils::tempdir();
sub generate
{
	my @command = ($^X, "$top/test/tools/reference", $pages);
	IPC::Run::run(\@command, '>', \my $out, '2>', \my $err);
	return "$out$err";
}

my $said = generate();
note($said);
like($said, qr/^0 undocumented, 0 that do not exist$/m, 'every object, column, argument, key, setting and code has a sentence');
my %at_least = ('tables' => 16, 'views' => 6, 'columns' => 280, 'functions' => 63, 'arguments' => 56, 'result columns' => 90, 'settings' => 22,
	'keys' => 134, 'values' => 100, 'reasons' => 38);
for my $kind (sort keys %at_least)
{
	my ($count) = $said =~ /^(\d+) $kind$/m;
	cmp_ok($count // 0, '>=', $at_least{$kind}, "$kind are found");
}
for my $page (sort map { s{.*/}{}r } glob("$pages/*.md"), glob("$top/docs/reference/*.md"))
{
	my ($generated, $committed) = map { -f "$_/$page" ? slurp_file("$_/$page") : '' } $pages, "$top/docs/reference";
	ok($generated eq $committed, "docs/reference/$page is what test/tools/reference generates");
}

# --- what has no sentence is reported ---

$node->safe_psql('postgres', q{
	alter table leads add column shoe_size integer;
	comment on table bookings is null;
	comment on view automation_stats is null;
	comment on function automation_list(boolean) is null;
	alter table bookings drop constraint bookings_status_check, add constraint bookings_status_check check (status in ('booked', 'completed', 'cancelled', 'no_show', 'waiting'))});
$said = generate();
for my $missing ('column leads.shoe_size', 'table bookings', 'view automation_stats', 'function automation_list', 'value bookings.status waiting')
{
	like($said, qr/^undocumented: \Q$missing\E$/m, "without a sentence: $missing");
}
like($said, qr/^5 undocumented, 0 that do not exist$/m, 'and nothing else is');

# --- what is described and does not exist ---

$node->safe_psql('postgres', q{alter table bookings drop constraint bookings_status_check, add constraint bookings_status_check check (status in ('booked', 'completed', 'cancelled'))});
like(generate(), qr/^does not exist: bookings\.status no_show$/m, 'a value that no longer exists is reported');

done_testing();
