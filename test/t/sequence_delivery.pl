# Steps of sequences over a channel, with the worker: each goes on when its message has ended, a lead that leaves takes
# its waiting message along, an approval asks again, and a lead whose row was lost goes on.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $sms = provider_double('twilio', password => mail_password());
my $node = delivery_node('main');

sub sql { return $node->safe_psql('postgres', @_) }

# What became of the messages of a lead, in the order in which they were written.
sub messages_of { return sql(qq{select string_agg(m.body || ' ' || m.status, ', ' order by m.id) from messages m join leads l on l.id = m.lead_id where l.name = '$_[0]'}) }
sub wait_for_messages
{
	my ($lead, $expected) = @_;
	return wait_for($node, qq{select string_agg(m.body || ' ' || m.status, ', ' order by m.id) from messages m join leads l on l.id = m.lead_id where l.name = '$lead'}, $expected);
}
sub reason_of { return sql(qq{select a.details ->> 'reason' from activities a join leads l on l.id = a.lead_id where l.name = '$_[0]' and a.type = 'sequence_ended'}) }
sub reached { return join ' ', map { $_->{Body} } grep { $_->{To} eq $_[0] } @{ provider_ask($sms, 'stats')->{messages} } }

add_channel($node, 'sms', 'twilio', {
	account_sid => 'AC0123456789abcdef0123456789abcdef', auth_token => { env => 'AUTOMATION_MAIL_PASSWORD' }, from => '+14155550100',
	base_url => "http://127.0.0.1:$sms->{port}" });
sql(q{select automation_create('{"name": "three", "type": "sequence", "trigger": "new_lead", "channel": "sms", "conditions": {"source": "three"},
  "steps": [{"name": "one", "message_template": "one"}, {"name": "two", "message_template": "two"}, {"name": "three", "message_template": "three"}]}')});
sql(q{select automation_create('{"name": "held", "type": "sequence", "trigger": "new_lead", "channel": "sms", "conditions": {"source": "held"}, "goal": {"lead_status": "won"},
  "steps": [{"name": "one", "message_template": "one", "review": "always", "conditions": {"attributes.no": {"absent": true}}}, {"name": "two", "message_template": "two"}]}')});
sql(q{select automation_create('{"name": "long", "type": "sequence", "trigger": "new_lead", "channel": "sms", "conditions": {"source": "long"},
  "steps": [{"name": "one", "message_template": "one"}, {"name": "two", "wait": "300 days", "message_template": "two"}]}')});

# --- one after the other, each once ---

sql(q{insert into leads (name, source, phone) values ('Ann', 'three', '+14155551001')});
wait_for_messages('Ann', 'one sent, two sent, three sent');
is(reached('+14155551001'), 'one two three', 'the steps were sent in their order, each once');
wait_for($node, q{select count(*) from activities where type = 'sequence_ended' and details ->> 'reason' = 'finished'}, 1);

# --- whoever leaves takes the waiting message along ---

sql(q{update automation_channels set enabled = false});
sql(q{insert into leads (name, source, phone) values ('Ben', 'three', '+14155551002')});
wait_for_messages('Ben', 'one queued');
sql(q{insert into messages (lead_id, channel, direction, body) select id, 'sms', 'inbound', 'Stop it please, I have a question' from leads where name = 'Ben'});
is(messages_of('Ben') =~ /one cancelled/ ? 'cancelled' : messages_of('Ben'), 'cancelled', 'a reply cancels the message that waits at the channel');
is(reason_of('Ben'), 'replied', 'and ends the sequence');
sql(q{update automation_channels set enabled = true});

# --- an approval asks the goal and the conditions of the step again ---

sql(q{insert into leads (name, source, phone) values ('Cem', 'held', '+14155551003'), ('Dan', 'held', '+14155551004'), ('Eve', 'held', '+14155551005')});
for my $lead (qw(Cem Dan Eve)) { wait_for_messages($lead, 'one held') }
sub approve { return sql(qq{select automation_approve(m.id) from messages m join leads l on l.id = m.lead_id where l.name = '$_[0]' and m.status = 'held'}) }
is(approve('Cem'), 'queued', 'an approved message is queued');
wait_for_messages('Cem', 'one sent, two sent');
sql(q{update leads set attributes = '{"no": true}' where name = 'Dan'});
is(approve('Dan'), 'cancelled', 'one whose step no longer applies is not sent');
wait_for_messages('Dan', 'one cancelled, two sent');
sql(q{update leads set status = 'won' where name = 'Eve'});
is(messages_of('Eve'), 'one cancelled', 'a goal that is reached cancels what is held');
is(reason_of('Eve'), 'goal', 'and ends the sequence');
is(reached('+14155551005'), '', 'nothing was sent');

# --- a failed message ends its step, too ---

provider_set($sms, fault => 'status', status => 400);
sql(q{insert into leads (name, source, phone) values ('Fay', 'long', '+14155551006')});
wait_for_messages('Fay', 'one failed');
wait_for($node, q{select e.entry ->> 'step' from automation_enrollments e join leads l on l.id = e.lead_id where l.name = 'Fay'}, 'two');

# --- a row that was lost ---

provider_set($sms, fault => undef);
my $log = -s $node->logfile;
sql(q{delete from automation_queue where event = 'step'});
sql(q{select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'automation dispatcher'});
wait_for($node, q{select count(*) from automation_queue q join leads l on l.id = q.lead_id where l.name = 'Fay' and q.event = 'step' and q.run_at > now() + interval '200 days'}, 1);
like(slurp_file($node->logfile, $log), qr/1 lead in sequences had no row in automation_queue/, 'the log says that a row was lost');

$node->stop;
done_testing();
