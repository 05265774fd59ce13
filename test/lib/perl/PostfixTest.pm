# PostfixTest — Debian's Postfix as anybody's process: private configuration and queue, mails end in one Maildir.
#
#   my $mta = postfix(tls => certificate($authority), domains => ['example.com']);
#   wait_for_mails($mta, 20);
#   my @mails = mails_of($mta);
#
# Postfix starts as root only. fakeroot makes it believe so: it changes no user, and needs none.
package PostfixTest;

use strict;
use warnings;
use AutomationTest;
use Exporter 'import';
use IO::Select ();
use IO::Socket::INET ();
use IPC::Run ();
use JSON::PP qw(decode_json);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes ();

our @EXPORT = qw(postfix_missing postfix stop_postfix wait_for_mails mails_of authority certificate);

my $daemons = '/usr/lib/postfix/sbin';
my @running;

# What of it is not there, in words; empty when it can start.
sub postfix_missing
{
	my @missing;
	push @missing, 'postfix' unless -x "$daemons/master" && getpwnam('postfix');
	push @missing, 'fakeroot' unless grep { -x "$_/fakeroot" } split /:/, $ENV{PATH};
	return @missing ? 'Debian\'s ' . join(' and ', @missing) . ' must be installed' : '';
}

sub main_cf
{
	my ($place, %option) = @_;
	my @tls = !$option{tls} ? () : (
		'smtpd_tls_security_level = may',
		"smtpd_tls_cert_file = $option{tls}{certificate}",
		"smtpd_tls_key_file = $option{tls}{key}",
		'smtpd_tls_received_header = yes');
	return join '', map { "$_\n" } (
		'compatibility_level = 3.6',
		"queue_directory = $place/queue",
		"data_directory = $place/data",
		"daemon_directory = $daemons",
		'mail_owner = postfix',
		'setgid_group = postdrop',
		'myhostname = mta.example',
		'inet_protocols = ipv4',
		'mydestination =',
		'alias_maps =',
		'mynetworks = 127.0.0.0/8',
		'smtpd_relay_restrictions = permit_mynetworks, reject',
		'virtual_mailbox_domains = ' . join(' ', @{ $option{domains} // ['example.com'] }),
		"virtual_mailbox_base = $place",
		'virtual_mailbox_maps = static:Maildir/',
		"virtual_uid_maps = static:$<",
		'virtual_gid_maps = static:' . ($( + 0),
		'virtual_minimum_uid = 1',
		"maillog_file_prefixes = $place",
		"maillog_file = $place/log",
		'import_environment = LD_PRELOAD LD_LIBRARY_PATH FAKEROOTKEY MAIL_CONFIG LANG=C.UTF-8',
		@tls);
}

# Nothing is chrooted, and nothing can leave the machine: there is no smtp client.
sub master_cf
{
	my (@listen) = @_;
	my @services = ((map { "$_ inet n - n - - smtpd" } @listen),
		'cleanup unix n - n - 0 cleanup', 'qmgr unix n - n 300 1 qmgr', 'tlsmgr unix - - n 1000? 1 tlsmgr',
		'rewrite unix - - n - - trivial-rewrite', 'anvil unix - - n - 1 anvil', 'proxymap unix - - n - - proxymap',
		'virtual unix - n n - - virtual', 'error unix - - n - - error', 'retry unix - - n - - error',
		'postlog unix-dgram n - n - 1 postlogd', map { "$_ unix - - n - 0 bounce" } qw(bounce defer trace));
	return join '', map { "$_\n" } @services;
}

# A Postfix on a free port. Options: domains => [...], tls => certificate(...), addresses => ['127.0.0.1', ...]. Ends
# with the test.
sub postfix
{
	my (%option) = @_;
	my $place = PostgreSQL::Test::Utils::tempdir();
	my $port = PostgreSQL::Test::Cluster::get_free_port();
	my @queues = qw(active bounce corrupt defer deferred flush hold incoming maildrop pid private public saved trace);
	mkdir "$place/$_" or die "$place/$_: $!\n" for qw(etc data queue), map { "queue/$_" } @queues;
	my @addresses = @{ $option{addresses} // ['127.0.0.1'] };
	append_to_file("$place/etc/main.cf", main_cf($place, %option));
	append_to_file("$place/etc/master.cf", master_cf(map { "$_:$port" } @addresses));
	local $ENV{MAIL_CONFIG} = "$place/etc";
	my $said = "$PostgreSQL::Test::Utils::log_path/postfix-" . @running . '.log';
	# Leader of a group of its own, all of which ends with it.
	my $process = IPC::Run::start([ 'fakeroot', 'setsid', "$daemons/master", '-c', "$place/etc", '-d' ], '<', '/dev/null', '>&', $said);
	my $mta = { place => $place, port => $port, process => $process, log => "$place/log", said => $said };
	push @running, $mta;
	until_greeted($mta);
	return $mta;
}

sub told { my ($mta) = @_; return join "\n", map { eval { slurp_file($_) } // '' } $mta->{said}, $mta->{log} }

sub until_greeted
{
	my ($mta) = @_;
	my $deadline = Time::HiRes::time() + 30;
	while (Time::HiRes::time() < $deadline)
	{
		my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $mta->{port}, Timeout => 5);
		return if $socket && IO::Select->new($socket)->can_read(5) && ($socket->getline // '') =~ /^220 /;
		select(undef, undef, undef, 0.05);
	}
	die "Postfix does not greet:\n" . told($mta);
}

sub stop_postfix
{
	my ($mta) = @_;
	my $process = delete $mta->{process} or return;
	my ($pid) = (eval { slurp_file("$mta->{place}/queue/pid/master.pid") } // '') =~ /(\d+)/;
	kill 'TERM', $pid if $pid;
	my $deadline = Time::HiRes::time() + 10;
	select(undef, undef, undef, 0.05) while $pid && kill(0, -$pid) && Time::HiRes::time() < $deadline;
	$process->kill_kill;
	return;
}

sub files_of { my ($mta) = @_; return glob("'$mta->{place}'/Maildir/new/*") }

# Until that many are in the Maildir.
sub wait_for_mails
{
	my ($mta, $count, $seconds) = @_;
	my $deadline = Time::HiRes::time() + ($seconds // 30);
	my $there;
	until (($there = () = files_of($mta)) >= $count)
	{
		die "the Maildir has $there mails instead of $count:\n" . told($mta) if Time::HiRes::time() > $deadline;
		select(undef, undef, undef, 0.05);
	}
	return;
}

# Each mail as Python's email package reads it, see read_mails.py.
sub mails_of
{
	my ($mta) = @_;
	my ($json, $error) = ('', '');
	IPC::Run::run([ 'python3', "$ENV{AUTOMATION_TOP}/test/lib/read_mails.py", files_of($mta) ], '<', '/dev/null', '>', \$json, '2>', \$error)
	  or die "read_mails.py: $error\n";
	return @{ decode_json($json) };
}

sub openssl
{
	my ($where, @arguments) = @_;
	my $said = '';
	IPC::Run::run([ 'openssl', @arguments ], '<', '/dev/null', '>&', \$said, init => sub { chdir $where }) or die "openssl @arguments: $said\n";
	return;
}

my @new_key = qw(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes);

# A certificate authority; its certificate is the file in `ca`.
sub authority
{
	my ($name) = @_;
	my $where = PostgreSQL::Test::Utils::tempdir();
	openssl($where, 'req', '-x509', @new_key, qw(-keyout ca.key -out ca.pem -days 10), '-subj', "/CN=$name");
	return { where => $where, ca => "$where/ca.pem" };
}

# A certificate that it signs for localhost and 127.0.0.1.
sub certificate
{
	my ($authority) = @_;
	my $where = $authority->{where};
	append_to_file("$where/server.ext", "subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n");
	openssl($where, 'req', @new_key, qw(-keyout server.key -out server.csr -subj /CN=localhost));
	openssl($where, qw(x509 -req -in server.csr -CA ca.pem -CAkey ca.key -set_serial 1 -days 10 -extfile server.ext -out server.pem));
	return { certificate => "$where/server.pem", key => "$where/server.key" };
}

END
{
	my $status = $?;
	stop_postfix($_) for @running;
	$? = $status;
}

1;
