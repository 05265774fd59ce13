# The request that the extension sends is, but for the order of keys, the one that the vendor's client sends for the same
# texts: whatever the service takes from the one it takes from the other.
use strict;
use warnings;
use AutomationTest;
use IPC::Run ();
use JSON::PP ();
use ModelTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $sdk = "$ENV{AUTOMATION_TOP}/test/sdk";
unless (-e "$sdk/node_modules/.package-lock.json")
{
	die "the vendor's client is not installed, and a skip is a failure in CI\n" if ($ENV{CI} // '') eq 'true';
	plan skip_all => "the vendor's client is not installed; test/sdk/run does that";
}

# One text for each JSON value: 1 and "1" differ, the order of keys does not.
my $json = JSON::PP->new->utf8->canonical;

# What the vendor's client sends for the texts of $body.
sub sdk_body
{
	my ($body, $model) = @_;
	my $input = $json->encode({
		system => $body->{systemInstruction}{parts}[0]{text},
		user => $body->{contents}[0]{parts}[0]{text},
		model => $model,
		maxOutputTokens => $body->{generationConfig}{maxOutputTokens} });
	my ($out, $err);
	IPC::Run::run([ 'node', "$sdk/sdk_body.mjs" ], '<', \$input, '>', \$out, '2>', \$err)
	  or die "sdk_body.mjs failed: $err\n";
	return $json->encode($json->decode($out));
}

my $gemini = gemini_double();
my $node = model_node('main', $gemini);
my $ada = add_lead($node, 'Ada Lovelace', source => "'web'");
my $odd = add_lead($node, 'odd', attributes => q{jsonb_build_object('note', E'"quoted" \\\\ and\ttabbed \u2013 \U0001F44B <b>&amp;</b>')});
my $french = add_lead($node, 'Zoé', language => "'fr'");
my $booking = $node->safe_psql('postgres',
	"insert into bookings (lead_id, title, starts_at) values ($ada, 'Massage', now() + interval '3 days') returning id");

# Compares the requests of one automation_test(); how many there were.
sub compare
{
	my ($what, $rule, $lead, $model) = @_;
	$node->safe_psql('postgres', "select * from automation_test($rule, $lead)");
	my @bodies = asked_body($gemini);
	is($json->encode($_), sdk_body($_, $model // 'gemini-3.5-flash-lite'), $what) for @bodies;
	gemini_reset($gemini);
	return scalar @bodies;
}

my $plain = writer($node);
is(compare('the smallest request', $plain, $ada), 1, 'one request');
is(compare('characters that JSON escapes', $plain, $odd), 1, 'one request');
my $told = writer($node, ai_instructions => "Line one\n\"line two\" \x{2013} \x{1F600}", channel => 'sms');
is(compare('instructions, another channel and language', $told, $french), 1, 'one request');
my $reminder = create_rule($node, 'postgres', name => 'Reminder', type => 'booking_reminder',
	trigger => 'booking_reminder_hours', delay_hours => 24);
is(compare('a booking', $reminder, $ada), 1, 'one request');
gemini_set($gemini, fault => 'max-tokens-once');
is(compare('asked again with more room', $plain, $ada), 2, 'two requests');
set_conf($node, 'automation.gemini_model' => 'gemini-3.8-flash');
is(compare('another model', $plain, $ada, 'gemini-3.8-flash'), 1, 'one request');

done_testing();
