# From PostgreSQL 18 on an extension may lie in a folder of its own (extension_control_path, dynamic_library_path): it is
# installed from there, its worker starts from there, and no second copy of the library is loaded beside it.
use strict;
use warnings;
use AutomationTest;
use File::Copy qw(copy);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = automation_node('main', preload => 0);
plan skip_all => 'this PostgreSQL is older than 18' if $node->safe_psql('postgres', 'show server_version_num') < 180000;
$node->stop;

my $folder = PostgreSQL::Test::Utils::tempdir();
mkdir "$folder/$_" or die "$folder/$_: $!" for qw(extension lib);
chomp(my ($share, $lib) = (`pg_config --sharedir`, `pg_config --pkglibdir`));
copy($_, "$folder/extension/") or die "$_: $!" for glob "$share/extension/automation*";
copy("$lib/automation.so", "$folder/lib/") or die "$lib/automation.so: $!";
chmod 0755, "$folder/lib/automation.so";
$node->append_conf('postgresql.conf', <<"CONF");
extension_control_path = '$folder'
dynamic_library_path = '$folder/lib:\$libdir'
shared_preload_libraries = 'automation'
CONF
$node->start;
install_and_start($node);
welcome($node);
$node->safe_psql('postgres', "insert into leads (name) select 'Lead ' || i from generate_series(1, 20) i");
wait_for($node, 'select count(*) from messages', 20);
is(outcomes($node), '20 leads: recorded "Hello <name>"; automation_ran', 'runs are done');

# The libraries of a process that has called one of the functions.
my $backend = $node->background_psql('postgres');
my $pid = $backend->query_safe('select automation_list(); select pg_backend_pid()');
($pid) = $pid =~ /(\d+)\s*$/;
for my $of ([ 'a session', $pid ], [ 'the dispatcher', dispatcher($node) ])
{
	my %loaded = map { $_ => 1 } slurp_file("/proc/$of->[1]/maps") =~ m{\s(/\S*/automation\.so)}g;
	is(join(' ', keys %loaded), "$folder/lib/automation.so", "$of->[0] has one copy of the library, that of the folder");
}
$backend->quit;
is($node->safe_psql('postgres', 'select automation_install()'), '', 'nothing is left to be brought up to date');

# Over a dump, whose CREATE EXTENSION finds it there, too.
my $dump = "$folder/dump.sql";
$node->command_ok([ 'pg_dump', '--no-sync', '-f', $dump, '-d', $node->connstr('postgres') ], 'pg_dump');
$node->safe_psql('postgres', 'create database copy');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, '-d', $node->connstr('copy') ], 'restored');
is($node->safe_psql('copy', 'select count(*) from messages'), 20, 'with its rows');

$node->stop;
done_testing();
