# Consent at the moment a message leaves: by the address that is used, whichever row carries it; recipients that an
# application spells in its own way; a refusal of our own suppresses nobody; a link works when its lead is gone.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use JSON::PP ();
use PostgreSQL::Test::Utils;
use Test::More;

plan skip_all => 'npm brings what the SMTP double needs' unless npm_of('smtp');

my $post = provider_double('smtp', user => 'salon', password => mail_password());
my $sms = provider_double('twilio', password => mail_password());
my $node = delivery_node('main');

sub sql { return $node->safe_psql('postgres', @_) }
sub status_of
{
	my ($body, $status) = @_;
	return wait_for($node, "select string_agg(status, ' ') from messages where body = '$body'", $status);
}

# By hand, to the recipient that the application writes.
sub send_to
{
	my ($name, $channel, $recipient, $body) = @_;
	my $to = defined $recipient ? "'$recipient'" : 'null';
	return sql("insert into messages (lead_id, channel, recipient, subject, body, status) select id, '$channel', $to, 'Hi', '$body', 'queued' from leads where name = '$name'");
}
sub mails_to { return map { $_->{to}[0] } @{ provider_ask($post, 'mails') } }

welcome($node);
add_channel($node, 'email', 'smtp', smtp_settings($post, insecure => JSON::PP::true(), unsubscribe_url => 'https://salon.example/u?t={token}'));
add_channel($node, 'sms', 'twilio', {
	account_sid => 'AC0123456789abcdef0123456789abcdef', auth_token => { env => 'AUTOMATION_MAIL_PASSWORD' }, from => '+14155550100',
	base_url => "http://127.0.0.1:$sms->{port}" });

# --- recipients as applications spell them ---

sql(q{insert into leads (name, email, phone) values ('Ann', 'ann@example.com', '+491701234567')});
wait_for($node, q{select status from messages where origin = 'template'}, 'sent');
send_to('Ann', 'email', 'Ann Lee <Ann@Example.com>', 'with a name');
send_to('Ann', 'email', 'mailto:ann@example.com', 'with a scheme');
status_of('with a name', 'sent');
status_of('with a scheme', 'sent');
is((sort { $a cmp $b } (mails_to())[ -2, -1 ])[0], 'Ann@Example.com', 'a mail goes to the address, without the name');
send_to('Ann', 'sms', $_->[0], $_->[1]) for [ 'tel:+49-170-1234567', 'a call' ], [ 'whatsapp:+491701234567', 'a chat' ], [ 'sms:+49 (0)170 1234567', 'a text' ];
status_of($_, 'sent') for 'a call', 'a chat', 'a text';
is_deeply([ map { $_->{To} } @{ provider_ask($sms, 'stats')->{messages} } ], [ ('+491701234567') x 3 ], 'a number is read as automation_receive reads it');

# --- what we refuse ourselves suppresses nobody ---

send_to('Ann', 'email', $_->[0], $_->[1])
  for [ 'ann@', 'no domain' ], [ 'Ann <ann@example.com>, Bea <bea@example.com>', 'two' ], [ 'Ann <ann@localhost>', 'no dot' ], [ '', 'nothing' ];
send_to('Ann', 'sms', $_->[0], $_->[1]) for [ '0170 1234567', 'at home' ], [ 'Ann', 'a word' ];
status_of($_, 'failed') for 'no domain', 'two', 'no dot', 'nothing', 'at home', 'a word';
is(sql('select count(*) from automation_suppressions'), 0, 'an address that is not well formed suppresses none');
send_to('Ann', 'email', undef, 'still good');
status_of('still good', 'sent');

# --- a message waits; another row says no ---

sql('update automation_channels set enabled = false');
sql(q{insert into leads (name, email, phone) values ('Ann too', 'ANN@Example.com', '+491701234567')});
wait_for($node, q{select m.status from messages m join leads l on l.id = m.lead_id where l.name = 'Ann too'}, 'queued');
send_to('Ann too', 'sms', undef, 'waits');
send_to('Ann too', 'email', 'Ann <ann@example.com>', 'waits with a name');
send_to('Ann too', 'email', 'bea@example.com', 'to somebody else');
sql(q{update leads set opted_out = '{email}' where name = 'Ann'});
sql(q{select automation_receive('sms', '+491701234567', 'STOP')});
my $before = mails_to();
sql('update automation_channels set enabled = true');
wait_for($node, q{select m.status from messages m join leads l on l.id = m.lead_id where l.name = 'Ann too' and m.origin = 'template'}, 'cancelled');
status_of('waits', 'cancelled');
status_of('waits with a name', 'cancelled');
status_of('to somebody else', 'sent');
is(scalar(mails_to()), $before + 1, 'nothing leaves for the address that another row has refused');
is(scalar(@{ provider_ask($sms, 'stats')->{messages} }), 3, 'nor for the number');
is(sql(q{select count(*) from activities a join leads l on l.id = a.lead_id where l.name = 'Ann too' and a.type = 'automation_blocked' and a.details ->> 'reason' = 'opted_out'}),
	3, 'activities say why');

# --- an approved message asks the address, too ---

sql(q{insert into automations (id, name, type, trigger, channel, review, message_template, conditions) values (50, 'held', 'lead_followup', 'new_lead', 'email', 'always', 'held', '{"source": "held"}')});
sql(q{insert into leads (name, email, source) values ('Cid', 'cid@example.com', 'held'), ('Cid too', 'CID@example.com', null)});
wait_for($node, q{select status from messages where automation_id = 50}, 'held');
sql(q{update leads set opted_out = '{all}' where name = 'Cid too'});
is(sql(q{select automation_approve(id) from messages where automation_id = 50}), 'cancelled', 'what another row has refused is not approved');

# --- a link, and the lead is gone ---

sql(q{insert into leads (name, email) values ('Dot', 'Dot@example.com')});
wait_for($node, q{select m.status from messages m join leads l on l.id = m.lead_id where l.name = 'Dot'}, 'sent');
my ($token) = (provider_ask($post, 'mails'))->[-1]{parsed}{text} =~ m{https://salon\.example/u\?t=([A-Za-z0-9_-]+)};
ok($token, 'the mail has a link');
sql(q{delete from leads where name = 'Dot'});
is(sql("select automation_unsubscribe('$token') ->> 'already'"), 'false', 'the first use is written down');
is(sql("select automation_unsubscribe('$token') ->> 'already'"), 'true', 'the second changes nothing');
is(sql(q{select channel, reason, cause, address like 'hashed:%' from automation_suppressions where cause = 'unsubscribe'}), 'email|opted_out|unsubscribe|t', 'by the hash of the address');
$before = mails_to();
sql(q{insert into leads (name, email) values ('Dot again', 'DOT@example.com'), ('Eve', 'eve@example.com')});
wait_for($node, q{select a.details ->> 'reason' from activities a join leads l on l.id = a.lead_id where l.name = 'Dot again'}, 'opted_out');
wait_for($node, q{select m.status from messages m join leads l on l.id = m.lead_id where l.name = 'Eve'}, 'sent');
is(scalar(mails_to()), $before + 1, 'the lead that is made anew is not written to');
is(sql(q{select details ->> 'detail' from activities a join leads l on l.id = a.lead_id where l.name = 'Dot again'}),
	'the owner of the address has opted out of email', 'nor does an activity show the address');

# --- a bounce erases no refusal ---

sql(q{insert into leads (name, email) values ('Fay', 'fay@example.com')});
wait_for($node, q{select m.status from messages m join leads l on l.id = m.lead_id where l.name = 'Fay'}, 'sent');
my $id = sql(q{select m.provider_message_id from messages m join leads l on l.id = m.lead_id where l.name = 'Fay'});
sql("select automation_delivery_report('email', '$id', 'complained')");
sql("select automation_delivery_report('email', '$id', 'bounced', '5.1.1 gone')");
is(sql(q{select string_agg(reason || ' ' || cause, ', ' order by reason) from automation_suppressions where address = 'fay@example.com'}),
	'opted_out provider, undeliverable provider', 'both are there');

done_testing();
