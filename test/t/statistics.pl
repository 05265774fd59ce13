# Plans do not depend on statistics: a session whose plans were made while the tables were all but empty, and whose
# statistics are from then, reads no more of the large tables than the runs and messages that it works off ask for.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use Test::More;

my $count = 1000;
my $sms = provider_double('twilio', password => mail_password());
my $node = delivery_node('main', autovacuum => 'off', log_statement => 'none', 'automation.max_runs_per_minute' => 100_000);

# A run looks a row of each table up a few times; were an index read from end to end for each run or each batch, this
# would be hundreds.
sub reads_little
{
	my ($db, $runs) = @_;
	for my $table (qw(leads bookings messages activities automation_queue automation_enrollments automation_suppressions))
	{
		my $read = $node->safe_psql($db, <<"SQL");
select coalesce(heap_blks_read + heap_blks_hit, 0) + coalesce(idx_blks_read + idx_blks_hit, 0)
  from pg_statio_user_tables where relname = '$table'
SQL
		cmp_ok($read, '<', 60 * $runs, sprintf('%s: %.1f pages read a run', $table, $read / $runs));
	}
	return;
}

sub sql { return $node->safe_psql('postgres', @_) }
sql('select automation_stop()');
add_channel($node, 'sms', 'twilio', {
	account_sid => 'AC0123456789abcdef0123456789abcdef', auth_token => { env => 'AUTOMATION_MAIL_PASSWORD' }, from => '+14155550100',
	base_url => "http://127.0.0.1:$sms->{port}" });

welcome($node, 'postgres', channel => 'sms');
create_rule($node, 'postgres', name => $_->[0], type => $_->[1], trigger => $_->[0], message_template => 'Hello again', @$_[ 2 .. $#$_ ])
  for [ 'lead_status_changed', 'lead_followup', max_runs => 5, cooldown => '1 second' ], [ 'message_received', 'lead_followup', max_runs => 5 ], [ 'booking_created', 'booking_reminder' ],
  [ 'no_contact_days', 'lead_followup', delay_days => 2 ], [ 'booking_reminder_hours', 'booking_reminder', delay_hours => 24 ], [ 'session_completed', 'post_session' ];
sql('insert into automation_settings (daily_cap) values (50)');

# A lead for whom everything happens.
sub happens
{
	my ($many) = @_;
	sql(<<"SQL");
insert into leads (name, phone, status) select 'Lead', '+4930' || 100000 + i, 'new' from generate_series(1, $many) i;
insert into leads (name, created_at) select 'Silent', now() - interval '3 days' from generate_series(2, $many) i;
insert into bookings (lead_id, title, starts_at, ends_at)
select id, 'Massage', now() + interval '3 hours', now() + interval '4 hours' from leads where name = 'Lead' order by id desc limit $many;
insert into bookings (lead_id, title, starts_at, ends_at, status)
select id, 'Massage', now() - interval '2 hours', now() - interval '1 hour', 'completed' from leads where name = 'Lead' order by id desc limit $many;
insert into messages (lead_id, direction, channel, body, status)
select id, 'inbound', 'sms', 'Hello', 'received' from leads where name = 'Lead' order by id desc limit $many;
update leads set status = 'contacted' where status = 'new' and name = 'Lead';
insert into automation_suppressions (tenant_id, channel, address, reason) select '', 'email', 'lead' || i || '\@example.com', 'manual' from generate_series(1, $many) i on conflict do nothing;
SQL
	return;
}

# One whose plans are from then, and one that makes them by statistics from then.
my @workers = session($node);
sub work { $_->query_safe('call automation_run()') for @workers; return }

happens(1);
work();
sql('vacuum analyze');
work();
# Others are there, too, to whom nothing happens.
sql(q{set automation.restoring = on; insert into leads (name, last_contacted) select 'Other', now() from generate_series(1, 60000);
	insert into messages (lead_id, direction, channel, body, status) select id, 'outbound', 'email', 'Hello', 'recorded' from leads where name = 'Other'});
sql('select pg_stat_reset()');
my $before = sql('select count(*) from activities');
happens($count);
work();
unshift @workers, session($node);
happens($count);
work();
$_->quit for @workers;

my $runs = sql('select count(*) from activities') - $before;
cmp_ok($runs, '>=', 12 * $count, "$runs activities of 2 x $count leads");
is(sql(q{select count(*) from messages where status = 'queued'}), 0, 'what leaves by a channel has left');
reads_little('postgres', $runs);

# One rule and many leads, with statistics of one.
$node->safe_psql('postgres', 'create database bulk');
$node->safe_psql('bulk', 'create extension automation');
welcome($node, 'bulk');
$node->safe_psql('bulk', q{insert into leads (name) values ('First'); call automation_run()});
$node->safe_psql('bulk', 'vacuum analyze');
$node->safe_psql('bulk', q{select pg_stat_reset(); insert into leads (name) select 'Lead ' || i from generate_series(1, 20000) i});
is($node->safe_psql('bulk', 'call automation_run()'), 20000, '20,000 runs');
reads_little('bulk', 20000);

$node->stop;
done_testing();
