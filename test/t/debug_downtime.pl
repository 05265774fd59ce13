# A server that is away for a day, and for a night: what is made up for, what comes too late, what waits for the morning.
# Everything that was due has its activity.
use strict;
use warnings;
use AutomationTest;
use PropertyTest;
use Test::More;

my $node = clocked_node('main');

# Everything due at that moment is done, by the worker. The first of June 2026 is a Monday; times are in UTC.
sub clock
{
	my ($day, $time) = @_;
	$node->safe_psql('postgres', "select set_clock('2026-06-0$day $time+00')");
	return;
}

sub work { $node->safe_psql('postgres', 'call automation_run()') }

# Not there from now until then. The test clock is in the server's memory: no worker sees the time before it is set again.
sub away_until
{
	my ($day, $time) = @_;
	$node->safe_psql('postgres', 'alter system set automation.workers = 0');
	$node->restart;
	clock($day, $time);
	$node->safe_psql('postgres', $_) for 'alter system set automation.workers = 1', 'select pg_reload_conf()';
	wait_for($node, 'select state from automation_status()', 'idle');
	work();
}

sub rule
{
	my ($name, $type, $trigger, $hours, %more) = @_;
	my %text = $type eq 'crm_update' ? () : (subject_template => $name, message_template => $name);
	return create_rule($node, 'postgres', name => $name, type => $type, trigger => $trigger, delay_hours => $hours,
		conditions => { source => $name }, %text, %more);
}

# A lead of its own for every expectation, which is its name; its source says which rule is meant.
sub lead
{
	my ($rule, $name, %columns) = @_;
	my $columns = join '', map { ", $_" } sort keys %columns;
	my $values = join '', map { ", '$columns{$_}'" } sort keys %columns;
	return $node->safe_psql('postgres',
		"insert into leads (source, name$columns) values ('$rule', '$name'$values) returning id");
}

sub booking
{
	my ($rule, $name, $starts, $ends) = @_;
	my $lead = lead($rule, $name);
	return $node->safe_psql('postgres', "insert into bookings (lead_id, starts_at, ends_at)
		values ($lead, '2026-06-0$starts+00', '2026-06-0$ends+00')");
}

# Who fared how, by name; and when, to the minute (puts-off to the quarter of an hour that they are spread over).
sub told
{
	my ($since) = @_;
	return $node->safe_psql('postgres', <<~"SQL");
		set timezone = 'UTC';
		select concat_ws(' | ', l.source, l.name, a.type, a.details ->> 'reason',
		                 (select 'message' from messages m where m.id = a.message_id),
		                 to_char(a.created_at, 'Dy'))
		  from activities a join leads l on l.id = a.lead_id where a.created_at >= '2026-06-0$since+00' order by l.source, l.name
		SQL
}

clock(1, '10:00');
$node->safe_psql('postgres', q{select automation_start()});
wait_for($node, 'select state from automation_status()', 'idle');
$node->safe_psql('postgres', "insert into automation_settings (timezone, quiet_from, quiet_until) values ('UTC', '21:00', '08:00')");
rule('followup', 'lead_followup', 'new_lead', 20);
rule('update', 'crm_update', 'new_lead', 20, actions => { set => { status => 'known' } });
rule('confirm', 'confirmation', 'booking_created', 20);
rule('remind', 'booking_reminder', 'booking_reminder_hours', 24);
rule('session', 'post_session', 'session_completed', 0);
rule('silence', 'lead_followup', 'no_contact_days', 72);

# Away from Tuesday 9:00 to Wednesday 9:45.
clock(1, '13:30');    # due on Tuesday at 9:30
lead('followup', 'more than a day late');
lead('update', 'more than a day late');
clock(1, '14:30');    # due on Tuesday at 10:30
lead('followup', 'less than a day late');
clock(2, '00:00');    # due on Tuesday at 20:00
booking('confirm', 'a night late', '8 10:00', '8 11:00');
clock(2, '07:00');    # due on Wednesday at 3:00, when nobody is written to: allowed since 8:00
booking('confirm', 'late only for the night', '8 10:00', '8 11:00');
clock(2, '08:30');    # due on Wednesday at 4:30
booking('confirm', 'cancelled meanwhile', '8 10:00', '8 11:00');
booking('remind', 'starts later today', '3 20:00', '3 21:00');
booking('remind', 'has started', '3 09:40', '3 10:40');
booking('remind', 'is not due yet', '4 12:00', '4 13:00');
booking('session', 'more than a day ago', '2 09:00', '2 09:10');
booking('session', 'less than a day ago', '2 11:00', '2 12:00');
booking('session', 'is not over', '3 09:00', '3 10:00');
booking('session', 'takes longer', '2 09:00', '2 09:20');
lead('silence', 'silent since Saturday', last_contacted => '2026-05-30 12:00+00');
lead('silence', 'silent since Sunday', last_contacted => '2026-05-31 12:00+00');
work();
is(told('1 00:00'), '', 'nothing has happened when the server leaves');
clock(2, '08:59');
$node->safe_psql('postgres', "update bookings set status = 'cancelled'
	where lead_id = (select id from leads where name = 'cancelled meanwhile')");
$node->safe_psql('postgres', "update bookings set ends_at = '2026-06-02 13:00+00'
	where lead_id = (select id from leads where name = 'takes longer')");
away_until(3, '09:45');
is(told('1 00:00'), <<'END' =~ s/\n\z//r, 'after a day: what is made up for, what is skipped');
confirm | a night late | automation_skipped | too_late | Wed
confirm | cancelled meanwhile | automation_skipped | booking_cancelled | Wed
confirm | late only for the night | automation_ran | message | Wed
followup | less than a day late | automation_ran | message | Wed
followup | more than a day late | automation_skipped | too_late | Wed
remind | has started | automation_skipped | too_late | Wed
remind | starts later today | automation_ran | message | Wed
session | less than a day ago | automation_ran | message | Wed
session | more than a day ago | automation_skipped | too_late | Wed
session | takes longer | automation_ran | message | Wed
silence | silent since Saturday | automation_ran | message | Wed
update | more than a day late | crm_updated | Wed
END

# What was not due yet comes when it is.
clock(3, '12:00');
work();
is(told('3 09:50'), <<'END' =~ s/\n\z//r, 'what became due later comes later');
remind | is not due yet | automation_ran | message | Wed
session | is not over | automation_ran | message | Wed
silence | silent since Sunday | automation_ran | message | Wed
END

# Away from Wednesday 12:30 to Thursday 7:00, and back while nobody is to be written to.
clock(3, '12:10');
$node->safe_psql('postgres', q{update automations set delay_hours = 2 where name in ('followup', 'update')});
$node->safe_psql('postgres', q{update automations set delay_hours = 10 where name = 'confirm'});
lead('followup', 'back at night');        # due on Wednesday at 14:10
lead('update', 'back at night');
booking('confirm', 'due at night', '8 10:00', '8 11:00');    # due on Wednesday at 22:10
booking('remind', 'starts in the night', '4 18:00', '4 19:00');    # due on Wednesday at 18:00
booking('remind', 'starts before the morning', '4 12:20', '4 13:00');
$node->safe_psql('postgres', q{update bookings set starts_at = '2026-06-04 07:30+00'
	where lead_id = (select id from leads where name = 'starts before the morning')});    # at once
work();
away_until(4, '07:00');
is(told('3 12:05'), <<'END' =~ s/\n\z//r, 'at night only what writes to nobody');
remind | starts before the morning | automation_ran | message | Wed
update | back at night | crm_updated | Thu
END
is($node->safe_psql('postgres', <<'SQL'), <<'END' =~ s/\n\z//r, 'the others wait for the morning, each with its share of a quarter of an hour');
set timezone = 'UTC';
select l.source || ' | ' || (q.run_at >= '2026-06-04 08:00+00' and q.run_at < '2026-06-04 08:15+00')
  from automation_queue q join leads l on l.id = q.lead_id where q.run_at < '2026-06-04 09:00+00' order by 1
SQL
confirm | true
followup | true
remind | true
END
clock(4, '08:15');
work();
is(told('4 07:30'), <<'END' =~ s/\n\z//r, 'and are not late then');
confirm | due at night | automation_ran | message | Thu
followup | back at night | automation_ran | message | Thu
remind | starts in the night | automation_ran | message | Thu
END
is($node->safe_psql('postgres', 'select count(*) from automation_queue'), 0, 'nothing is left');

# Away from Thursday to Sunday: of what is made up for, the earlier comes first, though the scan of the later rule does.
for my $rule (['an hour later', 1, { source => 'order', lead_status => 'hot' }, 'asked'],
	(map { ["of nobody $_", 0, { source => 'nobody' }, 'none'] } 1 .. 3), ['at the end', 0, { source => 'order' }, 'cold'])
{
	my ($name, $hours, $conditions, $status) = @$rule;
	create_rule($node, 'postgres', name => $name, type => 'crm_update', trigger => 'session_completed', delay_hours => $hours,
		conditions => $conditions, actions => { set => { status => $status } });
}
clock(4, '09:00');
booking('order', "session $_", '6 11:00', '6 12:00') for 1 .. 3;
$node->safe_psql('postgres', q{update leads set status = 'hot' where source = 'order'});
work();
away_until(7, '09:00');
is($node->safe_psql('postgres', q{select string_agg(distinct status, ' ') from leads where source = 'order'}), 'cold',
	'what was due earlier is done earlier');
is($node->safe_psql('postgres', q{select string_agg(distinct concat_ws(' ', u.name, a.type, a.details ->> 'reason'), ', ')
	from activities a join leads l on l.id = a.lead_id join automations u on u.id = a.automation_id where l.source = 'order'}),
	'an hour later automation_skipped conditions, at the end crm_updated', 'and the later one sees what it did');

# Sessions are moved while the runs of their first ends wait. On time or too late, the second end is found all the same.
rule('moved', 'crm_update', 'session_completed', 36, actions => { set => { status => 'done' } }, max_lateness => '45 minutes');
booking('moved', 'on time', '7 09:00', '7 10:00');
booking('moved', 'in a downtime', '7 11:00', '7 12:00');
clock(7, '13:00');
work();
$node->safe_psql('postgres', q{update bookings set starts_at = starts_at + '36:30', ends_at = ends_at + '36:30'
	where lead_id in (select id from leads where source = 'moved')});
for my $time ('21:40', '22:00', '22:30')
{
	clock(8, $time);
	work();
}
away_until(9, '01:00');
is($node->safe_psql('postgres', <<'SQL'), <<'END' =~ s/\n\z//r, 'the second end counts');
set timezone = 'UTC';
select l.name, a.details ->> 'reason', to_char(q.run_at, 'DD HH24:MI')
  from leads l left join activities a on a.lead_id = l.id left join automation_queue q on q.lead_id = l.id
  where l.source = 'moved' order by l.id
SQL
on time|booking_moved|10 10:30
in a downtime|too_late|10 12:30
END

# A clock that is set forward by two days, over two sessions of a lead and the delay after the first: what that changes is seen
# when the second ends.
rule('jump', 'crm_update', 'session_completed', 1, conditions => { source => 'jump', lead_status => 'new' },
	actions => { set => { status => 'came' } });
rule('again', 'post_session', 'session_completed', 36, conditions => { source => 'jump', lead_status => 'came' });
clock(9, '10:30');
booking('jump', 'came twice', '9 11:00', '9 12:00');
$node->safe_psql('postgres', q{insert into bookings (lead_id, starts_at, ends_at)
	select id, '2026-06-10 11:00+00', '2026-06-10 12:00+00' from leads where name = 'came twice'});
work();
$node->safe_psql('postgres', q{select set_clock('2026-06-11 09:00+00'); call automation_run()});
is($node->safe_psql('postgres', q{select status from leads where name = 'came twice'}), 'came', 'the delay of the first session is over');
is(told('9 10:00') =~ s/\nmoved.*//gr, 'jump | came twice | crm_updated | Thu', 'nothing is skipped that the first session has made void');
is($node->safe_psql('postgres', q{select string_agg(event, ' ') from automation_queue q join leads l on l.id = q.lead_id
	where l.source = 'jump'}), 'session_completed', 'and the second is known by its status of then');
$node->stop;
done_testing();
