# A standby has no worker; promoted, it takes over.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $messages = "select string_agg(body, ', ' order by id) from messages";
my $dispatchers = "select count(*) from pg_stat_activity where backend_type = 'automation dispatcher'";

my $primary = automation_node('primary', init => [ allows_streaming => 1 ]);
install_and_start($primary);
welcome($primary);
$primary->backup('copy');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'copy', has_streaming => 1);
$standby->start;

$primary->safe_psql('postgres', "insert into leads (name) values ('Ada')");
wait_for($standby, $messages, 'Hello Ada');
is($standby->safe_psql('postgres', $dispatchers), 0, 'what the primary does arrives on the standby, which does nothing itself');
is(status($standby), 'postgres | standby | queued 0 | due 0 | the worker starts when this server is promoted', 'its status says so');

# The last run is left for the standby: committed on the primary, which is stopped before it can do it.
$primary->safe_psql('postgres', 'select automation_stop()');
wait_for($primary, $dispatchers, 0);
$primary->safe_psql('postgres', "insert into leads (name) values ('Bob')");
$primary->safe_psql('postgres', "select format('alter database postgres set automation.enabled = %L', identity) from automation_instance \\gexec");
$primary->wait_for_catchup($standby);
$primary->stop;

my $began = time;
$standby->promote;
wait_for($standby, $messages, 'Hello Ada, Hello Bob');
my $took = time - $began;
$standby->safe_psql('postgres', "insert into leads (name) values ('Cyd')");
wait_for($standby, $messages, 'Hello Ada, Hello Bob, Hello Cyd');
is(outcomes($standby), '3 leads: recorded "Hello <name>"; automation_ran', 'promoted, it does what waited and what is new, once');
wait_for($standby, 'select times_triggered from automations', 3);
is(numbers($standby), 'Welcome ran 3, skipped 0, blocked 0, failed 0, queued 0, times_triggered 3', 'and counts on');
my ($lost, $doubled) = lost_and_doubled($standby);
report_fault('promotion of a standby', 1, $lost, $doubled, $took);

$standby->stop;
done_testing();
