# pg_dump and restore: nothing fires while the rows are loaded, all of them arrive, a user's own additions and the queue
# too; and nobody is written to from the restored database until it is started.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;

my @tables = qw(leads automations bookings messages activities automation_queue automation_enrollments automation_channels
  automation_settings automation_instance automation_grants automation_booking_sources automation_stat_deltas
  automation_daily_stats automation_watches automation_suppressions);
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

# Long texts: only the lines that differ are shown.
sub same_text
{
	my ($got, $expected, $name) = @_;
	my %seen;
	$seen{$_}++ for split /\n/, $expected;
	$seen{$_}-- for split /\n/, $got;
	my @differ = map { ($seen{$_} > 0 ? 'missing: ' : 'unexpected: ') . $_ } grep { $seen{$_} } sort keys %seen;
	is_deeply(\@differ, [], $name);
}

sub dump_of
{
	my ($db) = @_;
	my ($out, $err) = run_command([ 'pg_dump', @server, $db ]);
	$out =~ s/^\\(un)?restrict .*\n//mg;    # a random word in every dump
	return $out;
}

# --- a database with history, waiting runs, a user's own column, index, table and view ---

sub create_database
{
	my ($db) = @_;
	$node->safe_psql('postgres', "create database $db; alter database $db set search_path = crm");
}

create_database('shop');
$node->safe_psql('shop', 'create schema crm; create extension automation');
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
create role limited;
select automation_grant('limited', 'operator', 'elsewhere');
insert into leads (tenant_id, name) values ('elsewhere', 'Eve');
insert into automations (tenant_id, name, type, trigger) values ('elsewhere', 'Paused', 'lead_followup', 'message_received');
SQL
$node->safe_psql('shop', 'call automation_run()');
$node->safe_psql('shop', q{insert into leads (name, shoe_size) values ('Cyd', 41); update leads set status = 'lost' where name = 'Ada'});
my $waiting = "select l.name, a.name, q.event, q.run_at > now() from crm.automation_queue q join crm.leads l on l.id = q.lead_id join crm.automations a on a.id = q.automation_id order by 1, 2";
is( $node->safe_psql('shop', $waiting), <<'EOT' =~ s/\n$//r, 'five runs wait, two of them due');
Ada|After three days|new_lead|t
Ada|Changed|lead_status_changed|f
Bob|After three days|new_lead|t
Cyd|After three days|new_lead|t
Cyd|Welcome|new_lead|f
EOT

my %before = (rows => rows('shop'), triggers => triggers('shop'), dump => dump_of('shop'), waiting => $node->safe_psql('shop', $waiting));
my $told = join "\n", map { s/^\s+//r } split /\n/, <<'EOT';
	Ada | Welcome | Hello Ada
	Ada | Booked | See you Fitting
	Bob | Answered | Thank you, Bob
	Bob | Changed | You are customer
EOT
my $messages = <<'SQL';
select concat_ws(' | ', l.name, a.name, m.body) from crm.messages m join crm.leads l on l.id = m.lead_id
  join crm.automations a on a.id = m.automation_id order by m.id
SQL
is($node->safe_psql('shop', $messages), $told, 'what has been written');

my $limited = <<'SQL';
set role limited; set automation.tenant_id = 'another';
select name, tenant_id from crm.leads union all select name, current_setting('automation.tenant_id') from crm.automation_list();
SQL

# What holds of every restored database: the same rows, silent; then started, it does what waited, and new leads fire.
sub silent_and_complete
{
	my ($db, $form, @but) = @_;
	is(rows($db, @but), @but ? rows('shop', @but) : $before{rows}, "$form: every row of every table is as it was");
	is(triggers($db), $before{triggers}, "$form: all triggers are there");
	same_text(dump_of($db), $before{dump}, "$form: a dump of it is the same dump, the user's column, index, table and view in it") unless @but;
	is($node->safe_psql($db, $waiting), $before{waiting}, "$form: the same runs wait");
	is($node->safe_psql($db, $limited), "Eve|elsewhere\nPaused|elsewhere", "$form: a role sees the tenant that it was limited to") unless @but;
	is( status($node, $db),
		"$db | stopped | queued 5 | due 2 | the database is not served until automation_start() is called",
		"$form: it is not served");
}

sub started
{
	my ($db, $form) = @_;
	$node->safe_psql($db, 'select automation_start()');
	wait_for($node, $waiting, $before{waiting} =~ s/^.*\|f(\n|$)//gmr =~ s/\n$//r, db => $db);
	is($node->safe_psql($db, $messages), "$told\nCyd | Welcome | Hello Cyd\nAda | Changed | You are lost",
		"$form: started, it does what waited");
	$node->safe_psql($db, "insert into crm.leads (name, shoe_size) values ('Dee', 36)");
	wait_for($node, $messages, qr/Dee \| Welcome \| Hello Dee$/, db => $db);
	is($node->safe_psql($db, "select name, shoe_size from crm.leads where name = 'Dee'"), 'Dee|36', "$form: a new lead gets its message");
	$node->safe_psql($db, 'select automation_stop()');
}

sub refused
{
	my ($db, $form) = @_;
	my (undef, undef, $err) = $node->psql($db, '\set VERBOSITY verbose' . "\n" . 'call automation_run()');
	like($err, qr/ERROR:  55000: the tables of automation are a copy of another database's tables.*HINT:  Call automation_start\(\)/s, "$form: automation_run() is refused");
}

sub run_ok
{
	my ($what, @command) = @_;
	my ($out, $err) = run_command(\@command);
	my @said = grep { !/NOTICE:  automation creates no tables now: a dump is being loaded|^HINT:  Call crm\.automation_install/ } split /\n/, $err;
	is(join("\n", @said), '', "$what: without an error");
}

# --- whole dumps ---

my %restore = (
	plain => sub {
		run_ok('pg_dump', 'pg_dump', @server, '-f', "$folder/plain.sql", 'shop');
		run_ok('psql', 'psql', @server, '-Xq', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-d', $_[0], '-f', "$folder/plain.sql");
	},
	custom => sub {
		run_ok('pg_dump -Fc', 'pg_dump', @server, '-Fc', '-f', "$folder/custom", 'shop');
		run_ok('pg_restore', 'pg_restore', @server, '--exit-on-error', '-d', $_[0], "$folder/custom");
	},
	directory => sub {
		run_ok('pg_dump -Fd -j2', 'pg_dump', @server, '-Fd', '-j2', '-f', "$folder/directory", 'shop');
		run_ok('pg_restore -j2', 'pg_restore', @server, '-j2', '--exit-on-error', '-d', $_[0], "$folder/directory");
	},
	'row security' => sub {
		run_ok('pg_dump', 'pg_dump', @server, '--enable-row-security', '--column-inserts', '-f', "$folder/inserts.sql", 'shop');
		run_ok('psql', 'psql', @server, '-Xq', '-1', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-d', $_[0], '-f', "$folder/inserts.sql");
	},
	'data only' => sub {
		run_ok('pg_dump -s', 'pg_dump', @server, '-s', '-f', "$folder/schema.sql", 'shop');
		run_ok('pg_dump -a', 'pg_dump', @server, '-a', '-f', "$folder/data.sql", 'shop');
		for my $file ("$folder/schema.sql", "$folder/data.sql")
		{
			run_ok('psql', 'psql', @server, '-Xq', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-d', $_[0], '-f', $file);
		}
	});
for my $form ('plain', 'custom', 'directory', 'row security', 'data only')
{
	my $db = $form =~ s/ /_/r;
	create_database($db);
	$restore{$form}->($db);
	silent_and_complete($db, $form);
	refused($db, $form);
	started($db, $form);
}

# --- rows only, into a schema that was installed for itself: its identity stays its own ---

create_database('installed');
$node->safe_psql('installed', <<'SQL');
create schema crm;
create extension automation;
alter table leads add column shoe_size integer;
create table orders (id bigint primary key, lead_id bigint, tenant_id text collate "C" default '', what text);
SQL
for my $way ('', '--column-inserts', '--disable-triggers')
{
	my $form = 'into an installed schema' . ($way && " $way");
	run_ok('pg_dump -a', 'pg_dump', @server, '-a', split(' ', $way), '-T', 'crm.automation_instance', '-f', "$folder/rows.sql", 'shop');
	run_ok('psql', 'psql', @server, '-Xq', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-d', 'installed', '-f', "$folder/rows.sql");
	silent_and_complete('installed', $form, 'automation_instance');
	$node->safe_psql('installed', join '; ', 'truncate crm.orders', map { "truncate crm.$_ cascade" } grep { $_ ne 'automation_instance' } @tables)
	  if $way ne '--disable-triggers';
}
started('installed', 'into an installed schema');

# --- with the database itself: its setting names the other one ---

$node->safe_psql('postgres', "select format('alter database shop set automation.enabled = %L', s.system_identifier || '/' || d.oid) from pg_control_system() s, pg_database d where d.datname = 'shop' \\gexec");
run_ok('pg_dump -C', 'pg_dump', @server, '-C', '-Fc', '-f', "$folder/created", 'shop');
$node->safe_psql('postgres', 'alter database shop reset automation.enabled; alter database shop rename to old_shop');
run_ok('pg_restore -C', 'pg_restore', @server, '-C', '--exit-on-error', '-d', 'postgres', "$folder/created");
$node->safe_psql('postgres', 'alter database shop rename to new_shop; alter database old_shop rename to shop');
is( $node->safe_psql('postgres', <<'SQL'),
select d.datname, split_part(s, '=', 1), split_part(s, '/', 2)::oid = d.oid
  from pg_db_role_setting r join pg_database d on d.oid = r.setdatabase, unnest(r.setconfig) s where s like 'automation%' and d.datname = 'new_shop'
SQL
	'new_shop|automation.enabled|f', '-C: the setting came along and names the other database');
$node->restart;
silent_and_complete('new_shop', '-C');
refused('new_shop', '-C');
is($node->safe_psql('postgres', "select datname from pg_stat_activity where backend_type = 'automation dispatcher'"), '', '-C: after a restart neither is served');
started('new_shop', '-C');

is(rows('shop'), $before{rows}, 'and the database that all of this came from is as it was');
$node->stop;
done_testing();
