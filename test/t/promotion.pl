# kill -9 of the primary's postmaster while leads are inserted and messages leave, then its synchronous standby is promoted:
# every lead that was acknowledged has one message, it has left, and what the old worker may have sent is marked.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use IPC::Run ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $clients = 4;
my $most = 50_000;    # inserts of a client, if nobody stopped it
$ENV{AUTOMATION_MAIL_PASSWORD} = mail_password();

my $hook = provider_double('webhook', secret => mail_password());
my $primary = automation_node('primary', init => [ allows_streaming => 1 ],
	conf => { max_connections => 30, log_statement => 'none', 'automation.allow_private_addresses' => 'on' });
install_and_start($primary);
welcome($primary, 'postgres', channel => 'webhook');
add_channel($primary, 'webhook', 'webhook', { url => "http://127.0.0.1:$hook->{port}/in", secret => { env => 'AUTOMATION_MAIL_PASSWORD' } });
$primary->backup('copy');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'copy', has_streaming => 1);
$standby->start;
$primary->append_conf('postgresql.conf', "synchronous_standby_names = '*'");
$primary->reload;
wait_for($primary, 'select sync_state from pg_stat_replication', 'sync');

# psql prints a name when the INSERT's commit has been acknowledged, and ends when the server is gone.
my $place = PostgreSQL::Test::Utils::tempdir();
my @inserting;
for my $client (1 .. $clients)
{
	open my $script, '>', "$place/$client.sql" or die $!;
	print $script "insert into leads (name) values ('$client-$_') returning name;\n" for 1 .. $most;
	close $script;
	push @inserting, IPC::Run::start([ 'psql', '-XqAt', '-d', $primary->connstr('postgres'), '-f', "$place/$client.sql" ],
		'<', '/dev/null', '>', "$place/$client.acknowledged", '2>', '/dev/null');
}
sub acknowledged { return map { split /\n/, slurp_file("$place/$_.acknowledged") } 1 .. $clients }

my $deadline = time + 60;
until (acknowledged() >= 1_000 && provider_ask($hook, 'stats')->{taken} >= 20)
{
	die "the leads do not come\n" if time > $deadline;
	select(undef, undef, undef, 0.01);
}
my $killed_at = time;
kill 'KILL', (split /\n/, slurp_file($primary->data_dir . '/postmaster.pid'))[0];
$primary->{_pid} = undef;
$standby->promote;
$_->finish for @inserting;
my @acknowledged = acknowledged();
cmp_ok(scalar @acknowledged, '<', $clients * $most, 'it was killed in the middle of ' . @acknowledged . ' inserts');

wait_for($standby, q{select count(*) from automation_queue}, 0, seconds => 150);
my $next = $standby->safe_psql('postgres', "select extract(epoch from min(sent_at)) from messages where sent_at > to_timestamp($killed_at)");

$standby->safe_psql('postgres', 'create table acknowledged (name text)');
my $names = join '', map { "$_\n" } @acknowledged;
$standby->safe_psql('postgres', "copy acknowledged from stdin;\n$names\\.\n");
is($standby->safe_psql('postgres', 'select count(*) from acknowledged a where not exists (select from leads l where l.name = a.name)'), 0,
	'every acknowledged lead is there');
my $lost = $standby->safe_psql('postgres',
	q{select count(*) from leads l where not exists (select from messages m where m.lead_id = l.id and m.status = 'sent')});
is($lost, 0, 'each lead has a message that was sent');
is($standby->safe_psql('postgres', q{select count(*) - count(distinct lead_id) from messages}), 0, 'and only one');

my $stats = provider_ask($hook, 'stats');
my %lead_of = map { $_->{key} => $_->{lead_id} } @{ $stats->{messages} };
my %reached = map { $_ => 1 } values %lead_of;
is(scalar keys %reached, $standby->safe_psql('postgres', 'select count(*) from leads'), 'it has arrived');
my %marked = map { $_ => 1 } split /\n/,
	$standby->safe_psql('postgres', q{select lead_id from messages where 'maybe_duplicate' = any(flags)});
my @unmarked = grep { !$marked{ $lead_of{$_} } } @{ $stats->{repeated} };
is(scalar @unmarked, 0, 'what arrived twice is marked: ' . @{ $stats->{repeated} } . ' of ' . keys %reached);
report_fault('kill -9 of the primary under load, promotion of its synchronous standby', 1, $lost,
	@{ $stats->{repeated} } . ', ' . (@{ $stats->{repeated} } - @unmarked) . ' of them marked', $next eq '' ? undef : $next - $killed_at);

unlike(slurp_file($standby->logfile), qr/PANIC|TRAP|terminated by signal/, 'no process of the standby died');
$standby->stop;
done_testing();
