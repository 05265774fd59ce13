# The extension's life in one database, and a database's own: created, dropped, dropped and rolled back, created again
# elsewhere, taken away from and given back; copied, renamed, moved and dropped while the worker serves it.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $node = automation_node('main', conf => { max_connections => 30 });
my $dispatchers = "select string_agg(datname, ', ' order by datname) from pg_stat_activity where backend_type = 'automation dispatcher'";
my $added = 0;

sub add_lead
{
	my ($db) = @_;
	$added++;
	$node->safe_psql($db, "insert into leads (name) values ('Lead $added')");
	return $added;
}

# Until the lead has its message; the seconds that took.
sub until_served
{
	my ($db, $lead, $since) = @_;
	$since //= time;
	wait_for($node, "select count(*) from messages m join leads l on l.id = m.lead_id where l.name = 'Lead $lead'", 1, db => $db);
	return time - $since;
}

sub serves
{
	my ($db, $what) = @_;
	my $took = until_served($db, add_lead($db));
	cmp_ok($took, '<', 10, sprintf('%s: it serves (%.2f s)', $what, $took));
	return;
}

# A log that is quiet but for lines that are known to belong to what was done, and no more of those than $most.
sub quiet_log
{
	my ($offset, $most, $what) = @_;
	my @said = worker_log($node, $offset);
	my @bad = grep { /FATAL|PANIC|terminated by signal/ && !/terminating background worker/ } @said;
	is_deeply(\@bad, [], "$what: no process died");
	cmp_ok(scalar @said, '<=', $most, "$what: a few lines in the log") or diag(join "\n", @said);
	return;
}

$node->safe_psql('postgres', "create database $_") for qw(crm home);
$node->safe_psql('crm', 'create schema crm; create schema other; alter database crm set search_path = crm');
install_and_start($node, 'crm');
welcome($node, 'crm');
serves('crm', 'created');

# --- the extension ---

my $log = -s $node->logfile;
$node->safe_psql('crm', 'begin; drop extension automation cascade; rollback');
serves('crm', 'DROP EXTENSION rolled back');
my (undef, undef, $notice) = $node->psql('crm', 'alter extension automation update');
like($notice, qr/version "[\d.]+" of extension "automation" is already installed/, 'ALTER EXTENSION UPDATE with nothing to update');
serves('crm', 'ALTER EXTENSION UPDATE');
my $dropper = session($node, 'crm');
$dropper->query_safe('set client_min_messages = error; begin; drop extension automation cascade; savepoint s; create extension automation; rollback to s');
wait_for($node, 'select 1', 1, db => 'crm');
$dropper->query_safe('rollback');
$dropper->quit;
serves('crm', 'dropped, created again and rolled back in a session that took its time');
quiet_log($log, 6, 'DROP EXTENSION rolled back');

$log = -s $node->logfile;
my $left = ++$added;
$node->safe_psql('crm', "begin; insert into leads (name) values ('Lead $left'); update automations set enabled = false; commit");
$node->safe_psql('crm', 'drop extension automation cascade');
is($node->safe_psql('crm', 'select count(*) from automation_queue'), 1, 'dropped: the tables stay, with the run that waits');
wait_for_log($node, qr/the extension automation is not installed here/, $log);

# In another schema it makes tables of its own; the others keep still.
$node->safe_psql('crm', 'set search_path = other; create extension automation schema other');
is($node->safe_psql('crm', "insert into crm.leads (name) values ('Nobody') returning name"), 'Nobody', 'the old tables take leads');
$node->safe_psql('crm', 'set search_path = other; select automation_start()');
$node->safe_psql('crm', q{set search_path = other; select automation_create('{"name": "Welcome", "type": "lead_followup", "trigger": "new_lead", "message_template": "Hello {lead_name}"}')});
$node->safe_psql('crm', "insert into other.leads (name) values ('Elsewhere')");
wait_for($node, 'select string_agg(body, $$, $$) from other.messages', 'Hello Elsewhere', db => 'crm');
is($node->safe_psql('crm', "select count(*) from crm.messages m join crm.leads l on l.id = m.lead_id where l.name in ('Nobody', 'Lead $left')"), 0,
	'created in another schema: it serves the tables there and leaves the old ones alone');
my (undef, undef, $refused) = $node->psql('crm', 'alter extension automation set schema crm');
like($refused, qr/extension "automation" does not support SET SCHEMA/, 'it is not moved by ALTER EXTENSION');

# A schema that is renamed, a table that is renamed and comes back.
$node->safe_psql('crm', 'alter schema other rename to sales');
$node->safe_psql('crm', "insert into sales.leads (name) values ('Renamed')");
wait_for($node, 'select string_agg(body, $$, $$ order by id) from sales.messages', 'Hello Elsewhere, Hello Renamed', db => 'crm');
pass('its schema renamed: it serves on');
$log = -s $node->logfile;
$node->safe_psql('crm', 'alter table sales.messages rename to letters; select pg_terminate_backend(pid) from pg_stat_activity where backend_type = $$automation dispatcher$$');
wait_for_log($node, qr/tables are missing: call automation_install/, $log);
$node->safe_psql('crm', 'alter table sales.letters rename to messages; select sales.automation_start()');
$node->safe_psql('crm', "insert into sales.leads (name) values ('Back')");
wait_for($node, 'select string_agg(body, $$, $$ order by id) from sales.messages', qr/Hello Back$/, db => 'crm');
pass('a table of its own missing: it pauses, and serves when the table is back');
quiet_log($log, 4, 'a missing table');

# Back over the first tables, which are adopted with the run that waits.
$node->safe_psql('crm', 'drop extension automation cascade; drop schema sales cascade; create extension automation schema crm; update crm.automations set enabled = true');
until_served('crm', $left);
serves('crm', 'created again over the first tables');
is($node->safe_psql('crm', "select count(*) from messages m join leads l on l.id = m.lead_id where l.name = 'Nobody'"), 0, 'who came while it was away is not written to');

# Adoption while the worker serves: a foreign table and misfits are refused and leave nothing behind.
$node->safe_psql('home', 'create extension file_fdw; create server files foreign data wrapper file_fdw; '
	  . q{create foreign table leads (id bigint, tenant_id text, name text) server files options (filename '/dev/null')});
(undef, undef, $refused) = $node->psql('home', 'create extension automation');
like($refused, qr/public\.leads: it is not a table/, 'a foreign table in the place of leads is refused and named') or diag($refused);
is($node->safe_psql('home', "select count(*) from pg_class where relname like 'automation%' or relname in ('messages', 'bookings', 'activities')"), 0, 'nothing is left behind');
$node->safe_psql('home', 'drop extension file_fdw cascade; create table leads (id integer)');
(undef, undef, $refused) = $node->psql('home', 'create extension automation');
like($refused, qr/leads/, 'misfitting columns are refused');
$node->safe_psql('home', q{drop table leads; create table leads (id bigint generated by default as identity primary key, tenant_id text not null default '',
  name text, email text, phone text, status text default 'new', source text, last_contacted timestamptz, silent_since timestamptz, last_inbound_at timestamptz,
  timezone text, language text, opted_out text[], ai_allowed boolean, attributes jsonb, external_ids jsonb, created_at timestamptz default now(),
  updated_at timestamptz default now()); insert into leads (name) select 'Old ' || i from generate_series(1, 50) i});
install_and_start($node, 'home');
welcome($node, 'home');
serves('home', 'a fitting table adopted');
is($node->safe_psql('home', "select count(*) from messages m join leads l on l.id = m.lead_id where l.name like 'Old %'"), 0, 'its old rows are not written to');

# --- the database ---

# While runs come in: each command gets the database without FORCE, and work goes on after it.
my $place = PostgreSQL::Test::Utils::tempdir();
$node->safe_psql('postgres', "create tablespace elsewhere location '$place'");
my $name = 'crm';
my %command = (
	'ALTER DATABASE … RENAME' => sub { my $old = $name; $name = $old eq 'crm' ? 'shop' : 'crm'; $node->safe_psql('postgres', "alter database $old rename to $name") },
	'ALTER DATABASE … SET TABLESPACE' => sub {
		my ($is) = $node->safe_psql('postgres', "select spcname from pg_tablespace t join pg_database d on d.dattablespace = t.oid where datname = '$name'");
		$node->safe_psql('postgres', "alter database $name set tablespace " . ($is eq 'elsewhere' ? 'pg_default' : 'elsewhere'));
	},
	'CREATE DATABASE … TEMPLATE' => sub { $node->safe_psql('postgres', "create database copy template $name; drop database copy") });
for my $what (sort keys %command)
{
	$log = -s $node->logfile;
	my ($tries, $slowest, $waited) = (tries(4), 0, 0);
	my $first = $added + 1;
	for my $try (1 .. $tries)
	{
		$node->safe_psql($name, "insert into leads (name) select 'Many ' || i from generate_series(1, 300) i");
		my $began = time;
		$command{$what}->();
		$waited = time - $began if time - $began > $waited;
		$began = time;
		my $took = until_served($name, add_lead($name), $began);
		$slowest = $took if $took > $slowest;
	}
	wait_for($node, 'select count(*) from automation_queue', 0, db => $name);
	my ($lost, $doubled) = lost_and_doubled($node, $name, "(select * from leads where name like 'Many %' or name like 'Lead %' and substr(name, 6)::int >= $first)");
	is("$lost $doubled", '0 0', "$what while it is served: every lead has one message");
	cmp_ok($waited, '<', 5, sprintf('%s: the command waits %.2f s at most', $what, $waited));
	report_fault("$what while runs drain", $tries, $lost, $doubled, $slowest);
	quiet_log($log, 4 * $tries, $what);
	$node->safe_psql($name, "delete from messages where body like 'Hello Many %'; delete from leads where name like 'Many %'");
}
$node->safe_psql('postgres', "alter database $name rename to crm") if $name ne 'crm';

$log = -s $node->logfile;
for my $try (1 .. 3)
{
	$node->safe_psql('postgres', 'create database brief');
	install_and_start($node, 'brief');
	welcome($node, 'brief');
	$node->safe_psql('brief', "insert into leads (name) select 'Many ' || i from generate_series(1, 3000) i");
	wait_for($node, "select count(*) > 0 from pg_stat_activity where backend_type = 'automation dispatcher' and datname = 'brief'", 't');
	my $began = time;
	$node->safe_psql('postgres', 'drop database brief');
	cmp_ok(time - $began, '<', 5, sprintf('DROP DATABASE while it works: %.2f s', time - $began));
}
quiet_log($log, 12, 'DROP DATABASE');

# A template that every new database comes from by default.
install_and_start($node, 'template1');
welcome($node, 'template1');
$node->safe_psql('template1', "insert into leads (name) values ('In the template')");
wait_for($node, 'select count(*) from messages', 1, db => 'template1');
is($node->psql('postgres', 'create database child'), 0, 'CREATE DATABASE without a word of its template, which is served');
is(status($node, 'child'), 'child | stopped | queued 0 | due 0 | the database is not served until automation_start() is called', 'the new one is not');
$node->safe_psql('template1', 'select automation_stop(); drop extension automation cascade');
$node->safe_psql('postgres', 'drop database child');

# Who may not have the database does not get the worker out of it either.
$node->safe_psql('postgres', 'create role stranger login createdb');
wait_for($node, $dispatchers, 'crm, home');
my $before = dispatcher($node, 'crm');
for my $try ('drop database crm', 'alter database crm rename to mine', 'alter database crm set tablespace elsewhere', 'create database mine template crm')
{
	my (undef, undef, $error) = $node->psql('postgres', $try, extra_params => [ '-U', 'stranger' ]);
	like($error, qr/permission denied|must be owner/, "a stranger's $try is refused");
	is(dispatcher($node, 'crm'), $before, 'and the dispatcher stays where it is');
}

# A database that lets nobody in any more: the dispatcher that ended there is not started again and again.
$node->safe_psql('postgres', 'alter database home allow_connections false');
$log = -s $node->logfile;
$node->safe_psql('postgres', q{select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'automation dispatcher' and datname = 'home'});
wait_for($node, $dispatchers, 'crm');
start_dispatcher_anew($node, 'crm') for 1 .. 3;
my @said = grep { /not currently accepting/ } worker_log($node, $log);
cmp_ok(scalar @said, '<=', 1, 'a database that allows no connections is tried once, not again and again') or diag(join "\n", worker_log($node, $log));
$node->safe_psql('postgres', 'alter database home allow_connections true');
$node->reload;
serves('home', 'allowed again');

$node->stop;
done_testing();
