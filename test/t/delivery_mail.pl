# A message leaves by an SMTP server, once, unless somebody has said no; whatever the server does, the message, its
# activities and the channel say so, and no password is told.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use PostgreSQL::Test::Utils;
use Test::More;

plan skip_all => 'npm brings what the SMTP double needs' unless npm_of('smtp');

my $post = provider_double('smtp', user => 'salon', password => mail_password());
my $node = delivery_node('main', log_statement => 'none', log_min_duration_statement => '-1');

sub sql { return $node->safe_psql('postgres', @_) }

sub add_lead
{
	my ($name, %more) = @_;
	my $email = $more{email} // lc($name) . '@example.com';
	return sql("insert into leads (name, email) values ('$name', '$email')");
}

sub status_of
{
	my ($name, $status) = @_;
	return wait_for($node, "select m.status from messages m join leads l on l.id = m.lead_id where l.name = '$name'", $status);
}

welcome($node);

# --- the record is the result until there is a channel ---

add_lead('Ann');
status_of('Ann', 'recorded');
add_channel($node, 'email', 'smtp', smtp_settings($post, insecure => JSON::PP::true()));
add_lead('Bea');
status_of('Bea', 'sent');

my @mails = @{ provider_ask($post, 'mails') };
is(@mails, 1, 'what was recorded before is not sent');
is_deeply($mails[0]{to}, ['bea@example.com'], 'the other one is, to the lead');
is($mails[0]{parsed}{subject}, 'Welcome', 'with its subject');
like($mails[0]{parsed}{text}, qr/^Hello Bea/, 'and its text');
is($mails[0]{login}, 'salon', 'with the password of the environment');
my ($id, $key) = split /\|/, sql(
	q{select m.provider_message_id, m.sent_at = l.last_contacted and m.recipient = l.email from messages m join leads l on l.id = m.lead_id where l.name = 'Bea'});
is($key, 't', 'sent_at and last_contacted move together');
isnt($id, '', 'what the server called it is kept');
is(activities_of($node, 'Bea'), "automation_ran\nmessage_sent", 'both are told');
is(sql('select count(*) from automation_queue'), 0, 'nothing is left in the queue');
wait_for($node, 'select sent from automation_stats', 2);

# --- consent ---

sql("begin; insert into leads (name, email, opted_out) values ('Cyd', 'cyd\@example.com', '{email}'); commit");
wait_for($node, q{select count(*) from activities a join leads l on l.id = a.lead_id where l.name = 'Cyd' and a.details ->> 'reason' = 'opted_out'}, 1);
sql(q{update automation_channels set enabled = false});
add_lead('Dan');
status_of('Dan', 'queued');
sql(q{update leads set opted_out = '{all}' where name = 'Dan'});
status_of('Dan', 'cancelled');
sql(q{update automation_channels set enabled = true});
add_lead('Eve');
status_of('Eve', 'sent');
is(scalar(@{ provider_ask($post, 'mails') }), 2, 'nothing goes to those who said no');

# --- by hand ---

sql(q{insert into messages (lead_id, channel, subject, body, status) select id, 'email', 'By hand', 'Dear Eve', 'queued' from leads where name = 'Eve'});
wait_for($node, q{select count(*) from messages where status = 'sent' and origin = 'manual'}, 1);
is((@{ provider_ask($post, 'mails') })[-1]{parsed}{subject}, 'By hand', 'a message inserted as queued is sent');

# --- the language of the HTML ---

sql(q{update automations set subject_template = null, message_template = null where name = 'Welcome'});
sql(q{insert into leads (name, email, language) values ('Jun', 'jun@example.com', 'ja')});
status_of('Jun', 'sent');
like((@{ provider_ask($post, 'mails') })[-1]{raw}, qr/<html lang=3D"en">/, 'a built-in text says the language that it is written in');
sql(q{update automations set subject_template = 'Welcome', message_template = 'Hello {lead_name}' where name = 'Welcome'});
sql(q{insert into leads (name, email, language) values ('Kei', 'kei@example.com', 'ja')});
status_of('Kei', 'sent');
like((@{ provider_ask($post, 'mails') })[-1]{raw}, qr/<html lang=3D"ja">/, 'any other that of the reader');

# --- a notice to somebody of the business ---

sql(q{update automation_channels set settings = settings || '{"unsubscribe_url": "https://salon.example/u?t={token}"}'});
create_rule($node, 'postgres', name => 'Tell', type => 'lead_followup', trigger => 'new_lead', to => 'attributes.owner',
	conditions => { 'attributes.owner' => { not_empty => JSON::PP::true() } }, subject_template => 'New: {lead_name}', message_template => 'Call {lead_name}');
sql(q{insert into leads (name, email, opted_out, attributes) values ('Max', 'max@example.com', '{sms}', '{"owner": "boss@salon.example"}')});
wait_for($node, q{select count(*) from messages m join leads l on l.id = m.lead_id where l.name = 'Max' and m.status = 'sent'}, 2);
my %mail_to = map { $_->{to}[0] => $_->{raw} } @{ provider_ask($post, 'mails') };
my ($to_lead, $to_owner) = @mail_to{qw(max@example.com boss@salon.example)};
like($to_lead, qr/^List-Unsubscribe: /m, 'a mail to the lead has a link to unsubscribe');
unlike($to_owner, qr/unsubscribe|salon\.example\/u/i, 'a notice has none, neither in a header nor in its text');
like($to_owner, qr/^To: <?boss\@salon\.example>?\r?$/m, 'and does not name the lead as its reader');
sql(q{update automations set enabled = false where name = 'Welcome'});
sql(q{insert into leads (name, email, opted_out, attributes) values ('Ned', null, '{all}', '{"owner": "boss@salon.example"}'),
  ('Oli', 'oli@example.com', '{email}', '{"owner": "OLI@example.com"}')});
wait_for($node, q{select count(*) from activities a join leads l on l.id = a.lead_id where l.name in ('Ned', 'Oli') and a.type in ('message_sent', 'automation_blocked')}, 2);
is(activities_of($node, 'Ned'), "automation_ran\nmessage_sent", 'the lead need not agree nor have an address') ;
is(sql(q{select last_contacted is null from leads where name = 'Ned'}), 't', 'and was not contacted');
like(activities_of($node, 'Oli'), qr/automation_blocked opted_out/, 'its own address, however it is written, is asked for its consent');
# At the claim: where the attribute leads now.
sql('update automation_channels set enabled = false');
sql(q{insert into leads (name, email, attributes) select n, lower(n) || '@example.com', '{"owner": "boss@salon.example"}' from unnest('{Pia,Quin,Rea,Sam,Tia}'::text[]) n});
wait_for($node, q{select count(*) from messages where status = 'queued' and body ~ '^Call (Pia|Quin|Rea|Sam|Tia)'}, 5);
sql(q{update leads set attributes = '{"owner": "new@salon.example"}', opted_out = '{all}' where name = 'Pia'});
sql(q{update leads set attributes = '{"owner": "Quin@Example.com"}', opted_out = '{email}' where name = 'Quin'});
sql(q{update leads set attributes = '{"owner": "nobody"}' where name = 'Rea'});
sql(q{insert into messages (lead_id, direction, channel, body) select id, 'inbound', 'email', 'How do I unsubscribe? I am away until 2124-01-01.' from leads where name = 'Sam'});
sql(q{insert into automation_settings (quiet_from, quiet_until, daily_cap) values ((now() at time zone 'UTC' - interval '1 hour')::time, (now() at time zone 'UTC' + interval '2 hours')::time, 1)});
sql(q{insert into messages (lead_id, channel, body, status) select id, 'email', 'by hand', 'recorded' from leads where name = 'Tia'});
sql('update automation_channels set enabled = true');
my %outcome = (Pia => 'sent new@salon.example {notice}', Quin => 'cancelled boss@salon.example {notice}', Rea => 'failed boss@salon.example {notice}',
	Sam => 'sent boss@salon.example {notice}', Tia => 'sent boss@salon.example {notice}');
wait_for($node, qq{select m.status || ' ' || m.recipient || ' ' || m.flags::text from messages m where m.body = 'Call $_'}, $outcome{$_}) for sort keys %outcome;
is(activities_of($node, 'Rea'), "automation_ran\nmessage_failed no_recipient", 'an attribute that is no address any more reaches nobody');
delete @mail_to{ keys %mail_to };
$mail_to{ $_->{to}[0] }++ for @{ provider_ask($post, 'mails') };
is(join(' ', map { $mail_to{"$_\@example.com"} // 0 } qw(ned oli pia quin rea sam tia)), '0 0 0 0 0 0 0', 'nothing went to a lead');
# A mail server says later that nothing arrives there: found by its Message-ID, though no lead has the address.
my ($message_id) = $to_owner =~ /^Message-ID: <([^>]+)>/mi;
my $bounce = join "\r\n", 'From: MAILER-DAEMON@mx.example', 'Return-Path: <>', 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', '',
  '--b', 'Content-Type: text/plain', '', 'It was not delivered.', '--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', '',
  'Final-Recipient: rfc822; boss@salon.example', 'Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 no', '', '--b',
  'Content-Type: text/rfc822-headers', '', 'To: boss@salon.example', "Message-ID: <$message_id>", '', '--b--';
is(sql(qq{select automation_receive_mail(convert_to('$bounce', 'UTF8')) = m.id from messages m where m.body = 'Call Max'}), 't', 'a bounce of a notice is known');
is(sql(q{select address from automation_suppressions where reason = 'undeliverable'}), 'boss@salon.example', 'and suppresses the address of the business only');
sql(q{insert into leads (name, email, attributes) values ('Uma', 'uma@example.com', '{"owner": "Boss@Salon.example"}')});
wait_for($node, q{select a.details ->> 'reason' from activities a join leads l on l.id = a.lead_id where l.name = 'Uma' and a.type = 'automation_skipped'}, 'no_recipient');
sql(q{delete from automation_suppressions where reason = 'undeliverable'});
sql('delete from automation_settings');
sql(q{delete from automations where name = 'Tell'});
sql(q{update automations set enabled = true where name = 'Welcome'});

# --- refusals ---

provider_set($post, fault => { at => 'rcpt', reply => '550 5.1.1 no such user' }, fault_for => 'fay');
add_lead('Fay');
status_of('Fay', 'failed');
like(fates($node), qr/^Fay \| email \| failed \| 1 \| .*5\.1\.1/m, 'a refusal for good fails at once');
is(activities_of($node, 'Fay'), "automation_ran\nmessage_failed error", 'and is told');
provider_set($post, fault => undef, fault_for => undef);
is(sql(q{select count(*) from automation_suppressions where reason = 'undeliverable'}), 1, 'nothing is sent there any more');
my $before = @{ provider_ask($post, 'mails') };
add_lead('Fay Again', email => 'FAY@example.com');
wait_for($node, q{select count(*) from activities a join leads l on l.id = a.lead_id where l.name = 'Fay Again' and a.details ->> 'reason' = 'no_recipient'}, 1);
is(scalar(@{ provider_ask($post, 'mails') }), $before, 'not for another lead either');

# --- the line breaks ---

provider_set($post, fault => { at => 'end', drop => JSON::PP::true(), keep => JSON::PP::true() }, fault_for => 'gus', fault_limit => 1);
add_lead('Gus');
wait_for($node, q{select m.flags from messages m join leads l on l.id = m.lead_id where l.name = 'Gus'}, '{maybe_duplicate}');
sql(q{update automation_queue set run_at = now() where kind = 'deliver'});
sql('call automation_run()');
status_of('Gus', 'sent');
my %count;
$count{ $_->{id} }++ for grep { $_->{to}[0] eq 'gus@example.com' } @{ provider_ask($post, 'mails') };
is(join(' ', values %count), 2, 'what may have arrived goes again under the same Message-ID');
is(activities_of($node, 'Gus'), "automation_ran\nmessage_sent maybe_duplicate", 'and the activity says so');
provider_set($post, fault => undef, fault_for => undef, fault_limit => undef);

sql(q{update automation_channels set settings = settings || '{"on_doubt": "hold"}'});
provider_set($post, fault => { at => 'end', drop => JSON::PP::true() }, fault_for => 'hal', fault_limit => 1);
add_lead('Hal');
status_of('Hal', 'held');
is(activities_of($node, 'Hal'), "automation_ran\nmessage_held maybe_duplicate maybe_duplicate", 'or waits for a person where the channel says so');
sql(q{select automation_approve(m.id) from messages m join leads l on l.id = m.lead_id where l.name = 'Hal'});
status_of('Hal', 'sent');
is((split /\n/, activities_of($node, 'Hal'))[-1], 'message_sent maybe_duplicate', 'who lets it go');
provider_set($post, fault => undef, fault_for => undef, fault_limit => undef);

# --- the server has enough ---

provider_set($post, fault => { at => 'mail', reply => '421 4.7.0 too many mails, come back later' }, fault_limit => 1);
add_lead('Ida');
status_of('Ida', 'sent');
like(fates($node), qr/^Ida \| email \| sent \| 1$/m, 'what is the channel\'s fault costs the message no attempt');
provider_set($post, fault => undef, fault_limit => undef);

# --- credentials ---

sql(q{update automation_channels set settings = settings || '{"user": "nobody"}'});
add_lead('Jon');
wait_for($node, q{select paused_reason is not null from automation_channels}, 't');
like(sql('select paused_reason from automation_channels'), qr/password.*\(535\b/, 'a wrong password pauses the channel and says why');
is(fates($node) =~ /^Jon \| email \| (\w+) \| (\d)/m ? "$1 $2" : '', 'queued 0', 'its messages wait and nothing fails');
like(status($node), qr/email: /, 'automation_status() tells which channel stands still');
add_lead('Kim');
wait_for($node, q{select count(*) from messages where status = 'queued'}, 2);
sql(q{update automation_channels set paused_reason = null, settings = settings || '{"user": "salon"}'});
status_of('Jon', 'sent');
status_of('Kim', 'sent');

# --- a server that is not there holds nobody up ---

sql(q{insert into automation_channels (channel, provider, settings) values ('second', 'smtp',
  '{"host": "127.0.0.1", "port": 9, "security": "none", "from": "a@b.example", "insecure": true}')});
create_rule($node, 'postgres', name => 'Second', type => 'lead_followup', trigger => 'new_lead', channel => 'second',
	subject_template => 'Second', message_template => 'Second');
add_lead('Lea');
wait_for($node, q{select m.status from messages m join leads l on l.id = m.lead_id where l.name = 'Lea' and m.channel = 'email'}, 'sent');
wait_for($node, q{select m.error is not null and m.status = 'queued' from messages m join leads l on l.id = m.lead_id where l.name = 'Lea' and m.channel = 'second'}, 't');

# --- nothing is told ---

my $password = mail_password();
my $log = slurp_file($node->logfile);
unlike($log, qr/\Q$password\E/, 'the password is in no log');
is(sql("select count(*) from activities where details::text like '%$password%'"), 0, 'and in no activity');
is(() = $log =~ /automation: channel \w+ is paused: /g, 3, 'a channel that stands still is logged when it begins to');
unlike($log, qr/PANIC|TRAP|terminated by signal/, 'no process died');

$node->stop;
done_testing();
