# A message that an automation wrote names the lead it was written for. Where its booking, or the message itself, is given
# to another lead before it leaves, it is cancelled, and its run is made again: composed anew, for the new lead.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $sms = provider_double('twilio', password => mail_password());
my $gemini = gemini_double();
my $node = delivery_node('main', 'automation.gemini_base_url' => $gemini->{url}, 'automation.gemini_api_key' => 'test-key');

sub sql { return $node->safe_psql('postgres', @_) }

sub pause { return sql('update automation_channels set enabled = false') }
sub resume { return sql('update automation_channels set enabled = true') }

sub begin_anew
{
	sql('truncate messages, activities, automation_queue, automation_enrollments, bookings, automation_settings; delete from leads; delete from automations');
	sql(q{insert into leads (id, name, phone) values (1, 'Ann Berg', '+4930100001'), (2, 'Bea Cole', '+4930100002')});
	reached();
	return;
}

sub confirm
{
	my ($name, %more) = @_;
	return create_rule($node, 'postgres', name => $name, type => 'confirmation', trigger => 'booking_created', channel => 'sms', %more);
}

my $template = 'Confirmed for {lead_name}, {booking_title}';

# What the provider was asked to send since the last call: to whom, and which of the two the text names.
my $seen = 0;
sub reached
{
	my @messages = @{ provider_ask($sms, 'stats')->{messages} };
	my @new = @messages[$seen .. $#messages];
	$seen = @messages;
	return join ', ', sort map { my $text = $_->{Body}; "$_->{To} " . join '+', grep { $text =~ /$_/ } qw(Ann Berg Bea Cole) } @new;
}

sub wait_for_status
{
	my ($status, $count) = @_;
	return wait_for($node, "select count(*) from messages where status = '$status'", $count);
}
# So many requests have reached the provider, which leaves them open: a message may be sending before that.
sub wait_for_open
{
	my ($count) = @_;
	wait_for_status('sending', $count);
	my $deadline = time + 30;
	until (provider_ask($sms, 'open')->{open} == $count)
	{
		die "the provider does not have $count open requests\n" if time > $deadline;
		select(undef, undef, undef, 0.05);
	}
	return;
}

sub wait_for_end { return wait_for($node, q{select (select count(*) from messages where status in ('queued', 'sending')) + (select count(*) from automation_queue)}, 0) }

# The activities of a lead that have a reason.
sub reasons
{
	my ($lead) = @_;
	return sql(qq{select coalesce(string_agg(type || ' ' || (details ->> 'reason'), ', ' order by id), '') from activities where lead_id = $lead and details ? 'reason'});
}

add_channel($node, 'sms', 'twilio', {
	account_sid => 'AC0123456789abcdef0123456789abcdef', auth_token => { env => 'AUTOMATION_MAIL_PASSWORD' }, from => '+14155550100',
	base_url => "http://127.0.0.1:$sms->{port}" });

# --- behind a paused channel: texts of a template and of the model, a reminder, each allowed once ---

begin_anew();
pause();
confirm('template', message_template => $template, max_runs => 1);
confirm('model', ai_instructions => 'Confirm the booking.', max_runs => 1);
create_rule($node, 'postgres', name => 'reminder', type => 'booking_reminder', trigger => 'booking_reminder_hours', delay_hours => 24,
	channel => 'sms', message_template => 'Tomorrow, {lead_name}');
sql(q{insert into bookings (id, lead_id, title, starts_at) values (1, 1, 'haircut', now() + interval '24 hours 1 second')});
wait_for_status('queued', 3);
is(sql(q{select string_agg(distinct origin, ' ' order by origin) from messages where body ~ 'Ann'}), 'gemini template', 'template and model name the lead');
sql('update bookings set lead_id = 2 where id = 1');
is(sql(q{select string_agg(distinct lead_id || ' ' || status || ' ' || error, ', ') from messages where lead_id = 1}), '1 cancelled the booking belongs to another lead now',
	'the messages of the lead before are cancelled in the same transaction');
wait_for_status('queued', 3);
resume();
wait_for_end();
is(reached(), '+4930100002 Bea, +4930100002 Bea+Cole, +4930100002 Bea+Cole', 'every text goes to the new lead, names it, and goes once');
is(reasons(1), join(', ', ('automation_skipped booking_moved') x 3), 'why is recorded with the lead before');
is(reasons(2), '', 'and the runs of the new lead ran');
is(sql('select string_agg(runs::text, chr(32)) from automation_enrollments where lead_id = 2'), '1 1 1', 'each counts once');

# --- in quiet hours ---

begin_anew();
pause();
confirm('template', message_template => $template);
sql(q{insert into bookings (id, lead_id, title, starts_at) values (1, 1, 'haircut', now() + interval '3 days')});
wait_for_status('queued', 1);
sql(q{insert into automation_settings (quiet_from, quiet_until) values ((now() at time zone 'UTC')::time - interval '1 hour', (now() at time zone 'UTC')::time + interval '2 hours')});
resume();
wait_for($node, q{select count(*) from automation_queue where kind = 'deliver' and run_at > now() + interval '1 hour'}, 1);
sql('update bookings set lead_id = 2 where id = 1');
wait_for($node, q{select kind || lead_id from automation_queue where run_at > now() + interval '1 hour'}, 'run2');
sql('delete from automation_settings; update automation_queue set run_at = now()');
sql('call automation_run()');
wait_for_end();
is(reached(), '+4930100002 Bea+Cole', 'what waits for the end of quiet hours is composed anew');

# --- waiting for approval ---

begin_anew();
confirm('template', message_template => $template, review => 'always');
confirm('model', ai_instructions => 'Confirm the booking.', review => 'always');
sql(q{insert into bookings (id, lead_id, title, starts_at) values (1, 1, 'haircut', now() + interval '3 days')});
wait_for_status('held', 2);
sql('update bookings set lead_id = 2 where id = 1');
wait_for($node, q{select count(*) from messages where status = 'held' and lead_id = 2}, 2);
my (undef, undef, $refused) = $node->psql('postgres', 'select automation_approve(id) from messages where lead_id = 1');
like($refused, qr/is cancelled, not held/, 'nobody can approve the text of the lead before any more');
sql(q{select automation_approve(id) from messages where status = 'held'});
wait_for_end();
is(reached(), '+4930100002 Bea, +4930100002 Bea+Cole', 'a held message is composed anew and is held again');

# --- approved already, and not sent yet ---

begin_anew();
pause();
confirm('template', message_template => $template, review => 'always');
sql(q{insert into bookings (id, lead_id, title, starts_at) values (1, 1, 'haircut', now() + interval '3 days')});
wait_for_status('held', 1);
sql('select automation_approve(id) from messages');
sql('update bookings set lead_id = 2 where id = 1');
wait_for($node, q{select count(*) from messages where status = 'held' and lead_id = 2}, 1);
resume();
is(sql(q{select count(*) from messages where status in ('queued', 'sending', 'sent')}), 0, 'an approval does not hold for another text');

# --- on its way: accepted, it is not sent again; failed, it is composed anew ---

begin_anew();
confirm('template', message_template => $template);
provider_set($sms, fault => 'late');
sql(q{insert into bookings (id, lead_id, title, starts_at) values (1, 1, 'haircut', now() + interval '3 days')});
wait_for_open(1);
sql('update bookings set lead_id = 2 where id = 1');
provider_set($sms, fault => undef);
provider_post($sms, 'release');
wait_for_end();
is(reached(), '+4930100001 Ann+Berg', 'what is accepted after the change has been sent, once');
is(sql('select lead_id, status from messages'), '2|sent', 'and is recorded');

begin_anew();
confirm('template', message_template => $template, max_runs => 1);
provider_set($sms, fault => 'status', status => 503, retry_after => 3);
sql(q{insert into bookings (id, lead_id, title, starts_at) values (1, 1, 'haircut', now() + interval '3 days')});
wait_for($node, q{select count(*) from messages where status = 'queued' and attempts > 0}, 1);
sql('update bookings set lead_id = 2 where id = 1');
provider_set($sms, fault => undef, retry_after => undef);
wait_for_end();
is(reached(), '+4930100002 Bea+Cole', 'what waits for its next attempt is composed anew');

begin_anew();
confirm('template', message_template => $template, max_runs => 1);
provider_set($sms, fault => 'hang');
sql(q{insert into bookings (id, lead_id, title, starts_at) values (1, 1, 'haircut', now() + interval '3 days')});
wait_for_status('sending', 1);
sql('update bookings set lead_id = 2 where id = 1');
is(sql('select lead_id, status from messages'), '2|sending', 'a message on its way is still that');
$node->stop('immediate');
provider_set($sms, fault => undef);
$ENV{AUTOMATION_MAIL_PASSWORD} = mail_password();
$node->start;
wait_for_end();
is(sql(q{select string_agg(lead_id || ' ' || status || coalesce(' ' || flags[1], ''), ', ' order by id) from messages}), '2 cancelled maybe_duplicate, 2 sent',
	'of which nobody knows whether it arrived, it is not sent again');
like(reached(), qr/\+4930100002 Bea\+Cole$/, 'and the new lead gets a text of its own');
is(reasons(2), 'automation_skipped booking_moved', 'with the reason');

# --- on its way when its lead is merged into another ---

begin_anew();
confirm('template', message_template => $template, max_runs => 1);
provider_set($sms, fault => 'late-status', status => 503, retry_after => 1);
sql(q{insert into bookings (id, lead_id, title, starts_at) values (1, 1, 'haircut', now() + interval '3 days')});
wait_for_open(1);
sql('select automation_merge_leads(2, 1)');
provider_set($sms, fault => undef, retry_after => undef);
provider_post($sms, 'release');
wait_for_end();
is(reached(), '+4930100002 Bea+Cole', 'what fails after the merge is composed anew for the lead that stays');

# Both are being welcomed, and both attempts fail: the person is welcomed once. So it is when one of them has been.
for my $sent (0, 1)
{
	begin_anew();
	create_rule($node, 'postgres', name => 'welcome', type => 'lead_followup', trigger => 'new_lead', channel => 'sms', message_template => 'Hello {lead_name}');
	provider_set($sms, fault => 'late-status', status => 503, retry_after => 1) if !$sent;
	sql(q{insert into leads (id, name, phone) values (3, 'Ann Berg', '+4930100003')});
	$sent ? wait_for_end() : wait_for_open(1);
	provider_set($sms, fault => 'late-status', status => 503, retry_after => 1);
	sql(q{insert into leads (id, name, phone) values (4, 'Bea Cole', '+4930100004')});
	wait_for_open($sent ? 1 : 2);
	sql('select automation_merge_leads(4, 3)');
	provider_set($sms, fault => undef, retry_after => undef);
	provider_post($sms, 'release');
	wait_for_end();
	is(reached(), $sent ? '+4930100003 Ann+Berg' : '+4930100004 Bea+Cole', $sent ? 'a person who has been welcomed is not welcomed again' : 'a person is welcomed once');
}

# --- a message that an application gives to another lead; one that it wrote itself ---

begin_anew();
pause();
create_rule($node, 'postgres', name => 'welcome', type => 'lead_followup', trigger => 'new_lead', channel => 'sms', message_template => 'Hello {lead_name}');
my $answer = create_rule($node, 'postgres', name => 'answer', type => 'lead_followup', trigger => 'message_received', channel => 'sms', ai_instructions => 'Answer.');
sql(q{insert into leads (id, name, phone) values (3, 'Ann Berg', '+4930100003')});
wait_for_status('queued', 1);
sql(q{insert into messages (lead_id, direction, channel, body) values (3, 'inbound', 'email', 'Do you have a quartz piano?')});
wait_for_status('queued', 2);
sql(q{insert into messages (lead_id, channel, status, body) values (3, 'sms', 'queued', 'To Ann, by hand')});
gemini_set($gemini, fault => undef);
sql(q{update messages set lead_id = 2 where lead_id = 3 and direction = 'outbound'});
wait_for($node, q{select count(*) from messages where status = 'queued' and lead_id = 2}, 3);
resume();
wait_for_end();
is(reached(), '+4930100002 Ann, +4930100002 Bea, +4930100002 Bea+Cole', 'what an application wrote is sent as it is, all else is composed anew');
is(scalar(grep { ($_->{body} // '') =~ /quartz piano/ } @{ gemini_stats($gemini)->{bodies_seen} }), 2, 'the model is told again what was asked');

done_testing();
