# Every kind of copy of a database whose messages leave by a webhook: all rows arrive, the queue's too, no run is fired
# by loading them, nothing leaves until automation_start(), and then what is due leaves once.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $hook = provider_double('webhook', secret => '');
my %conf = (max_connections => 40, log_statement => 'none', 'automation.allow_private_addresses' => 'on', 'automation.tenant_id' => '');
my $node = automation_node('main', conf => \%conf);
my $other = automation_node('other', conf => \%conf);
my $folder = PostgreSQL::Test::Utils::tempdir();
my $all_done = q{select (select count(*) from automation_queue where run_at <= now()), (select count(*) from messages where status in ('queued', 'sending'))};
my @server = ('-h', $node->host, '-p', $node->port);

sub create_database
{
	my ($db) = @_;
	return $node->safe_psql('postgres', "create database $db; alter database $db set search_path = crm");
}

# The rows of every table of the schema, but for those of @but; as the table's owner sees them.
sub rows
{
	my ($where, $db, @but) = @_;
	my %but = map { $_ => 1 } @but;
	my @tables = split /\n/, $where->safe_psql($db, q{select relname from pg_class where relnamespace = 'crm'::regnamespace and relkind = 'r' order by 1});
	return $where->safe_psql($db, join ';', map { "select '$_', t.* from crm.$_ t order by t::text" } grep { !$but{$_} } @tables);
}

# Who has been written to, of the leads whose names begin with $name: how often each.
sub letters
{
	my ($name) = @_;
	my %count;
	$count{ $_->{body} =~ s/^(Hello|Dear) //r }++ for grep { $_->{body} =~ /^\w+ $name/ } @{ provider_ask($hook, 'stats')->{messages} };
	return join ', ', map { $count{$_} == 1 ? $_ : "$_ ($count{$_} times)" } sort keys %count;
}

# --- the original: three have been written to, two are due, a message of the application's waits, one is for tomorrow ---

create_database('shop');
$node->safe_psql('shop', 'create schema crm');
install_and_start($node, 'shop');
my $welcome = welcome($node, 'shop', channel => 'webhook');
add_channel_in('shop');
$node->safe_psql('shop', q{insert into leads (name) values ('Ada'), ('Bob'), ('Cyd')});
wait_for($node, q{select string_agg(distinct status, ' ') || count(*) from messages}, 'sent3', db => 'shop');
$node->safe_psql('shop', 'select automation_stop()');
wait_for($node, q{select count(*) from pg_stat_activity where backend_type = 'automation dispatcher'}, 0);
create_rule($node, 'shop', name => 'Tomorrow', type => 'lead_followup', trigger => 'new_lead', delay_days => 1, channel => 'webhook', message_template => 'Still there, {lead_name}?');
$node->safe_psql('shop', q{insert into leads (name) values ('Due Dan'), ('Due Eve');
  insert into messages (lead_id, direction, channel, status, body, recipient) select id, 'outbound', 'webhook', 'queued', 'Dear Ada', '' from leads where name = 'Ada'});
is($node->safe_psql('shop', 'select count(*), count(*) filter (where run_at <= now()) from automation_queue'), '5|3', 'five wait, three of them due');
is(letters(''), 'Ada, Bob, Cyd', 'three have been written to');
my $before = rows($node, 'shop');
my $silent_since = provider_ask($hook, 'stats')->{taken};

sub add_channel_in
{
	my ($db) = @_;
	return $node->safe_psql($db, qq{insert into automation_channels (channel, provider, settings) values ('webhook', 'webhook', '{"url": "http://127.0.0.1:$hook->{port}/in"}')});
}

# What holds of every copy. Then it is started, does what is due, and is taken away.
sub check_copy
{
	my ($form, $where, $db, @but) = @_;
	is(rows($where, $db, @but) eq (@but ? rows($node, 'shop', @but) : $before) ? 'same' : 'different', 'same', "$form: every row of every table is as it was");
	$where->reload;    # has the launcher look who is served
	wait_for($where, q{select state from automation_status()}, qr/stopped|paused/, db => $db);
	like(status($where, $db), qr/^$db \| (stopped|paused) \| queued 5 \| due 3 \| /, "$form: nothing was set off, nobody works on it");
	my (undef, undef, $refused) = $where->psql($db, 'call automation_run()');
	like($refused, qr/${\ copied($db) }/, "$form: automation_run() is refused");
	is(provider_ask($hook, 'stats')->{taken}, $silent_since, "$form: nothing has left");

	my $began = time;
	$where->safe_psql($db, 'select automation_start()');
	wait_for($where, $all_done, '0|0', db => $db);
	my $took = time - $began;
	my ($lost, $doubled) = (0, 0);
	my %count = map { $_ => 0 } 'Dear Ada', 'Hello Due Dan', 'Hello Due Eve';
	my @messages = @{ provider_ask($hook, 'stats')->{messages} };
	$count{ $_->{body} }++ for @messages[$silent_since .. $#messages];
	for (values %count) { $lost++ if $_ == 0; $doubled++ if $_ > 1 }
	is_deeply(\%count, { 'Dear Ada' => 1, 'Hello Due Dan' => 1, 'Hello Due Eve' => 1 }, "$form: started, it does what is due, once");
	is($where->safe_psql($db, 'select count(*) from automation_queue'), 2, "$form: and leaves what is not");
	report_fault("copy: $form", 1, $lost, $doubled, $took);
	$silent_since = @messages;
	$where->safe_psql($db, 'select automation_stop()');
	$where->safe_psql('postgres', "drop database $db") if $where == $node;
	return;
}

sub run_ok
{
	my ($what, @command) = @_;
	my ($out, $err) = run_command(\@command);
	my @said = grep { !/NOTICE:  automation creates no tables now: a dump is being loaded|^HINT:  Call crm\.automation_install|NOTICE:  .*does not exist, skipping/ } split /\n/, $err;
	is(join("\n", @said), '', "$what: without an error");
	return;
}

sub psql_file { my ($db, $file, @more) = @_; return ('psql', @server, '-Xq', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', @more, '-d', $db, '-f', $file) }

# --- whole dumps, into a new database ---

my @archive = ('pg_dump', @server, 'shop', '-f');
run_ok('pg_dump -Fc', @archive, "$folder/custom", '-Fc');
run_ok('pg_dump -Fd -j4', @archive, "$folder/directory", '-Fd', '-j4');
run_ok('pg_dump', @archive, "$folder/plain.sql");
run_ok('pg_dump --enable-row-security', @archive, "$folder/rls.sql", '--enable-row-security', '--inserts');
run_ok('pg_dump -s', @archive, "$folder/schema.sql", '-s');
run_ok('pg_dump -a', @archive, "$folder/data.sql", '-a');
run_ok('pg_dump -a -Fc', @archive, "$folder/data", '-a', '-Fc');
run_ok('pg_dump -a --disable-triggers', @archive, "$folder/untriggered.sql", '-a', '--disable-triggers');
my @whole = (
	[ 'pg_restore of a custom dump', [ 'pg_restore', @server, '--exit-on-error', '-d', 'copy', "$folder/custom" ] ],
	[ 'pg_restore -j4 of a directory', [ 'pg_restore', @server, '-j4', '--exit-on-error', '-d', 'copy', "$folder/directory" ] ],
	[ 'pg_restore --enable-row-security', [ 'pg_restore', @server, '--enable-row-security', '--exit-on-error', '-d', 'copy', "$folder/custom" ] ],
	[ 'plain dump through psql', [ psql_file('copy', "$folder/plain.sql") ] ],
	[ 'inserts with --enable-row-security, in one transaction', [ psql_file('copy', "$folder/rls.sql", '-1') ] ],
	[ 'schema, then data', [ psql_file('copy', "$folder/schema.sql") ], [ psql_file('copy', "$folder/data.sql") ] ],
	[ 'schema, then data with --disable-triggers', [ psql_file('copy', "$folder/schema.sql") ], [ psql_file('copy', "$folder/untriggered.sql") ] ],
	[ 'schema, then pg_restore -a', [ psql_file('copy', "$folder/schema.sql") ], [ 'pg_restore', @server, '-a', '--exit-on-error', '-d', 'copy', "$folder/data" ] ],
	[ 'schema, then pg_restore -a --disable-triggers', [ psql_file('copy', "$folder/schema.sql") ],
		[ 'pg_restore', @server, '-a', '--disable-triggers', '--exit-on-error', '-d', 'copy', "$folder/custom" ] ]);
for (@whole)
{
	my ($form, @commands) = @$_;
	create_database('copy');
	run_ok($form, @$_) for @commands;
	check_copy($form, $node, 'copy');
}

# --- into a schema that was installed for itself, which is served by nobody yet ---

for my $file ('data.sql', 'untriggered.sql')
{
	my $form = $file eq 'data.sql' ? 'data into an installed schema' : 'data with --disable-triggers into an installed schema';
	create_database('copy');
	$node->safe_psql('copy', 'create schema crm; create extension automation; truncate automation_instance');
	run_ok($form, psql_file('copy', "$folder/$file"));
	check_copy($form, $node, 'copy');
}

# --- over a database that has been at work: the dump of another, and its own of before ---

create_database('copy');
$node->safe_psql('copy', 'create schema crm');
install_and_start($node, 'copy');
welcome($node, 'copy');
$node->safe_psql('copy', q{insert into leads (name) values ('Old')});
wait_for($node, 'select count(*) from messages', 1, db => 'copy');
run_ok('pg_restore --clean', 'pg_restore', @server, '--clean', '--if-exists', '--exit-on-error', '-d', 'copy', "$folder/custom");
settled('copy');
check_served_copy('pg_restore --clean over another database at work', 'copy');

# What the status says of tables from another database, and of those that were restored over the database they are of.
sub copied { return $_[0] eq 'itself' ? 'table "automation_queue" is not the one that automation_start\(\) recorded' : 'the tables of automation are a copy' }

# Until the dispatcher has noticed and rests.
sub settled
{
	my ($db) = @_;
	return wait_for($node, 'select state, paused_reason from automation_status()', qr/paused\|${\ copied($db) }/, db => $db);
}

# Restored over itself: what its queue held at the time of the dump has been done since.
sub check_served_copy
{
	my ($form, $db) = @_;
	is(rows($node, $db) eq $before ? 'same' : 'different', 'same', "$form: every row is as it was") if $db ne 'itself';
	is(provider_ask($hook, 'stats')->{taken}, $silent_since, "$form: nothing has left");
	like(status($node, $db), qr/^$db \| paused \| queued 5 \| due 3 \| ${\ copied($db) }/, "$form: the worker pauses and says why");
	return check_copy($form, $node, $db) if $db ne 'itself';
	return;
}

create_database('itself');
run_ok('pg_restore', 'pg_restore', @server, '--exit-on-error', '-d', 'itself', "$folder/custom");
# Its own from now on, but not served while it is dumped.
$node->safe_psql('itself', 'begin; select automation_start(); select automation_stop(); commit');
{
	run_ok('pg_dump -Fc', 'pg_dump', @server, 'itself', '-Fc', '-f', "$folder/itself");
	$node->safe_psql('itself', 'select automation_start()');
	wait_for($node, $all_done, '0|0', db => 'itself');
	is(provider_ask($hook, 'stats')->{taken}, $silent_since + 3, 'a database does what is due');
	$silent_since += 3;
	for my $how ([], ['-1'])
	{
		my $form = join ' ', 'pg_restore --clean', @$how, 'over the database it is of, at work';
		run_ok($form, 'pg_restore', @server, '--clean', '--if-exists', '--exit-on-error', @$how, '-d', 'itself', "$folder/itself");
		settled('itself');
		check_served_copy($form, 'itself');
	}
}
check_copy('pg_restore --clean over the database it is of', $node, 'itself', 'automation_instance');

# --- with the database, with the cluster, by CREATE DATABASE ---

$node->safe_psql('postgres', 'create database kept template shop; alter database kept set search_path = crm');
check_copy('CREATE DATABASE … TEMPLATE', $node, 'kept');

# The setting that says served is carried along where there is one.
$node->safe_psql('postgres', q{select format('alter database shop set automation.enabled = %L', s.system_identifier || '/' || d.oid) from pg_control_system() s, pg_database d where d.datname = 'shop' \gexec});
run_ok('pg_dump -C', @archive, "$folder/created", '-Fc', '-C');
run_ok('pg_dumpall', 'pg_dumpall', @server, '-f', "$folder/all.sql");
$node->safe_psql('postgres', 'alter database shop reset automation.enabled; alter database shop rename to shop_before');
run_ok('pg_restore -C', 'pg_restore', @server, '-C', '--exit-on-error', '-d', 'postgres', "$folder/created");
$node->safe_psql('postgres', 'alter database shop rename to copy; alter database shop_before rename to shop');
check_copy('pg_restore -C', $node, 'copy');

my ($out, $err) = run_command([ 'psql', '-h', $other->host, '-p', $other->port, '-Xq', '-o', '/dev/null', '-d', 'postgres', '-f', "$folder/all.sql" ]);
is(join("\n", grep { /ERROR/ && !/role "\w+" already exists/ } split /\n/, $err), '', 'pg_dumpall: without an error');
check_copy('pg_dumpall into another cluster', $other, 'shop');

is(rows($node, 'shop') eq $before ? 'same' : 'different', 'same', 'the original is as it was');

# --- taken while a message is on its way, of which nobody knows whether it arrives ---

$node->safe_psql('shop', 'select automation_start()');
wait_for($node, $all_done, '0|0', db => 'shop');
provider_set($hook, fault => 'hang', fault_limit => 1);
$node->safe_psql('shop', q{insert into leads (name) values ('Under way')});
wait_for($node, q{select count(*) from messages where status = 'sending'}, 1, db => 'shop');
run_ok('pg_dump at work', @archive, "$folder/busy", '-Fc');
$node->safe_psql('shop', 'select automation_stop()');
create_database('busy');
run_ok('pg_restore', 'pg_restore', @server, '--exit-on-error', '-d', 'busy', "$folder/busy");
is($node->safe_psql('busy', 'select running from automation_instance'), 't', 'a dump of a database at work says so');
$silent_since = provider_ask($hook, 'stats')->{taken};
$node->safe_psql('busy', 'select automation_start()');
wait_for($node, $all_done, '0|0', db => 'busy');
my $again = provider_ask($hook, 'stats')->{taken} - $silent_since;
is($again, 1, 'the message that was on its way leaves once more');
my $fate = $node->safe_psql('busy', q{select m.status || ' ' || (a.details ? 'maybe_duplicate') from messages m join leads l on l.id = m.lead_id
  join activities a on a.message_id = m.id and a.type = 'message_sent' where l.name = 'Under way'});
is($fate, 'sent true', 'and is marked');
is($node->safe_psql('busy', 'select batch_limit from automation_instance'), '', 'how the dispatcher ended elsewhere is not held against this one');
report_fault('copy: dump taken while a message is on its way', 1, $again ? 0 : 1, "$again, " . ($fate eq 'sent true' ? $again : 0) . ' of them marked');
$_->stop for $node, $other;
done_testing();
