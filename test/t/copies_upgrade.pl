# pg_upgrade and a clone of the files keep everything and send nothing by themselves.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);
use UpgradeTest;

my $hook = provider_double('webhook', secret => '');
my %conf = (max_connections => 30, log_statement => 'none', 'automation.allow_private_addresses' => 'on');
my $old = automation_node('old', conf => \%conf, init => [ allows_streaming => 1 ]);

sub rows
{
	my ($node, $db) = @_;
	my @tables = split /\n/, $node->safe_psql($db, q{select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1});
	return $node->safe_psql($db, join ';', map { "select '$_', t.* from $_ t order by t::text" } @tables);
}

sub taken { return provider_ask($hook, 'stats')->{taken} }

sub due_left
{
	my ($node) = @_;
	return $node->safe_psql('crm', 'select count(*) from automation_queue where run_at <= now()');
}

# Stops, and is served while it is dumped, cloned and upgraded: its automation is off, so that the runs wait.
$old->safe_psql('postgres', 'create database crm');
install_and_start($old, 'crm');
welcome($old, 'crm', channel => 'webhook');
create_rule($old, 'crm', name => 'Tomorrow', type => 'lead_followup', trigger => 'new_lead', delay_days => 1, channel => 'webhook', message_template => 'Still there?');
$old->safe_psql('crm', qq{insert into automation_channels (channel, provider, settings) values ('webhook', 'webhook', '{"url": "http://127.0.0.1:$hook->{port}/in"}')});
$old->safe_psql('crm', q{insert into leads (name) values ('Ada'), ('Bob')});
wait_for($old, q{select string_agg(distinct status, ' ') || count(*) from messages}, 'sent2', db => 'crm');
wait_for($old, 'select times_triggered from automations where id = 1', 2, db => 'crm');
$old->safe_psql('crm', 'alter table leads add column shoe_size integer');

# --- a clone of the files, started with automation.workers = 0 ---

$old->safe_psql('crm', 'select automation_stop()');
wait_for($old, "select count(*) from pg_stat_activity where backend_type = 'automation dispatcher'", 0);
$old->safe_psql('crm', q{insert into leads (name, shoe_size) select 'Due ' || i, i from generate_series(1, 5) i});
# Served, as far as its settings go; but nobody has told the launcher yet.
$old->safe_psql('postgres', q{select format('alter database crm set automation.enabled = %L', s.system_identifier || '/' || d.oid) from pg_control_system() s, pg_database d where d.datname = 'crm' \gexec});
is(due_left($old), 5, 'five runs are due');
my $before = rows($old, 'crm');
$old->backup('files');
my $clone = PostgreSQL::Test::Cluster->new('clone');
$clone->init_from_backup($old, 'files');
$clone->append_conf('postgresql.conf', "automation.workers = 0\nlog_min_messages = debug1");
$clone->start;
wait_for_log($clone, qr/background worker "automation scanner" \(PID \d+\) exited with exit code 0/);    # it knows that crm is served
like(status($clone, 'crm'), qr/^crm \| switched off \| queued 12 \| due 5 \| /, 'a clone with automation.workers = 0 is switched off');
my $kept = rows($clone, 'crm') eq $before;
ok($kept, 'every row is as it was');
is(taken(), 2, 'nothing has left');
$clone->safe_psql('crm', "insert into leads (name) values ('Practice')");
is(due_left($clone), 6, 'it can be worked with; runs wait');
is(taken(), 2, 'nothing leaves');
$clone->stop;
report_fault('copy: clone of the files, automation.workers = 0', 1, $kept ? 0 : 1, taken() - 2);

# --- pg_upgrade, to the same version ---

$old->stop;
my $new = automation_node('new', conf => \%conf, start => 0);
pg_upgrade($old, $new, 'pg_upgrade with the library preloaded in both');
is(taken(), 2, 'nothing has left while it ran');
$new->start;
is(rows($new, 'crm') eq $before ? 'same' : 'different', 'same', 'every row of every table is as it was');
# Another database is served: by then the launcher has looked at all of them.
$new->safe_psql('postgres', 'create database other');
install_and_start($new, 'other');
start_dispatcher_anew($new, 'other');
is(taken(), 2, 'nothing leaves from the new one');
is(status($new, 'crm'), 'crm | stopped | queued 12 | due 5 | the database is not served until automation_start() is called',
	'which is not served, though its setting came along');
my (undef, undef, $refused) = $new->psql('crm', 'call automation_run()');
like($refused, qr/the tables of automation are a copy of another database's tables/, 'nor by automation_run()');
my $began = time;
$new->safe_psql('crm', 'select automation_start()');
wait_for($new, q{select (select count(*) from automation_queue where run_at <= now()), (select count(*) from messages where status in ('queued', 'sending'))}, '0|0', db => 'crm');
my $took = time - $began;
my ($lost, $doubled) = lost_and_doubled($new, 'crm');
is("$lost $doubled", '0 0', 'started, it does what is due, once');
is(taken(), 7, 'and it has left');
is($new->safe_psql('crm', "select shoe_size from leads where name = 'Due 3'"), 3, "with the user's column");
report_fault('pg_upgrade to the same version', 1, $lost, $doubled, $took);

$new->stop;
done_testing();
