# Receivers of webhooks verify our requests with the libraries they have: each attempt is accepted, with the same id and a
# timestamp of its own, and nothing is accepted that differs in body, id, timestamp or secret.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use IPC::Run ();
use JSON::PP qw(decode_json encode_json);
use Test::More;

my $sdk = "$ENV{AUTOMATION_TOP}/test/sdk";
unless (-e "$sdk/node_modules/standardwebhooks" && -e "$sdk/node_modules/svix")
{
	die "the libraries are not installed, and a skip is a failure in CI\n" if ($ENV{CI} // '') eq 'true';
	plan skip_all => 'the libraries are not installed; test/sdk/run does that';
}

my $node = delivery_node('main', 'automation.allow_private_addresses' => 'on');
sub sql { return $node->safe_psql('postgres', @_) }

# What the libraries say of all that the double has taken.
sub verdicts
{
	my ($secret, @messages) = @_;
	my $input = encode_json({ secret => $secret, requests => [ map { $_->{raw} } @messages ] });
	my ($out, $err);
	IPC::Run::run([ 'node', "$sdk/verify_webhook.mjs" ], '<', \$input, '>', \$out, '2>', \$err)
	  or die "verify_webhook.mjs failed: $err\n";
	return @{ decode_json($out) };
}

create_rule($node, 'postgres', name => 'hook', type => 'lead_followup', trigger => 'new_lead', channel => 'webhook',
	subject_template => 'Welcome', message_template => "Hello {lead_name}, \x{2713} \"quoted\" <b>&amp;</b>");

my %said = (sent => 'verified', body => 'No matching signature found', id => 'No matching signature found',
	timestamp => 'No matching signature found', secret => 'No matching signature found');

my %secrets = ('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' => 'a standard secret', "plain s\x{e9}cret" => 'the text of another secret');
my $sent = 0;
for my $secret (sort keys %secrets)
{
	$sent++;
	my $what = $secrets{$secret};
	utf8::encode(my $bytes = $secret);
	my $double = provider_double('webhook', secret => $bytes);
	sql('delete from automation_channels');
	add_channel($node, 'webhook', 'webhook', { url => "http://127.0.0.1:$double->{port}/in", secret => $secret });

	# The connection drops after the request has been read: there is a second attempt.
	provider_set($double, fault => 'drop-after', fault_limit => 1);
	sql("insert into leads (name) values ('Ann ' || chr(233) || ' $what')");
	wait_for($node, q{select count(*) filter (where status = 'sent') || ' of ' || count(*) from messages}, "$sent of $sent", seconds => 60);

	my $stats = provider_ask($double, 'stats');
	is_deeply($stats->{refused}, [], "$what: the double accepts both attempts");
	my @attempts = @{ $stats->{messages} };
	is(scalar @attempts, 2, "$what: two attempts");
	my ($first, $second) = map { $_->{raw}{headers} } @attempts;
	is($second->{'webhook-id'}, $first->{'webhook-id'}, "$what: the id is the same at both attempts");
	is($first->{'webhook-id'}, $attempts[0]{key}, "$what: it is the Idempotency-Key");
	is($attempts[1]{raw}{body}, $attempts[0]{raw}{body}, "$what: the body is the same at both attempts");
	cmp_ok($second->{'webhook-timestamp'}, '>=', $first->{'webhook-timestamp'}, "$what: the timestamp is that of the attempt");
	is_deeply([ verdicts($secret, @attempts) ], [ ({ standardwebhooks => \%said, svix => \%said }) x 2 ],
		"$what: standardwebhooks and svix verify both attempts, and nothing that was changed");
	stop_double($double);
}

# A secret that begins as a standard one and is none.
my ($status, $out, $err) = $node->psql('postgres',
	q{update automation_channels set settings = settings || '{"secret": "whsec_swordfish!"}'});
like($err, qr/"secret".*whsec_.*base64/s, 'a wrong standard secret in the settings is refused');
unlike($err, qr/swordfish/, 'and not quoted');

done_testing();
