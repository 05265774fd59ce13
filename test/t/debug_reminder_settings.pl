# Reminders and changed settings: what has been checked is not checked again because other quiet hours make its due time a
# later one that has passed, too, and nobody is reminded of a session that has begun. By the test clock; the first of June
# 2026 is a Monday, times are in UTC.
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
		conditions => { source => $name }, type => 'booking_reminder', trigger => 'booking_reminder_hours', delay_hours => 3, %more);
}

sub book
{
	my ($rule, $starts_at, $opted_out) = @_;
	return sql("with l as (insert into leads (source, name, opted_out) values ('$rule', '$rule', '{$opted_out}') returning id)
		insert into bookings (lead_id, starts_at) select id, '2026-$starts_at+00' from l returning lead_id");
}

# What became of the lead's reminders.
sub told
{
	my ($lead) = @_;
	return sql("select string_agg(concat_ws(' ', a.type, a.details ->> 'reason'), ', ' order by a.id) from activities a
		where a.lead_id = $lead and a.details ->> 'event' = 'booking_reminder_hours'");
}

sub quiet
{
	my ($from, $until) = @_;
	sql("update automation_settings set quiet_from = $from, quiet_until = $until");
	return;
}

at('06-07 12:00:00');
sql('select automation_start()');
wait_for($node, 'select state from automation_status()', 'idle');
sql("insert into automation_settings (timezone, quiet_from, quiet_until) values ('UTC', '21:00', '08:00')");
rule('reminds');
my $refuses = book('reminds', '06-08 07:00', 'all');
my $goes = book('reminds', '06-08 07:15', '');
at('06-07 20:51:00');
is(told($refuses), 'automation_blocked opted_out', 'quiet hours until after the start: due before they begin');
is(told($goes), 'automation_ran', 'for everybody');

# --- the same start, a later due time that has passed ---

at('06-08 02:00:00');
sql("update leads set opted_out = '{}' where id = $refuses");
quiet("'22:00'", "'08:00'");
at('06-08 02:00:10');
is(told($refuses), 'automation_blocked opted_out', 'quiet hours that begin later bring no second check');
is(told($goes), 'automation_ran', 'and no second reminder');

# --- one that lies ahead ---

my $second = book('reminds', '06-09 07:00', 'all');
at('06-08 21:51:00');
is(told($second), 'automation_blocked opted_out', 'checked');
sql("update leads set opted_out = '{}' where id = $second");
quiet("'22:30'", "'06:00'");
at('06-09 03:59:00');
is(told($second), 'automation_blocked opted_out', 'a due time that has not come is waited for');
quiet('null', 'null');
at('06-09 04:00:10');
is(told($second), 'automation_blocked opted_out, automation_ran', 'and the reminder checked then');

# --- a session that has begun ---

quiet("'21:00'", "'08:00'");
my $late = book('late', '06-10 07:00', '');
at('06-09 21:30:00');
rule('late');
at('06-10 07:30:00');
is(told($late), '', 'an automation does not remind of what was due before it was saved');
quiet('null', 'null');
at('06-10 07:30:10');
is(told($late), '', 'nor after the start, where other settings make its due time a later one');
my $ahead = book('late', '06-10 12:00', '');
at('06-10 09:00:10');
is(told($ahead), 'automation_ran', 'but of what starts afterwards');

# --- a lead moves to another time zone, and no automation waits for silence ---

sql("update automation_settings set timezone = 'America/New_York', quiet_from = '21:00', quiet_until = '08:00'");
my $traveller = book('late', '06-12 07:30', '');
at('06-11 22:00:00');
is(sql("select distinct run_at from automation_queue where lead_id = $traveller"), '2026-06-12 00:50:00+00', 'due before quiet hours in the zone of the business');
sql("update leads set timezone = 'America/St_Johns' where id = $traveller");
is(sql("select distinct run_at from automation_queue where lead_id = $traveller"), '2026-06-11 23:20:00+00', 'and then in that of the lead');
at('06-11 23:20:10');
is(told($traveller), 'automation_ran', 'which is when it is reminded');

$node->stop;
done_testing();
