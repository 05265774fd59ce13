# RestTest — the REST gateway of the tests' own, and the vendor's client that calls it.
#
#   my $rest = rest_gateway($node, 'postgres', anon => 'web_anon');
#   my $answer = rest_call($rest, 'acme_api', [ from => 'automations' ], ['select'], [ eq => 'id', 7 ]);
package RestTest;

use strict;
use warnings;
use Digest::SHA qw(hmac_sha256);
use Exporter 'import';
use IPC::Run ();
use JSON::PP ();
use MIME::Base64 qw(encode_base64url);
use PostgreSQL::Test::Utils;
use Time::HiRes ();

our @EXPORT = qw(rest_gateway rest_call rest_token);

my $json = JSON::PP->new->utf8->canonical->allow_nonref;
my $secret = 'a secret of at least 32 characters, of this test';
my (@gateways, $client, $in, $out, $err);

# A gateway on a free port of 127.0.0.1 for a database, connected as role authenticator. Ends with the test.
sub rest_gateway
{
	my ($node, $db, %option) = @_;
	local @ENV{qw(PGHOST PGPORT PGDATABASE PYTHONDONTWRITEBYTECODE)} = ($node->host, $node->port, $db, 1);
	my $python = -x '/usr/bin/python3' && !system('/usr/bin/python3 -c "import psycopg2" 2>/dev/null') ? '/usr/bin/python3' : 'python3';
	my $port_file = PostgreSQL::Test::Utils::tempdir() . '/port';
	my $log = "$PostgreSQL::Test::Utils::log_path/postgrest.log";
	my $process = IPC::Run::start([ $python, "$ENV{AUTOMATION_TOP}/test/doubles/postgrest/server.py", '--port-file', $port_file,
			'--secret', $secret, map { ("--$_", $option{$_}) } sort keys %option ], '<', '/dev/null', '>&', $log);
	push @gateways, $process;
	my $deadline = Time::HiRes::time() + 20;
	until (-s $port_file)
	{
		die 'the gateway did not start: ' . slurp_file($log) . "\n" if Time::HiRes::time() > $deadline;
		select(undef, undef, undef, 0.05);
	}
	return { url => 'http://127.0.0.1:' . $json->decode(slurp_file($port_file))->{port} };
}

# A token as an identity provider signs it.
sub rest_token
{
	my ($claims, $key) = @_;
	my $signed = join '.', map { encode_base64url($json->encode($_)) } { alg => 'HS256', typ => 'JWT' }, $claims;
	return "$signed." . encode_base64url(hmac_sha256($signed, $key // $secret));
}

# What the vendor's client answers to a call of a role (undef: without a token; a reference: the token itself). Each step is
# a method of the client with its arguments.
sub rest_call
{
	my ($rest, $role, @steps) = @_;
	unless ($client)
	{
		my @command = ('node', "$ENV{AUTOMATION_TOP}/test/sdk/rest_client.mjs");
		$client = IPC::Run::start(\@command, \$in, \$out, \$err, IPC::Run::timeout(120));
	}
	my %call = (url => $rest->{url}, steps => \@steps);
	$call{token} = ref $role ? $$role : rest_token({ role => $role, exp => time + 600 }) if defined $role;
	$out = '';
	$in .= $json->encode(\%call) . "\n";
	$client->pump until $out =~ /\n\z/ || !$client->pumpable;
	my $answer = $out =~ /\n/ ? $json->decode($out) : { failed => $err };
	die "the client failed: $answer->{failed}\n" if defined $answer->{failed};
	return $answer;
}

END
{
	my $status = $?;
	if ($client) { $client->kill_kill(grace => 2) }
	$_->kill_kill(grace => 2) for @gateways;
	$? = $status;
}

1;
