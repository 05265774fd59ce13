# pg_upgrade from an older major version of PostgreSQL: everything is kept, nothing is sent or done while it runs, and
# what waited is done once after automation_start(). AUTOMATION_OLD_SERVER is the folder above the older server's bin,
# where the extension is installed too; test/matrix brings both.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use UpgradeTest;

my $older = $ENV{AUTOMATION_OLD_SERVER} // '';
plan skip_all => 'AUTOMATION_OLD_SERVER names no older server' unless -x "$older/bin/postgres";

my @init = ('--encoding=UTF8', '--locale=C.UTF-8', '--data-checksums');
my $old = PostgreSQL::Test::Cluster->new('old', install_path => $older);
$old->init(extra => \@init);
$old->append_conf('postgresql.conf', "shared_preload_libraries = 'automation'\njit = off");
$old->start;

sub rows
{
	my ($node) = @_;
	my @tables = split /\n/, $node->safe_psql('crm', "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1");
	cmp_ok(scalar @tables, '>=', 16, 'all tables are looked at');
	return [ map { split /\n/, $node->safe_psql('crm', "select '$_', to_jsonb(t) from $_ t order by t::text") } @tables ];
}

sub due { return $_[0]->safe_psql('crm', 'select count(*) from automation_queue where run_at <= now()') }

$old->safe_psql('postgres', 'create database crm');
install_and_start($old, 'crm');
welcome($old, 'crm');
create_rule($old, 'crm', name => 'Tomorrow', type => 'lead_followup', trigger => 'new_lead', delay_days => 1, message_template => 'Still there, {lead_name}?');
$old->safe_psql('crm', "insert into leads (name) select 'Lead ' || i from generate_series(1, 100) i");
wait_for($old, 'select count(*) from messages', 100, db => 'crm');
$old->safe_psql('crm', 'alter table leads add column shoe_size integer; create role teller; grant select on leads to teller');

# Stopped, so that runs wait; then served again as far as its settings go, of which the launcher is not told.
$old->safe_psql('crm', 'select automation_stop()');
wait_for($old, "select count(*) from pg_stat_activity where backend_type = 'automation dispatcher'", 0);
$old->safe_psql('crm', "insert into leads (name, shoe_size) select 'Due ' || i, i from generate_series(1, 50) i");
$old->safe_psql('crm', "select format('alter database crm set automation.enabled = %L', identity) from automation_instance \\gexec");
is(due($old), 50, 'fifty runs are due');
my $before = rows($old);
my ($was) = $old->safe_psql('crm', 'show server_version_num') =~ /^(\d+)\d{4}$/;
my $new = automation_node('new', init => [ extra => \@init ]);
# Since 15.20 a server notes a version in the options of each column, and hands it to a new one that need not know of it.
my $noted = "from pg_attribute where attoptions::text like '%pg_attver=%'";
if ($new->safe_psql('postgres', "select count(*) $noted") == 0)
{
	note 'the new server is without the fix that the older one has: its notes are taken out of the columns';
	$old->safe_psql($_, "set allow_system_table_mods = on; update pg_attribute a set attoptions = null where a.attrelid in (select attrelid $noted)")
	  for $old->safe_psql('postgres', 'select datname from pg_database where datallowconn') =~ /\S+/g;
}
$new->stop;
$old->stop;

pg_upgrade($old, $new, 'pg_upgrade with the library preloaded in both', "$older/bin");

$new->start;
my ($is) = $new->safe_psql('crm', 'show server_version_num') =~ /^(\d+)\d{4}$/;
cmp_ok($is, '>', $was, "from PostgreSQL $was to $is");
is_deeply(rows($new), $before, 'every row of every table is as it was');
is($new->safe_psql('crm', "select has_table_privilege('teller', 'leads', 'select')"), 't', 'and so are rights');
is(status($new, 'crm'), 'crm | stopped | queued 200 | due 50 | the database is not served until automation_start() is called',
	'it is not served, though its setting came along');
my (undef, undef, $refused) = $new->psql('crm', 'call automation_run()');
like($refused, qr/the tables of automation are a copy of another database's tables/, 'nor does automation_run() do anything');

$new->safe_psql('crm', 'select automation_start()');
wait_for($new, "select count(*) from messages m join leads l on l.id = m.lead_id where l.name like 'Due %'", 50, db => 'crm');
wait_for($new, 'select times_triggered from automations where id = 1', 150, db => 'crm');
is(outcomes($new, 'crm'), '150 leads: recorded "Hello <name>"; automation_ran', 'started, it does what was due, once');
$new->safe_psql('crm', "insert into leads (name) values ('New')");
wait_for($new, "select count(*) from messages", 151, db => 'crm');
is($new->safe_psql('crm', 'select automation_install()'), '', 'and nothing is left to be brought up to date');

$new->stop;
done_testing();
