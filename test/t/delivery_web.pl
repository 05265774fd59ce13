# Messages leave by Twilio, by WhatsApp and by webhooks, once and as each of them wants it; what they answer shows in the
# message, in the lead and in the channel. A provider that hangs delays nobody else's messages.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use JSON::PP ();
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes ();

my $secret = mail_password();
my $sms = provider_double('twilio', password => $secret);
my $chat = provider_double('whatsapp', token => $secret);
my $hook = provider_double('webhook', secret => $secret);
my $node = delivery_node('main', log_statement => 'none', log_min_duration_statement => '-1');

sub sql { return $node->safe_psql('postgres', @_) }

# A lead that the rule of that channel writes to.
sub add_lead
{
	my ($channel, $name, %more) = @_;
	my %columns = (name => $name, source => $channel, phone => '+49301000' . (1000 + add_lead_number()), %more);
	my $columns = join ', ', sort keys %columns;
	my $values = join ', ', map { "'$columns{$_}'" } sort keys %columns;
	return sql("insert into leads ($columns) values ($values) returning id");
}
my $leads = 0;
sub add_lead_number { return ++$leads }

sub status_of
{
	my ($name, $status) = @_;
	return wait_for($node, "select string_agg(m.status, ' ' order by m.id) from messages m join leads l on l.id = m.lead_id
	  where l.name = '$name' and m.direction = 'outbound'", $status);
}

# By hand, to a lead that is there.
sub write_to
{
	my ($channel, $name, $body) = @_;
	return sql("insert into messages (lead_id, channel, body, status) select id, '$channel', '$body', 'queued' from leads where name = '$name'");
}

sub set_channel { return sql("update automation_channels set $_[1] where channel = '$_[0]'") }
sub key_of { return sql("select m.provider_message_id from messages m join leads l on l.id = m.lead_id where l.name = '$_[0]'") }
sub last_of { return (@{ provider_ask($_[0], 'stats')->{messages} })[-1] }
sub retry_now { sql(q{update automation_queue set run_at = now() where kind = 'deliver'}); return sql('call automation_run()') }

for my $channel (qw(sms whatsapp webhook email))
{
	create_rule($node, 'postgres', name => $channel, type => 'lead_followup', trigger => 'new_lead', channel => $channel,
		conditions => { source => $channel }, subject_template => 'Welcome', message_template => 'Hello {lead_name}');
}
create_rule($node, 'postgres', name => "later $_", type => 'lead_followup', trigger => 'new_lead', channel => $_, delay_hours => 5,
	conditions => { source => 'sms' }, subject_template => 'Later', message_template => 'Again') for qw(sms email);

# --- Twilio ---

add_channel($node, 'sms', 'twilio', {
	account_sid => 'AC0123456789abcdef0123456789abcdef', auth_token => { env => 'AUTOMATION_MAIL_PASSWORD' }, from => '+14155550100',
	base_url => "http://127.0.0.1:$sms->{port}" });
add_lead('sms', 'Ann & Søren', phone => '+4930123456');
status_of('Ann & Søren', 'sent');
my $stats = provider_ask($sms, 'stats');
is_deeply($stats->{refused}, [], 'the form is as Twilio wants it');
is_deeply([ map { @$_{qw(To From Body)} } @{ $stats->{messages} } ], [ '+4930123456', '+14155550100', "Hello Ann & S\x{f8}ren" ],
	'one SMS, to the lead, with the text');
is(key_of('Ann & Søren'), $stats->{messages}[0]{sid}, 'its SID is kept');

is(sql("select automation_delivery_report('sms', '$stats->{messages}[0]{sid}', 'delivered') is not null"), 't', 'its report finds the message');
status_of('Ann & Søren', 'delivered');
add_lead('sms', 'Bob', phone => '+4930123457');
status_of('Bob', 'sent');
sql("select automation_delivery_report('sms', '" . key_of('Bob') . "', 'undelivered', '30005')");
status_of('Bob', 'failed');
is(sql('select address from automation_suppressions'), '+4930123457', 'and a number that does not exist gets no more');

# The later rules wait for each of the two, by SMS and by mail.
is(sql('select count(*) from automation_queue'), 4, 'four runs wait');
provider_set($sms, fault => 'code', status => 400, code => 21610);
add_lead('sms', 'Cid', email => 'cid@example.com');
status_of('Cid', 'cancelled');
is(sql(q{select opted_out from leads where name = 'Cid'}), '{sms}', 'who has told Twilio to stop has told us');
is(sql(q{select string_agg(a.name, ', ') from automation_queue q join automations a on a.id = q.automation_id join leads l on l.id = q.lead_id where l.name = 'Cid'}),
	'later email', 'and nothing waits for that channel any more');
like(activities_of($node, 'Cid'), qr/^automation_blocked opted_out$/m, 'the message was stopped');
like(activities_of($node, 'Cid'), qr/^lead_opted_out/m, 'an activity says so');
is(sql(q{select enabled from automations where name = 'sms'}), 't', 'which is no fault of the automation');

# Wrong credentials: the channel stands still.
provider_set($sms, fault => 'code', status => 401, code => 20003);
add_lead('sms', 'Dee');
wait_for($node, q{select paused_reason from automation_channels where channel = 'sms'}, qr/credentials.*20003/);
add_lead('sms', 'Eli');
status_of('Eli', 'queued');
sql('call automation_run()');
is(sql(q{select string_agg(m.status || ' ' || m.attempts, ', ' order by m.id) from messages m join leads l on l.id = m.lead_id where l.name in ('Dee', 'Eli')}),
	'queued 0, queued 0', 'messages wait and no attempt is counted');
like(status($node), qr/sms: the credentials are wrong/, 'automation_status() says why');
provider_set($sms, fault => undef);
set_channel('sms', 'paused_reason = null');
status_of($_, 'sent') for qw(Dee Eli);

# Too many at once: all wait as long as it asks, even when others that were under way are taken.
provider_set($sms, fault => 'code', status => 429, code => 20429, fault_limit => 1, retry_after => 2);
my $began = sql('select now()');
sql(q{insert into leads (name, source, phone) select 'Flo', 'sms', '+4930200' || 1000 + i from generate_series(1, 6) i});
wait_for($node, q{select count(*) from messages m join leads l on l.id = m.lead_id where l.name = 'Flo' and m.status = 'sent'}, 5);
add_lead('sms', 'Gil');
status_of('Gil', 'sent');
status_of('Flo', join ' ', ('sent') x 6);
is(sql(qq{select count(*) from messages m join leads l on l.id = m.lead_id where l.name in ('Flo', 'Gil') and m.sent_at >= '$began'::timestamptz + interval '2 seconds'}),
	2, 'the channel waits as long as it was asked to');
is(sql(q{select distinct m.attempts from messages m join leads l on l.id = m.lead_id where l.name in ('Flo', 'Gil')}), 1, 'which costs no attempt');

# --- WhatsApp ---

add_channel($node, 'whatsapp', 'whatsapp', { phone_number_id => '1055512345', access_token => { env => 'AUTOMATION_MAIL_PASSWORD' },
	base_url => "http://127.0.0.1:$chat->{port}" });
add_lead('whatsapp', 'Hana', email => 'hana@example.com', language => 'de-AT');
status_of('Hana', 'cancelled');
is(activities_of($node, 'Hana'), "automation_ran\nautomation_blocked whatsapp_window", 'without a word from the lead and without a template it is blocked');
sql(q{select automation_receive('email', 'hana@example.com', 'Call me')});
write_to('whatsapp', 'Hana', 'After a mail');
status_of('Hana', 'cancelled cancelled');
is(provider_ask($chat, 'stats')->{taken}, 0, 'an answer by mail opens nothing');
sql(q{insert into messages (lead_id, channel, direction, body, created_at) select id, 'whatsapp', 'inbound', 'Long ago', now() - interval '25 hours' from leads where name = 'Hana'});
write_to('whatsapp', 'Hana', 'After a day');
status_of('Hana', 'cancelled cancelled cancelled');

set_channel('whatsapp', q{settings = settings || '{"template": {"name": "follow_up", "languages": ["en_US", "de"], "parameters": ["name", "body"]}}'});
write_to('whatsapp', 'Hana', 'With a template');
status_of('Hana', 'cancelled cancelled cancelled sent');
my $message = last_of($chat);
is_deeply([ $message->{type}, $message->{template}{language}{code}, map { $_->{text} } @{ $message->{template}{components}[0]{parameters} } ],
	[ 'template', 'de', 'Hana', 'With a template' ], 'the template goes, in the language of the lead');
sql(q{select automation_receive('whatsapp', phone, 'Hello?') from leads where name = 'Hana'});
write_to('whatsapp', 'Hana', 'Within the day');
status_of('Hana', 'cancelled cancelled cancelled sent sent');
$message = last_of($chat);
is_deeply([ @$message{qw(type to)}, $message->{text}{body} ], [ 'text', sql(q{select phone from leads where name = 'Hana'}), 'Within the day' ],
	'after a message by WhatsApp the text itself');
is_deeply(provider_ask($chat, 'stats')->{refused}, [], 'WhatsApp refused nothing');

# --- webhooks ---

add_channel($node, 'webhook', 'webhook', { url => "http://127.0.0.1:$hook->{port}/in", secret => { env => 'AUTOMATION_MAIL_PASSWORD' },
	headers => { 'X-Team' => 'sales' } });
my $ivo = add_lead('webhook', 'Ivo');
wait_for($node, q{select paused_reason from automation_channels where channel = 'webhook'}, qr/private network/);
is(fates($node) =~ /^Ivo \| webhook \| (\w+ \| \d)/m ? $1 : '', 'queued | 0', 'a private address is refused, and the message waits');
sql($_) for 'alter system set automation.allow_private_addresses = on', 'select pg_reload_conf()';
wait_for($node, 'show automation.allow_private_addresses', 'on');
set_channel('webhook', 'paused_reason = null');
status_of('Ivo', 'sent');
$stats = provider_ask($hook, 'stats');
is_deeply($stats->{refused}, [], 'unless a superuser allows it: then key, signature and body are right');
$message = $stats->{messages}[0];
is_deeply([ @$message{qw(event channel recipient subject body lead_id tenant)}, $message->{headers} ],
	[ 'new_lead', 'webhook', $ivo, 'Welcome', 'Hello Ivo', $ivo, '', { 'x-team' => 'sales' } ], 'with what the application needs');

provider_set($hook, fault => 'drop-after', fault_limit => 1);
add_lead('webhook', 'Jan');
wait_for($node, q{select m.error is not null and m.status = 'queued' from messages m join leads l on l.id = m.lead_id where l.name = 'Jan'}, 't');
retry_now();
status_of('Jan', 'sent');
is_deeply(provider_ask($hook, 'stats')->{repeated}, [ last_of($hook)->{key} ], 'a second attempt has the same Idempotency-Key');

# --- cancelled while it is leaving ---

provider_set($hook, fault => 'late', fault_limit => undef);
add_lead('webhook', $_) for qw(Joe Jim);
wait_for($node, q{select count(*) from messages where status = 'sending'}, 2);
is(sql(q{select sum(automation_cancel(id)) from leads where name in ('Joe', 'Jim')}), 2, 'what is leaving can be cancelled');
is(sql(q{select distinct m.status || ': ' || m.error from messages m join leads l on l.id = m.lead_id where l.name in ('Joe', 'Jim')}),
	'cancelled: it was leaving when it was cancelled, and may have arrived', 'it says what may have happened');
is(sql(q{select count(*) from automation_queue where kind = 'deliver'}), 0, 'and does not leave a second time');
provider_post($hook, 'release');
status_of('Joe', 'sent');
status_of('Jim', 'sent');
provider_set($hook, fault => undef);

# --- a provider that hangs ---

SKIP:
{
	skip 'npm brings what the SMTP double needs', 3 unless npm_of('smtp');
	my $post = provider_double('smtp', user => 'salon', password => $secret);
	add_channel($node, 'email', 'smtp', smtp_settings($post, insecure => JSON::PP::true()));
	provider_set($hook, fault => 'hang', fault_limit => undef);
	sql(q{insert into leads (name, source) select 'Kay', 'webhook' from generate_series(1, 20)});
	wait_for($node, q{select count(*) from messages where status = 'sending'}, 8);
	my $start = Time::HiRes::time();
	sql(q{insert into leads (name, source, email) select 'Lou', 'email', 'lou' || i || '@example.com' from generate_series(1, 50) i});
	wait_for($node, q{select count(*) from messages m join leads l on l.id = m.lead_id where l.name = 'Lou' and m.status = 'sent'}, 50);
	my $took = Time::HiRes::time() - $start;
	cmp_ok($took, '<', 2, sprintf('50 mails leave in %.2f s beside a webhook that hangs', $took));
	is(sql(q{select string_agg(distinct m.status, ', ' order by m.status) from messages m join leads l on l.id = m.lead_id where l.name = 'Kay'}), 'queued, sending',
		'whose own messages wait');

	provider_set($post, fault => { at => 'mail', reply => '421 4.7.0 come back later' }, fault_limit => 1);
	sql(q{insert into leads (name, source, email) select 'Mia', 'email', 'mia' || i || '@example.com' from generate_series(1, 100) i});
	wait_for($node, q{select count(*) || ' ' || sum(m.attempts) || ' ' || bool_or('maybe_duplicate' = any(m.flags))
	  from messages m join leads l on l.id = m.lead_id where l.name = 'Mia' and m.status = 'sent'}, '100 100 false');
	my $counts = provider_ask($post, 'stats');
	is($counts->{mails} . ' ' . $counts->{ids}, '150 150', 'what a server puts off costs no attempt and arrives once');
}

my $log = slurp_file($node->logfile);
unlike($log, qr/\Q$secret\E/, 'no secret is in the log');
unlike($log, qr/PANIC|TRAP|terminated by signal/, 'no process died');

$node->stop;
done_testing();
