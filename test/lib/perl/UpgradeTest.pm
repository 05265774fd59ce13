package UpgradeTest;

# pg_upgrade of a whole server, as a DBA runs it.
use strict;
use warnings;
use Cwd ();
use Exporter 'import';
use IPC::Run;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(pg_upgrade);

# From the stopped node $old to the stopped node $new; $old_bin is the folder of the older server's programs.
sub pg_upgrade
{
	my ($old, $new, $name, $old_bin) = @_;
	my ($bin) = run_command([ 'pg_config', '--bindir' ]);
	# It leaves its scripts in the folder it is started in.
	my $folder = PostgreSQL::Test::Utils::tempdir();
	my $here = Cwd::getcwd();
	chdir $folder or die "$folder: $!\n";
	my ($out, $err) = ('', '');
	my $ok = IPC::Run::run(
		[ 'pg_upgrade', '--no-sync', '-d', $old->data_dir, '-D', $new->data_dir, '-b', $old_bin // $bin, '-B', $bin,
			'-s', $new->host, '-p', $old->port, '-P', $new->port, '-U', scalar getpwuid $< ],
		'>', \$out, '2>', \$err);
	chdir $here;
	return ok($ok, $name)
	  || diag($out, $err, map { slurp_file($_) } glob("'" . $new->data_dir . "'/pg_upgrade_output.d/*/log/*.{log,txt}"));
}

1;
