# A logical subscriber keeps still: what its tables get from the publisher the publisher works on, whether they were
# subscribed before the worker started or after.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $publisher = automation_node('publisher', init => [ allows_streaming => 'logical' ], conf => { max_connections => 30 });
my $subscriber = automation_node('subscriber', conf => { max_connections => 30 });
my $from = $publisher->connstr('postgres') =~ s/'/''/gr;
my $tenants = "select string_agg(l.name || ': ' || m.body, ', ' order by l.name) from messages m join leads l on l.id = m.lead_id";

install_and_start($publisher);
welcome($publisher);
create_rule($publisher, 'postgres', name => 'Tomorrow', type => 'lead_followup', trigger => 'new_lead', delay_days => 1, message_template => 'Still there?');
$publisher->safe_psql('postgres', "insert into leads (name) values ('Ada')");
wait_for($publisher, $tenants, 'Ada: Hello Ada');
# All but the table that says whose they are: the subscription alone must be reason enough to keep still.
my $tables = $publisher->safe_psql('postgres', q{select string_agg(relname, ', ') from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'automation_instance'});
$publisher->safe_psql('postgres', "create publication everything for table $tables");

# The rows of every table but those that say whose they are and how the engine is.
sub rows
{
	my ($node) = @_;
	my @tables = split /\n/, $node->safe_psql('postgres', q{select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'automation_instance' order by 1});
	return $node->safe_psql('postgres', join ';', map { "select '$_', t.* from $_ t order by t::text" } @tables);
}

# What one of them has and the other has not.
sub differences
{
	my %count;
	$count{$_}++ for split /\n/, rows($publisher);
	$count{$_}-- for split /\n/, rows($subscriber);
	return join "\n", grep { $count{$_} } sort keys %count;
}

sub waits_and_says
{
	my ($what) = @_;
	wait_for($subscriber, 'select state, paused_reason from automation_status()', qr/paused\|.*logical subscription/);
	pass("$what: the subscriber's worker pauses and says why");
	my $began = time;
	my (undef, undef, $error) = $subscriber->psql('postgres', 'call automation_run()', timeout => 20);
	like($error, qr/logical subscription/, "$what: automation_run() is refused");
	cmp_ok(time - $began, '<', 5, 'at once');
	return;
}

# --- subscribed while the worker is at work ---

install_and_start($subscriber);
$subscriber->safe_psql('postgres', "insert into leads (name) values ('Local')");
wait_for($subscriber, 'select state from automation_status()', 'idle');
$subscriber->safe_psql('postgres', 'truncate leads cascade; truncate automations, automation_queue, automation_watches, automation_settings cascade');
$subscriber->safe_psql('postgres', "create subscription copy connection '$from' publication everything");
$subscriber->wait_for_subscription_sync($publisher, 'copy');
# What the publisher's worker still counts (statistics are folded a moment later) arrives when it is done with it.
my $looks = 0;
$publisher->wait_for_catchup('copy') while differences() ne '' && $looks++ < 50;
is(differences(), '', 'subscribed: the same rows');
waits_and_says('subscribed while the worker is at work');

# Runs that the publisher leaves lying for a moment arrive at the subscriber as due.
$publisher->safe_psql('postgres', 'select automation_stop()');
wait_for($publisher, "select count(*) from pg_stat_activity where backend_type = 'automation dispatcher'", 0);
$publisher->safe_psql('postgres', "insert into leads (name) select 'Lead ' || i from generate_series(1, 20) i");
$publisher->wait_for_catchup('copy');
is($subscriber->safe_psql('postgres', 'select count(*) from automation_queue where run_at <= now()'), 20, 'twenty due runs have arrived');
$subscriber->safe_psql('postgres', q{select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'automation dispatcher'});
waits_and_says('its dispatcher started again');
$subscriber->restart;
waits_and_says('the server started again');
is($subscriber->safe_psql('postgres', $tenants), 'Ada: Hello Ada', 'nobody was written to by it');
$publisher->safe_psql('postgres', 'select automation_start()');
wait_for($publisher, 'select count(*) from messages', 21);
wait_for($publisher, 'select times_triggered from automations where id = 1', 21);
$publisher->wait_for_catchup('copy');
is(outcomes($subscriber), outcomes($publisher), 'it gets what the publisher did');
my ($lost, $doubled) = lost_and_doubled($subscriber);
report_fault('copy: logical subscriber', 1, $lost, $doubled);

# --- the subscription ended: it serves by itself ---

my $began = time;
$publisher->safe_psql('postgres', 'select automation_stop()');
wait_for($publisher, "select count(*) from pg_stat_activity where backend_type = 'automation dispatcher'", 0);
$publisher->safe_psql('postgres', "insert into leads (name) values ('Late')");
$publisher->wait_for_catchup('copy');
# Sequences are not replicated: whoever takes over sets them.
$subscriber->safe_psql('postgres', q{select setval(pg_get_serial_sequence(t, 'id'), 1000) from unnest(array['messages', 'activities', 'automation_queue']) t; drop subscription copy});
wait_for($subscriber, "select count(*) from messages m join leads l on l.id = m.lead_id where l.name = 'Late'", 1, seconds => 15);
($lost, $doubled) = lost_and_doubled($subscriber);
is("$lost $doubled", '0 0', 'the subscription dropped: it goes on where the publisher was, without being told');

# --- leads alone are subscribed, as from another system: they belong here ---

my $log = -s $subscriber->logfile;
$publisher->safe_psql('postgres', 'drop publication everything; truncate leads cascade; create publication people for table leads');
$subscriber->safe_psql('postgres', "truncate leads cascade; create subscription people connection '$from' publication people");
$publisher->safe_psql('postgres', "insert into leads (id, name) values (1000, 'Sent over')");
$subscriber->wait_for_subscription_sync($publisher, 'people');
$publisher->wait_for_catchup('people');
$subscriber->safe_psql('postgres', "insert into messages (lead_id, direction, body) select id, 'inbound', 'Hi' from leads where name = 'Sent over'");
$subscriber->safe_psql('postgres', "select automation_trigger('new_lead', id) from leads where name = 'Sent over'");
wait_for($subscriber, "select count(*) from messages m join leads l on l.id = m.lead_id where l.name = 'Sent over' and direction = 'outbound'", 1);
pass('leads alone subscribed: the worker serves them');

$subscriber->safe_psql('postgres', 'drop subscription people');
$_->stop for $subscriber, $publisher;
done_testing();
