# The disk of the write-ahead log is full while leads are inserted and runs drain. PostgreSQL ends itself then; once there is
# room again, every lead that was acknowledged has its one message.
use strict;
use warnings;
use AutomationTest;
use IPC::Run ();
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $place = PostgreSQL::Test::Utils::tempdir();
my $library = "$place/no_space.so";
my $full = "$place/full";
system('cc', '-shared', '-fPIC', '-o', $library, "$ENV{AUTOMATION_TOP}/test/data/no_space.c") == 0 or die "cc has failed\n";

my $node = automation_node('main', start => 0, conf => { log_statement => 'none', max_connections => 20, fsync => 'on' });
sub start_node
{
	local $ENV{LD_PRELOAD} = $library;
	local $ENV{NO_SPACE} = $full;
	return $node->start;
}
start_node();
install_and_start($node);
welcome($node);

sub is_alive { my ($pid) = @_; return (eval { slurp_file("/proc/$pid/stat") } // ') Z ') !~ /\) Z / }

# Inserts until the server is gone. psql prints a name when its commit has been acknowledged.
sub insert_until_gone
{
	my ($round) = @_;
	open my $script, '>', "$place/$round.sql" or die $!;
	print $script "insert into leads (name) values ('$round-$_') returning name;\n" for 1 .. 100_000;
	close $script;
	my $psql = IPC::Run::start([ 'psql', '-XqAt', '-d', $node->connstr('postgres'), '-f', "$place/$round.sql" ],
		'<', '/dev/null', '>', "$place/$round.acknowledged", '2>', "$place/$round.errors", IPC::Run::timeout(60));
	my $deadline = time + 60;
	until ((-s "$place/$round.acknowledged" // 0) > 4_000)
	{
		die "the leads do not come\n" if time > $deadline;
		select(undef, undef, undef, 0.01);
	}
	append_to_file($full, 'yes');
	$psql->finish;
	return split /\n/, slurp_file("$place/$round.acknowledged");
}

my ($rounds, $slowest, @acknowledged) = (3, 0);
for my $round (1 .. $rounds)
{
	my $postmaster = (split /\n/, slurp_file($node->data_dir . '/postmaster.pid'))[0];
	push @acknowledged, insert_until_gone($round);
	my $deadline = time + 60;
	while (is_alive($postmaster))
	{
		die "the server lives on a full disk\n" if time > $deadline;
		select(undef, undef, undef, 0.01);
	}
	unlink $full;
	$node->{_pid} = undef;
	start_node();
	my $ready = time;
	wait_for($node, 'select count(*) from automation_queue', 0, seconds => 60);
	$slowest = time - $ready if time - $ready > $slowest;
}
like(slurp_file($node->logfile), qr/PANIC:.*No space left on device/, 'the disk was full');

my $names = join '', map { "$_\n" } @acknowledged;
$node->safe_psql('postgres', 'create table acknowledged (name text)');
$node->safe_psql('postgres', "copy acknowledged from stdin;\n$names\\.\n");
is($node->safe_psql('postgres', 'select count(*) from acknowledged a where not exists (select from leads l where l.name = a.name)'), 0,
	'each of ' . @acknowledged . ' acknowledged leads is there');
my ($lost, $doubled) = lost_and_doubled($node);
is("$lost $doubled", '0 0', 'with one message each');
report_fault('no space left for the write-ahead log', $rounds, $lost, $doubled, $slowest);

$node->stop;
done_testing();
