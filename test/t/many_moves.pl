# Bookings by the thousand, whether they belong to one lead, as in a merge by hand, or to many: the time for each does not
# grow with their number, neither when they change hands nor when their runs are completed.
use strict;
use warnings;
use AutomationTest;
use Test::More;
use Time::HiRes ();

my $node = automation_node('main', conf => { 'automation.burst_limit' => 0 });
$node->safe_psql('postgres', 'create extension automation');

sub sql { return $node->safe_psql('postgres', @_) }

sql(q{insert into automation_channels (channel, provider, settings, paused_reason) values ('email', 'smtp', '{"host":"127.0.0.1","from":"a@example.com"}', 'for the test')});
create_rule($node, 'postgres', name => 'confirm', type => 'confirmation', trigger => 'booking_created', max_runs => 1, message_template => 'confirmed for {lead_name}');
create_rule($node, 'postgres', name => 'later', type => 'confirmation', trigger => 'booking_created', delay_days => 1, message_template => 'later');

# Microseconds for the run of a booking, and for giving it to another lead: so many bookings, each with a waiting run, a
# queued message and an enrollment, of so many leads.
sub microseconds
{
	my ($bookings, $leads) = @_;
	sql('truncate leads, bookings, messages, activities, automation_queue, automation_enrollments cascade');
	sql("insert into leads (id, name, email) select n, 'Lead ' || n, 'l' || n || '\@example.com' from generate_series(1, $leads + 1) n");
	sql("insert into bookings (id, lead_id, starts_at) select n, 1 + n % $leads, now() + interval '9 days' from generate_series(1, $bookings) n");
	my $start = Time::HiRes::time();
	sql('call automation_run()');
	my $run = 1e6 * (Time::HiRes::time() - $start) / $bookings;
	is(sql(q{select kind, count(*) from automation_queue group by 1 order by 1}), "deliver|$bookings\nrun|$bookings", "$bookings bookings of $leads leads wait");
	sql('vacuum analyze');
	my $begin = Time::HiRes::time();
	sql("update bookings set lead_id = lead_id + 1");
	my $each = 1e6 * (Time::HiRes::time() - $begin) / $bookings;
	is(sql(q{select kind, count(*), count(*) filter (where q.lead_id = b.lead_id) from automation_queue q join bookings b on b.id = q.booking_id group by 1}),
		'run|' . 2 * $bookings . '|' . 2 * $bookings, 'all of it moves');
	is(sql(q{select count(*) from messages where status = 'cancelled'}), $bookings, 'and is written anew');
	return [$run, $each];
}

for my $leads (0, 1)
{
	my ($few, $many) = map { microseconds($_, $leads || $_) } 500, 5000;
	for my $step (0, 1)
	{
		diag sprintf '%s, %s: %.0f us a booking of 500, %.0f us of 5,000', $leads ? 'of one lead' : 'of as many leads',
			$step ? 'moved' : 'run', $few->[$step], $many->[$step];
		cmp_ok($many->[$step], '<', 3 * $few->[$step], 'ten times as many take no longer each');
	}
}

done_testing();
