# A message that waits behind a paused channel goes by the facts of the moment when it leaves: to the address that the
# lead has then, unless an application has set another, and only while its conditions hold.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $sms = provider_double('twilio', password => mail_password());
my $node = delivery_node('main');

sub sql { return $node->safe_psql('postgres', @_) }

sub pause { return sql('update automation_channels set enabled = false') }
sub resume { return sql('update automation_channels set enabled = true') }

sub rule
{
	my ($name, %more) = @_;
	return create_rule($node, 'postgres', name => $name, type => 'lead_followup', trigger => 'new_lead', channel => 'sms',
		subject_template => 'Hello', message_template => "$name, {lead_name}", conditions => { source => $name }, %more);
}

# So many messages wait to leave.
sub wait_for_queued { return wait_for($node, q{select count(*) from messages where status = 'queued'}, $_[0]) }

sub wait_for_end { return wait_for($node, q{select count(*) from messages where status in ('queued', 'sending')}, 0) }

# What became of each message: the lead, the status, the recipient and why.
sub outcome
{
	return sql(q{select l.name || ' | ' || m.status || ' | ' || coalesce(m.recipient, '-')
	  || coalesce(' | ' || (select string_agg(a.details ->> 'reason', ' ' order by a.id) from activities a where a.message_id = m.id and a.details ? 'reason'), '')
	  from messages m join leads l on l.id = m.lead_id order by l.name, m.id});
}

# The numbers that the provider was asked to write to, since the last call.
my $seen = 0;
sub reached
{
	my @messages = @{ provider_ask($sms, 'stats')->{messages} };
	my @new = @messages[$seen .. $#messages];
	$seen = @messages;
	return join ' ', sort map { $_->{To} } @new;
}

sub begin_anew { return sql('truncate messages, activities, automation_queue, automation_enrollments, bookings; delete from leads') }

add_channel($node, 'sms', 'twilio', {
	account_sid => 'AC0123456789abcdef0123456789abcdef', auth_token => { env => 'AUTOMATION_MAIL_PASSWORD' }, from => '+14155550100',
	base_url => "http://127.0.0.1:$sms->{port}" });
rule('Nurture', conditions => { source => 'Nurture', status => 'new' });
rule('Any');

# --- the address of today ---

pause();
sql(q{insert into leads (name, source, phone) values ('corrected', 'Any', '+4930100001'), ('removed', 'Any', '+4930100002'),
  ('spoilt', 'Any', '+4930100003'), ('set by hand', 'Any', '+4930100004'), ('set back', 'Any', '+4930100005')});
wait_for_queued(5);
# An application that saves flags of its own over the mark takes back no recipient.
sql(q{insert into messages (lead_id, channel, body, status, recipient) select id, 'sms', 'own number, own flags', 'queued', '+4930200006' from leads where name = 'corrected'});
sql(q{update messages set flags = '{vip}' where recipient = '+4930200006'});
sql(q{insert into messages (lead_id, channel, body, status, recipient) select id, 'sms', 'own number', 'queued', '+4930200001' from leads where name = 'corrected'});
sql(q{insert into messages (lead_id, channel, body, status) select id, 'sms', 'no number', 'queued' from leads where name = 'corrected'});
sql(q{update leads set phone = '+4930300001' where name = 'corrected'; update leads set phone = null where name = 'removed';
  update leads set phone = 'call me' where name = 'spoilt'; update leads set phone = '+4930300004' where name = 'set by hand';
  update leads set phone = '+4930300005' where name = 'set back';
  update messages m set recipient = '+4930200004' from leads l where l.id = m.lead_id and l.name = 'set by hand';
  update messages m set recipient = '+4930200005' from leads l where l.id = m.lead_id and l.name = 'set back';
  update messages m set recipient = null from leads l where l.id = m.lead_id and l.name = 'set back'});
resume();
wait_for_end();
is(outcome(), join("\n", 'corrected | sent | +4930300001', 'corrected | sent | +4930200006', 'corrected | sent | +4930200001', 'corrected | sent | +4930300001',
	'removed | failed | +4930100002 | no_recipient', 'set back | sent | +4930300005', 'set by hand | sent | +4930200004',
	'spoilt | failed | +4930100003 | no_recipient'), 'a message goes to the address of today, or to the one that an application has set');
is(reached(), '+4930200001 +4930200004 +4930200006 +4930300001 +4930300001 +4930300005', 'and the provider is asked for no other');

# --- once more, after the address was corrected ---

begin_anew();
provider_set($sms, fault => 'code', status => 400, code => 30007);
sql(q{insert into leads (name, source, phone) values ('wrong', 'Any', '+4930100011')});
wait_for($node, q{select count(*) from messages where status = 'failed'}, 1);
sql(q{insert into messages (lead_id, channel, body, status) select id, 'sms', 'by hand', 'queued' from leads});
sql(q{insert into messages (lead_id, channel, body, status, recipient) select id, 'sms', 'by hand, own', 'queued', '+4930200011' from leads});
wait_for($node, q{select count(*) from messages where status = 'failed'}, 3);
provider_set($sms, fault => undef);
sql(q{update leads set phone = '+4930300011'});
reached();
sql('select automation_retry(id) from messages');
wait_for_end();
is(reached(), '+4930200011 +4930300011 +4930300011', 'tried once more, a message goes to the corrected address, or to the one that was set');

# --- the facts of today ---

begin_anew();
pause();
create_rule($node, 'postgres', name => 'congratulate', type => 'lead_followup', trigger => 'lead_status_changed', channel => 'sms',
	subject_template => 'Hello', message_template => 'congratulations', conditions => { status => { changed_to => 'won' } });
create_rule($node, 'postgres', name => 'tier', type => 'lead_followup', trigger => 'lead_status_changed', channel => 'sms',
	subject_template => 'Hello', message_template => 'a change', conditions => { source => 'tier', 'attributes.tier' => { changed => JSON::PP::true() }, 'old.status' => 'new' });
sql(q{insert into leads (name, source, phone) values ('still new', 'Nurture', '+4930100021'), ('customer', 'Nurture', '+4930100022'), ('won', 'x', '+4930100023'),
  ('won and lost', 'x', '+4930100024'), ('tier kept', 'tier', '+4930100025'), ('tier lost', 'tier', '+4930100026')});
sql(q{update leads set status = 'won' where name in ('won', 'won and lost');
  update leads set status = 'open', attributes = '{"tier":"gold"}' where source = 'tier'});
wait_for_queued(6);
sql(q{update leads set status = 'customer' where name = 'customer'; update leads set status = 'lost' where name = 'won and lost';
  update leads set attributes = '{"tier":"tin"}' where name = 'tier lost'});
resume();
wait_for_end();
is(outcome(), join("\n", 'customer | cancelled | +4930100022 | conditions', 'still new | sent | +4930100021', 'tier kept | sent | +4930100025',
	'tier lost | cancelled | +4930100026 | conditions', 'won | sent | +4930100023', 'won and lost | cancelled | +4930100024 | conditions'),
	'a message goes only while its conditions hold, and what changed is still what it changed to');

# --- a person approves ---

begin_anew();
sql(q{update automations set review = 'always' where name in ('congratulate', 'tier', 'Nurture')});
sql(q{insert into leads (name, source, phone) values ('customer', 'Nurture', '+4930100032'), ('won', 'x', '+4930100033'), ('won and lost', 'x', '+4930100034'), ('tier', 'tier', '+4930100035')});
sql(q{update leads set status = 'won' where source = 'x'; update leads set status = 'open', attributes = '{"tier":"gold"}' where source = 'tier'});
wait_for($node, q{select count(*) from messages where status = 'held'}, 4);
sql(q{update leads set status = 'customer' where name = 'customer'; update leads set status = 'lost' where name = 'won and lost'});
sql('select automation_approve(id) from messages');
wait_for_end();
is(outcome(), join("\n", 'customer | cancelled | +4930100032 | held held conditions', 'tier | sent | +4930100035 | held held approved',
	'won | sent | +4930100033 | held held approved', 'won and lost | cancelled | +4930100034 | held held conditions'), 'so too when somebody approves it');

# --- silence that has ended ---

begin_anew();
pause();
create_rule($node, 'postgres', name => 'silence', type => 'lead_followup', trigger => 'no_contact_days', delay_days => 3, channel => 'sms',
	subject_template => 'Hello', message_template => 'still there?', stop_on_reply => JSON::PP::false());
sql(q{insert into leads (name, phone, created_at) values ('silent', '+4930100041', now() - interval '9 days'), ('wrote', '+4930100042', now() - interval '9 days')});
wait_for_queued(2);
sql(q{insert into messages (lead_id, direction, channel, body) select id, 'inbound', 'email', 'I am here' from leads where name = 'wrote'});
resume();
wait_for_end();
is(sql(q{select l.name, m.status from messages m join leads l on l.id = m.lead_id where m.direction = 'outbound' order by 1}), "silent|sent\nwrote|cancelled",
	'who has written since is not silent any more');

# --- a booking that changes hands while its message waits, and while it is on its way ---

begin_anew();
sql('delete from automations');
create_rule($node, 'postgres', name => 'confirm', type => 'confirmation', trigger => 'booking_created', channel => 'sms', subject_template => 'Hello', message_template => 'confirmed');
pause();
sql(q{insert into leads (id, name, phone) values (1001, 'before', '+4930100051'), (1002, 'after', '+4930100052')});
sql(q{insert into bookings (id, lead_id, starts_at) values (1, 1001, now() + interval '3 days')});
wait_for_queued(1);
sql(q{begin; update bookings set lead_id = 1002 where id = 1; delete from leads where id = 1001; commit});
reached();
resume();
wait_for_end();
is(reached(), '+4930100052', 'the message of a booking that changed hands goes to the new lead');
is(outcome(), 'after | sent | +4930100052', 'and is recorded with it');

sql(q{insert into leads (id, name, phone) values (1001, 'before', '+4930100051')});
provider_set($sms, fault => 'late');
sql(q{insert into bookings (id, lead_id, starts_at) values (2, 1001, now() + interval '3 days')});
wait_for($node, q{select count(*) from messages where status = 'sending'}, 1);
sql(q{begin; update bookings set lead_id = 1002 where id = 2; delete from leads where id = 1001; commit});
provider_set($sms, fault => undef);
provider_post($sms, 'release');
wait_for_end();
is(outcome(), "after | sent | +4930100052\nafter | sent | +4930100051", 'what is on its way is recorded with the new lead');
is(sql('select count(*) from automation_queue'), 0, 'and nothing waits');

# --- a delay that is made shorter ---

begin_anew();
sql('delete from automations');
my $late = rule('Late', delay_days => 7, conditions => {});
sql(q{insert into leads (name, phone) values ('waiting', '+4930100061')});
sql(q{update automation_queue set event_at = event_at - interval '5 days', run_at = run_at - interval '5 days'});
sql("select automation_update($late, '{\"delay_days\":3}')");
wait_for($node, q{select count(*) from messages where status = 'sent'}, 1);
is(activities_of($node, 'waiting'), "automation_ran\nmessage_sent", 'a delay that is made shorter makes nothing late');

done_testing();
