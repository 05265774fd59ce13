# When messages may be sent: windows of an automation and of a tenant, over midnight, with holidays and quiet hours; delays
# of minutes. By the test clock; the first of June 2026 is a Monday, times are in UTC.
use strict;
use warnings;
use AutomationTest;
use PropertyTest;
use Test::More;

my $node = clocked_node('main');

sub sql { my ($sql) = @_; return $node->safe_psql('postgres', "set timezone = 'UTC'; $sql") =~ s/^SET\n?//r }

# Everything that is due at that moment is done.
sub at
{
	my ($moment) = @_;
	sql("select set_clock('2026-$moment+00')");
	sql('call automation_run()');
	return;
}

sub rule
{
	my ($name, %more) = @_;
	return create_rule($node, 'postgres', name => $name, subject_template => $name, message_template => $name,
		conditions => { source => $name }, type => 'lead_followup', trigger => 'new_lead', %more);
}

sub lead
{
	my ($rule) = @_;
	return sql("insert into leads (source, name) values ('$rule', '$rule') returning id");
}

# Who has been written to since the last question.
my $asked = 0;
sub written
{
	my $names = sql("select string_agg(subject, ' ' order by subject) from messages where id > $asked and direction = 'outbound'");
	$asked = sql('select coalesce(max(id), 0) from messages');
	return $names;
}

at('06-05 12:00');
sql('select automation_start()');
wait_for($node, 'select state from automation_status()', 'idle');
my %office = (days => [qw(mon tue wed thu fri)], from => '09:00', until => '18:00');
rule('own', send_window => \%office);
rule('night', send_window => { days => ['fri'], from => '20:00', until => '02:00' });
rule('plain');
rule('minutes', delay_minutes => 90);
rule('confirms', type => 'confirmation', trigger => 'booking_created');
rule('reminds', type => 'booking_reminder', trigger => 'booking_reminder_hours', delay_minutes => 10);
rule('weekdays', type => 'booking_reminder', trigger => 'booking_reminder_hours', delay_hours => 2, send_window => \%office);

# --- an automation's own window; the fifth of June is a Friday ---

lead($_) for qw(own night plain minutes);
at('06-05 12:00:10');
is(written(), 'own plain', 'a window that is open holds nothing back');
at('06-05 13:29:50');
is(written(), '', 'a delay of 90 minutes is not over before');
at('06-05 13:30:20');
is(written(), 'minutes', 'and ends then');
at('06-05 18:30:00');
lead('own');
at('06-05 20:15:00');
is(written(), 'night', 'a window that opens in the evening sends then, a quarter of an hour at most later');
my $waits = lead('own');
at('06-05 20:16:00');
is(sql("select automation, to_char(due_at, 'Dy HH24') from automation_upcoming($waits)"), 'own|Mon 09', 'automation_upcoming() says when it goes');
like(sql("select detail from automation_explain((select id from automations where name = 'own'), $waits) where step = 'sending window'"),
	qr/mon tue wed thu fri 09:00-18:00/, 'and automation_explain() by which window');
lead('night');
at('06-06 01:59:00');
is(written(), 'night', 'it is open until after midnight');
at('06-06 02:00:05');
lead('night');
at('06-06 02:00:10');
is(written(), '', 'and closed then');
at('06-07 12:00:00');
is(written(), '', 'nothing at the weekend');
at('06-08 08:59:00');
is(written(), '', 'nor before it opens');
at('06-08 09:15:00');
is(written(), 'own own', 'on Monday what has waited goes, and is not too late');

# --- the tenant's window and holidays ---

sql(q{insert into automation_settings (timezone, send_window, holidays)
	values ('UTC', '{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "until": "20:00"}', '{2026-06-10,2026-06-12}')});
my $booked = lead('confirms');
at('06-09 21:00:00');
lead('plain');
sql("insert into bookings (lead_id, starts_at) values ($booked, '2026-07-01 10:00+00')");
at('06-09 21:00:20');
is(written(), 'confirms', "the tenant's window applies to follow-ups, and not to confirmations");
at('06-10 12:00:00');
is(written(), '', 'a holiday is closed');
at('06-11 08:15:00');
is(written(), 'plain', 'the day after is open');
at('06-11 22:00:00');
lead('own');
at('06-12 12:00:00');
is(written(), '', "the tenant's holidays close an automation's own window, too");
at('06-15 09:15:00');
is(written(), 'own', 'it goes on Monday');
at('06-15 21:00:00');
lead('plain');
at('06-15 21:00:10');
is(written(), '', 'put off');
sql('update automation_settings set send_window = null');
sql("update automation_queue set run_at = '2026-06-15 21:30+00'");
at('06-15 21:30:10');
is(written(), 'plain', 'and no longer asked once the window is taken away');

# --- reminders: 20 June is a Saturday ---

my $reminded = lead('reminds');
sql("insert into bookings (lead_id, starts_at) values ($reminded, '2026-06-16 15:00+00')");
at('06-16 14:49:00');
is(written(), '', 'a reminder ten minutes before');
at('06-16 14:50:10');
is(written(), 'reminds', 'goes then');
my $weekend = lead('weekdays');
sql("insert into bookings (lead_id, starts_at) values ($weekend, '2026-06-20 10:00+00')");
at('06-19 17:49:00');
is(written(), '', 'a reminder whose window stays closed until the start');
at('06-19 17:50:10');
is(written(), 'weekdays', 'goes before it closes');

# --- an edited delay ---

at('06-22 12:00:00');
lead('minutes');
sql("update automations set delay_minutes = 30 where name = 'minutes'");
at('06-22 12:29:00');
is(written(), '', 'an edited delay');
at('06-22 12:30:10');
is(written(), 'minutes', 'moves what waits');

$node->stop;
done_testing();
