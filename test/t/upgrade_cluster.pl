# pg_upgrade of a server whose database has the functions of version 1.0, to one with the new library: nothing is sent until
# automation_start(), leads set off what they did, and ALTER EXTENSION UPDATE works afterwards.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;
use UpgradeTest;

my ($now) = slurp_control() =~ /^default_version *= *'(.*)'/m;
my $old = automation_node('old');

sub slurp_control { return slurp_file("$ENV{AUTOMATION_TOP}/automation.control") }

# How many messages each lead has.
sub messages_of
{
	my ($node) = @_;
	return $node->safe_psql('crm', q{select string_agg(l.name || ' ' || (select count(*) from crm.messages m where m.lead_id = l.id), ', ' order by l.name) from crm.leads l});
}

sub add_and_wait
{
	my ($node, $name) = @_;
	$node->safe_psql('crm', "insert into crm.leads (name) values ('$name')");
	wait_for($node, "select count(*) from crm.messages m join crm.leads l on l.id = m.lead_id where l.name = '$name'", 1, db => 'crm');
	return;
}

$old->safe_psql('postgres', 'create database crm; alter database crm set search_path = crm');
$old->safe_psql('crm', "create schema crm; create extension automation version '1.0'; select automation_start()");
create_rule($old, 'crm', name => 'Welcome', type => 'lead_followup', trigger => 'new_lead', message_template => 'Hello {lead_name}');
add_and_wait($old, 'Ada');
$old->safe_psql('crm', 'select automation_stop()');
wait_for($old, "select count(*) from pg_stat_activity where backend_type = 'automation dispatcher'", 0);
$old->safe_psql('crm', "insert into crm.leads (name) values ('Bob')");
is(messages_of($old), 'Ada 1, Bob 0', 'a run waits');
$old->stop;

my $new = automation_node('new', start => 0);
pg_upgrade($old, $new, 'pg_upgrade of functions of 1.0');
$new->start;
is($new->safe_psql('crm', "select extversion from pg_extension where extname = 'automation'"), '1.0', 'its functions are those of 1.0');
is(messages_of($new), 'Ada 1, Bob 0', 'nothing was sent while it ran');
$new->safe_psql('crm', 'select automation_start()');
add_and_wait($new, 'Cem');
is(messages_of($new), 'Ada 1, Bob 1, Cem 1', 'started, it completes what waits and what is new, once');
$new->safe_psql('crm', 'alter extension automation update');
is($new->safe_psql('crm', "select extversion from pg_extension where extname = 'automation'"), $now, "ALTER EXTENSION UPDATE to $now");
add_and_wait($new, 'Dee');
is(messages_of($new), 'Ada 1, Bob 1, Cem 1, Dee 1', 'and leads set off what they did');
$new->stop;
done_testing();
