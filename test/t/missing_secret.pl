# A channel whose secret is missing: the statement that saves it says so, and so do automation_status(), explain and the log;
# its messages wait, and are sent once the secret is there.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $secrets = PostgreSQL::Test::Utils::tempdir();
my $double = provider_double('webhook', secret => 'swordfish');
my $node = delivery_node('main', 'automation.secrets_dir' => $secrets, 'automation.allow_private_addresses' => 'on');
sub sql { return $node->safe_psql('postgres', @_) }
sub said { my (undef, undef, $err) = $node->psql('postgres', @_); return $err }

my $missing = qr/the server's environment has no variable AUTOMATION_NOT_SET/;
my $explained = q{select ok || ' ' || detail from automation_explain(1, 1) where step = 'channel'};
create_rule($node, 'postgres', name => 'hook', type => 'lead_followup', trigger => 'new_lead', channel => 'webhook', message_template => 'Hello');

my $log = -s $node->logfile;
like(said(qq{insert into automation_channels (channel, provider, settings) values ('webhook', 'webhook',
  '{"url": "http://127.0.0.1:$double->{port}/in", "secret": {"env": "AUTOMATION_NOT_SET"}}')}),
	qr/WARNING:  messages of channel "webhook" wait: $missing.*HINT:  Set it where the server is started/s, 'the statement that saves the channel warns');
sql(q{insert into leads (name) values ('Ann')});
wait_for($node, 'select status from messages', 'queued');
wait_for($node, 'select paused_reason from automation_status()', qr/webhook: $missing/);
pass('automation_status() gives the reason');
like(sql($explained), qr/^false paused: $missing$/, 'explain gives the reason');
wait_for_log($node, qr/automation: channel webhook is paused: $missing/, $log);
sql('select automation_start()') for 1 .. 3;
wait_for($node, 'select paused_reason from automation_status()', qr/webhook: $missing/);
is(scalar(() = substr(slurp_file($node->logfile), $log) =~ /channel webhook is paused/g), 1, 'and the log, once');

like(said(q{update automation_channels set settings = settings || '{"secret": {"file": "hook"}}'}),
	qr/WARNING:  messages of channel "webhook" wait: the secret's file hook cannot be opened/, 'a missing file is reported');
like(sql($explained), qr/^false paused: the secret's file hook cannot be opened/, 'and explained');
is(said('update automation_channels set rate_per_minute = 60'), '', 'a change of something else warns of nothing');
append_to_file("$secrets/hook", "swordfish\n");
sql('select automation_start()');
wait_for($node, 'select status from messages', 'sent');
pass('once it is there, automation_start() has the messages sent');
is(sql($explained), 'true webhook by webhook', 'and explain says that they leave');
is(said(q{update automation_channels set settings = settings || '{"secret": "swordfish"}'}), '', 'a secret that is there warns of nothing');

done_testing();
