# By the test clock: no channel sends more in a minute than it may, and what waits in the queue when the quiet hours begin
# leaves at their end.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $sms = provider_double('twilio', password => mail_password());
my $node = delivery_node('main');

sub sql { return $node->safe_psql('postgres', @_) }

sql(q{create function set_clock(timestamptz) returns timestamptz language c as '$libdir/automation', 'automation_probe_set_clock'});

# The first of June 2026; times are in UTC. All that may leave by then has left.
sub at
{
	my ($day, $time) = @_;
	sql("select set_clock('2026-06-0$day $time+00')");
	return sql('call automation_run()');
}

sub fates_of
{
	my ($name) = @_;
	return sql("select string_agg(n || ' ' || status, ', ' order by status) from (select m.status, count(*) n from messages m
		join leads l on l.id = m.lead_id where l.name = '$name' group by m.status) s");
}

at(1, '12:00:00');
add_channel($node, 'sms', 'twilio', {
	account_sid => 'AC0123456789abcdef0123456789abcdef', auth_token => { env => 'AUTOMATION_MAIL_PASSWORD' }, from => '+14155550100',
	base_url => "http://127.0.0.1:$sms->{port}" }, rate_per_minute => 5);
welcome($node, 'postgres', channel => 'sms');

# --- rates ---

sql(q{insert into leads (name, phone) select 'Ann', '+4930100' || 1000 + i from generate_series(1, 12) i});
at(1, '12:00:10');
is(fates_of('Ann'), '7 queued, 5 sent', 'five leave in the first minute');
at(1, '12:00:50');
is(fates_of('Ann'), '7 queued, 5 sent', 'and no more');
is(provider_ask($sms, 'stats')->{taken}, 5, 'the provider saw no others');
at(1, '12:02:00');
wait_for($node, q{select count(*) from messages where status = 'sent'}, 10);
at(1, '12:02:50');
is(fates_of('Ann'), '2 queued, 10 sent', 'five in every minute');
at(1, '12:04:00');
wait_for($node, q{select count(*) from messages where status = 'sent'}, 12);
is(provider_ask($sms, 'stats')->{taken}, 12, 'each once');

# --- quiet hours ---

sql(q{insert into automation_settings (quiet_from, quiet_until) values ('21:00', '08:00')});
sql('update automation_channels set enabled = false, rate_per_minute = null');
at(1, '20:50:00');
sql(q{insert into leads (name, phone) values ('Bea', '+4930123456')});
wait_for($node, q{select m.status from messages m join leads l on l.id = m.lead_id where l.name = 'Bea'}, 'queued');
at(1, '21:10:00');
sql('update automation_channels set enabled = true');
at(1, '21:11:00');
wait_for($node, q{select run_at >= '2026-06-02 08:00+00' and run_at < '2026-06-02 08:15+00' from automation_queue}, 't');
is(fates_of('Bea'), '1 queued', 'what waits when the quiet hours begin stays');
at(2, '07:59:00');
is(fates_of('Bea'), '1 queued', 'until their end');
at(2, '08:15:00');
wait_for($node, q{select m.status || ' ' || m.attempts from messages m join leads l on l.id = m.lead_id where l.name = 'Bea'}, 'sent 1');
is(provider_ask($sms, 'stats')->{taken}, 13, 'and leaves then, once');

$node->stop;
done_testing();
