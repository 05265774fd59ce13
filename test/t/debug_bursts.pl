# automation.burst_limit: the most messages of one automation that leave in a minute, however many runs are due; and runs that
# wait for a column of their lead until it is too late. By the test clock, with the worker at work.
use strict;
use warnings;
use AutomationTest;
use PropertyTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = clocked_node('main', 'automation.burst_limit' => 5);

sub sql { my ($sql) = @_; return $node->safe_psql('postgres', "set timezone = 'UTC'; $sql") =~ s/^SET\n?//r }

# Everything that is due at that moment is done.
sub at
{
	my ($time) = @_;
	sql("select set_clock('2026-06-05 $time+00')");
	sql('call automation_run()');
	return;
}

sub rule
{
	my ($name, %more) = @_;
	return create_rule($node, 'postgres', name => $name, subject_template => $name, message_template => $name, channel => 'sms',
		conditions => { source => $name }, type => 'lead_followup', trigger => 'new_lead', %more);
}

sub leads
{
	my ($rule, $number) = @_;
	return "insert into leads (source, name, phone) select '$rule', '$rule', '+4930100' || i from generate_series(100, 99 + $number) i";
}

# How many messages each automation has written so far.
sub written { return sql(q{select coalesce(string_agg(body || ' ' || n, ', ' order by body), '') from (select body, count(*) n from messages group by 1) m}) }

at('12:00:00');
sql('select automation_start()');
wait_for($node, 'select state from automation_status()', 'idle');
# A channel that sends nothing: the messages wait for it.
sql(q{insert into automation_channels (channel, provider, settings, enabled) values ('sms', 'twilio',
	'{"account_sid": "AC0123456789abcdef0123456789abcdef", "auth_token": "secret", "from": "+14155550100"}', false)});

# --- the limit ---

rule('import');
rule('other');
rule('short', max_lateness => '1 minute');
rule('recorded', channel => 'email');
my (undef, undef, $notice) = $node->psql('postgres', leads('import', 12));
like($notice, qr/NOTICE:  automation "import" has more than 5 runs in this transaction\n.*HINT:  At most automation\.burst_limit \(5\) of its messages leave in a minute/s,
	'a transaction that makes more is told so');
is(($node->psql('postgres', leads('recorded', 12)))[2], '', 'not where no channel sends them');
is(($node->psql('postgres', leads('other', 3)))[2], '', 'nor where there are fewer');
at('12:00:01');
is(written(), 'import 5, other 3, recorded 12', 'five leave in the first minute; another automation, and what is only recorded, do not wait');
at('12:00:59');
is(written(), 'import 5, other 3, recorded 12', 'and no more');
at('12:01:30');
is(written(), 'import 10, other 3, recorded 12', 'five in the next');
sql(leads('import', 4));
at('12:01:31');
is(written(), 'import 10, other 3, recorded 12', 'what comes later waits behind them');
at('12:02:10');
is(written(), 'import 10, other 3, recorded 12', 'a minute counts from when messages left, not from when they might have');
at('12:02:31');
is(written(), 'import 15, other 3, recorded 12', 'five more');
at('12:04:00');
is(written(), 'import 16, other 3, recorded 12', 'and the last');
is(sql("select max(n) from (select count(*) over (partition by automation_id order by created_at range between interval '59 seconds' preceding and current row) n from messages where body = 'import') w"),
	5, 'never more than five in a minute');
sql(leads('short', 12));
at('12:04:10');
at('12:05:15');
at('12:06:20');
is(written(), 'import 16, other 3, recorded 12, short 12', 'what the limit puts off is not too late');

# --- what it is not for ---

sql('truncate messages, activities cascade; delete from leads');
rule('remind', type => 'booking_reminder', trigger => 'booking_reminder_hours', delay_hours => 1, conditions => {});
rule('answer', trigger => 'message_received', conditions => {});
sql(leads('none', 8));
sql("insert into bookings (lead_id, starts_at) select id, '2026-06-05 13:10+00' from leads; insert into messages (lead_id, direction, body) select id, 'inbound', 'Hello' from leads");
at('12:10:05');
is(sql(q{select string_agg(body || ' ' || n, ', ' order by body) from (select body, count(*) n from messages where direction = 'outbound' group by 1) m}),
	'answer 8, remind 8', 'reminders and answers to a message');

# --- a column that is missing, with the worker at work ---

sql('truncate messages, activities cascade; delete from leads; delete from automations');
sql("alter system set automation.burst_limit = 0; select pg_reload_conf()");
rule('needs', needs => ['phone'], max_lateness => '1 hour');
sql(q{insert into leads (source, name) values ('needs', 'one'), ('needs', 'two'), ('needs', 'three')});
at('12:20:00');
is(written(), '', 'it waits');
sql("update leads set phone = '+4930100001' where name = 'one'");
wait_for($node, q{select count(*) from messages}, 1);
is(sql('select l.name from messages m join leads l on l.id = m.lead_id'), 'one', 'the write that brings it releases the run');
at('13:00:00');
sql(q{begin; set local automation.restoring = on; update leads set phone = '+4930100002' where name = 'two'; commit});
wait_for($node, q{select count(*) from messages}, 2);
pass('so does a bulk import');
at('13:09:00');
is(sql(q{select count(*) from activities where type = 'automation_skipped'}), 0, 'not too late yet');
at('13:20:30');
is(sql(q{select l.name || ' ' || (a.details ->> 'reason') from activities a join leads l on l.id = a.lead_id where a.type = 'automation_skipped'}),
	'three missing_phone', 'and after an hour it says what is missing');
is(sql('select count(*) from automation_queue where kind = $$run$$'), 0, 'nothing waits');
my ($first, $second) = map { sql("insert into leads (source, name, phone) values ('needs', 'kept', $_) returning id") } 'null', "'+4930100009'";
at('13:30:00');
sql("select automation_merge_leads($first, $second)");
wait_for($node, "select count(*) from messages where lead_id = $first and status = 'queued'", 1);
pass('a merge that brings it releases the run, and the person is written to once');

$node->stop;
done_testing();
