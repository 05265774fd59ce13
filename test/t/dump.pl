# pg_dump and restore: nothing fires while the rows are loaded, all of them arrive, a user's own additions and the queue
# too; and nobody is written to from the restored database until it is started.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;

my @tables = qw(leads automations bookings messages activities automation_queue automation_enrollments automation_channels
  automation_settings automation_instance automation_grants automation_booking_sources automation_stat_deltas
  automation_daily_stats);
my $node = automation_node('main', conf => { max_connections => 30 });
my $folder = PostgreSQL::Test::Utils::tempdir();
my $host = $node->host;
my $port = $node->port;
my @server = ('-h', $host, '-p', $port);

# The rows of every table, as text; of the instance only what is not about this database.
sub rows
{
	my ($db, @but) = @_;
	my %but = map { $_ => 1 } @but;
	return $node->safe_psql($db,
		join ';', map { "select '$_', t.* from crm.$_ t order by t::text" } grep { !$but{$_} } @tables);
}

sub triggers
{
	my ($db) = @_;
	return $node->safe_psql($db, <<'SQL');
select c.relname, t.tgname, t.tgenabled, pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = t.tgrelid
 where not t.tgisinternal order by 1, 2
SQL
}

sub dump_of
{
	my ($db) = @_;
	my ($out, $err) = run_command([ 'pg_dump', @server, $db ]);
	$out =~ s/^\\(un)?restrict .*\n//mg;    # a random word in every dump
	return $out;
}

# --- a database with history, waiting runs, a user's own column, index, table and view ---

$node->safe_psql('postgres', 'create database shop');
$node->safe_psql('shop', 'create schema crm; create extension automation schema crm; alter database shop set search_path = crm');
welcome($node, 'shop');
create_rule($node, 'shop', name => 'After three days', type => 'lead_followup', trigger => 'new_lead', delay_days => 3,
	message_template => 'Still interested, {lead_name}?');
create_rule($node, 'shop', name => 'Changed', type => 'lead_followup', trigger => 'lead_status_changed', message_template => 'You are {lead_status}');
create_rule($node, 'shop', name => 'Booked', type => 'confirmation', trigger => 'booking_created', message_template => 'See you {booking_title}');
create_rule($node, 'shop', name => 'Answered', type => 'lead_followup', trigger => 'message_received', message_template => 'Thank you, {lead_name}');
$node->safe_psql('shop', <<'SQL');
alter table leads add column shoe_size integer check (shoe_size > 0);
create index leads_by_shoe on leads (shoe_size);
create table orders (id bigint primary key, lead_id bigint, tenant_id text collate "C" default '', what text,
                     foreign key (lead_id, tenant_id) references leads (id, tenant_id));
create view big_feet as select name from leads where shoe_size > 45;
insert into leads (name, shoe_size, email) values ('Ada', 38, 'ada@example.com'), ('Bob', 47, 'bob@example.com');
insert into orders values (1, 1, '', 'boots');
insert into bookings (lead_id, title, starts_at) values (1, 'Fitting', now() + interval '1 day');
insert into messages (lead_id, direction, body) values (2, 'inbound', 'Hi');
update leads set status = 'customer' where name = 'Bob';
SQL
$node->safe_psql('shop', 'call automation_run()');
$node->safe_psql('shop', q{insert into leads (name, shoe_size) values ('Cyd', 41); update leads set status = 'lost' where name = 'Ada'});
my $waiting = "select l.name, a.name, q.event, q.run_at > now() from crm.automation_queue q join crm.leads l on l.id = q.lead_id join crm.automations a on a.id = q.automation_id order by 1, 2";
is( $node->safe_psql('shop', $waiting), <<'EOT' =~ s/\n$//r, 'runs wait, three due now and two later');
Ada|After three days|new_lead|t
Ada|Changed|lead_status_changed|f
Bob|After three days|new_lead|t
Cyd|After three days|new_lead|t
Cyd|Welcome|new_lead|f
EOT
$node->safe_psql('shop', 'select automation_start()');
$node->safe_psql('shop', 'select automation_stop()');
