# DeliveryTest — doubles of the providers, a channel that sends to one, and what became of messages.
#
#   my $post = provider_double('smtp', user => 'salon');
#   my $node = delivery_node('main');
#   add_channel($node, 'email', 'smtp', smtp_settings($post));
#   my @mails = provider_ask($post, 'mails');
package DeliveryTest;

use strict;
use warnings;
use AutomationTest;
use Exporter 'import';
use HTTP::Tiny ();
use IPC::Run ();
use JSON::PP qw(decode_json encode_json);
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes ();

our @EXPORT = qw(provider_double provider_set provider_ask provider_post provider_reset stop_double delivery_node add_channel
  smtp_settings mail_password fates activities_of npm_of);

my @doubles;

# What no log, status or error may ever show.
sub mail_password { return 'Zq8-unspeakable-pass' }

# Whether the packages that a double needs are there (test/lib/double_packages brings them); in CI they must be.
sub npm_of
{
	my ($kind) = @_;
	my $place = "$ENV{AUTOMATION_TOP}/test/doubles/$kind";
	return 1 if !-f "$place/package-lock.json" || -f "$place/node_modules/.package-lock.json";
	die "npm has not brought what the $kind double needs\n" if $ENV{CI};
	return 0;
}

# A double on free ports of 127.0.0.1. Ends with the test.
sub provider_double
{
	my ($kind, %option) = @_;
	my $server = "$ENV{AUTOMATION_TOP}/test/doubles/$kind/server.js";
	my $port_file = PostgreSQL::Test::Utils::tempdir() . '/port';
	my $log = "$PostgreSQL::Test::Utils::log_path/$kind-" . @doubles . '.log';
	my $process = IPC::Run::start([ 'node', $server, '--port-file', $port_file, map { ("--$_", $option{$_}) } sort keys %option ],
		'<', '/dev/null', '>&', $log);
	push @doubles, $process;
	my $deadline = Time::HiRes::time() + 20;
	my $told;
	until (-s $port_file && ($told = eval { decode_json(slurp_file($port_file)) }))
	{
		die "the $kind double did not start: " . slurp_file($log) . "\n" if Time::HiRes::time() > $deadline;
		select(undef, undef, undef, 0.05);
	}
	return { %$told, control => $told->{control_port} // $told->{port}, process => $process };
}

sub stop_double
{
	my ($double) = @_;
	$double->{process}->kill_kill;
	return;
}

# One of the double's own paths.
sub provider_ask
{
	my ($double, $what) = @_;
	my $reply = HTTP::Tiny->new(timeout => 20)->get("http://127.0.0.1:$double->{control}/double/$what");
	die "the double does not tell $what: $reply->{content}\n" unless $reply->{success};
	return decode_json($reply->{content});
}

sub provider_post
{
	my ($double, $what, $value) = @_;
	my $reply = HTTP::Tiny->new(timeout => 20)
	  ->post("http://127.0.0.1:$double->{control}/double/$what", { content => encode_json($value // {}) });
	die "the double refused $what: $reply->{content}\n" unless $reply->{success};
	return decode_json($reply->{content});
}

sub provider_set { my ($double, %settings) = @_; return provider_post($double, 'settings', \%settings) }
sub provider_reset { my ($double) = @_; return provider_post($double, 'reset') }

# A server with the extension, whose environment holds the password.
sub delivery_node
{
	my ($name, %conf) = @_;
	local $ENV{AUTOMATION_MAIL_PASSWORD} = mail_password();
	# Floods and crashes are to be as fast as they can.
	my $node = automation_node($name, conf => { 'automation.burst_limit' => 0, %conf });
	install_and_start($node);
	return $node;
}

sub smtp_settings
{
	my ($post, %more) = @_;
	return {
		host => '127.0.0.1', port => $post->{port}, security => 'none', user => 'salon',
		password => { env => 'AUTOMATION_MAIL_PASSWORD' }, from => 'Salon <hello@salon.example>', %more };
}

sub add_channel
{
	my ($node, $channel, $provider, $settings, %more) = @_;
	my $json = encode_json($settings) =~ s/'/''/gr;
	my ($columns, $values) = ('', '');
	for my $column (sort keys %more)
	{
		$columns .= ", $column";
		$values .= ", '$more{$column}'";
	}
	return $node->safe_psql('postgres',
		"insert into automation_channels (channel, provider, settings$columns) values ('$channel', '$provider', '$json'$values) returning id");
}

# A line a message: to whom, its status, attempts and error.
sub fates
{
	my ($node) = @_;
	return $node->safe_psql('postgres', q{select l.name || ' | ' || m.channel || ' | ' || m.status || ' | ' || m.attempts
	  || coalesce(' | ' || m.error, '') from messages m join leads l on l.id = m.lead_id order by m.id});
}

# A line an activity of a lead: its type, and the reason where there is one.
sub activities_of
{
	my ($node, $lead) = @_;
	return $node->safe_psql('postgres', qq{select a.type || coalesce(' ' || (a.details ->> 'reason'), '')
	  || case when a.details ? 'maybe_duplicate' then ' maybe_duplicate' else '' end
	  from activities a join leads l on l.id = a.lead_id where l.name = '$lead' order by a.created_at, a.id});
}

END
{
	my $status = $?;
	$_->kill_kill for @doubles;
	$? = $status;
}

1;
