# BookingTest — the SimplyBook.me double, a source that syncs from it, and what a sync left in the tables.
#
#   my $salon = booking_double(company => 'salon', timezone => 'Europe/Berlin');
#   my $node = booking_node('main');
#   add_source($node, $salon);
#   put_booking($salon, id => 1, client => 'Ann', client_email => 'ann@example.com', in => 3 * 86400);
#   sync($node);
package BookingTest;

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

our @EXPORT = qw(booking_double double_set double_stats double_do put_booking booking_node add_source sync source_row
  calls_until bookings messages secret_word);

my @doubles;

# What no log, status or error may ever show.
sub secret_word { return 'Xy7-unspeakable-pass' }

# A double of the service on a free port of 127.0.0.1, for one company. Ends with the test.
sub booking_double
{
	my (%option) = @_;
	my %arguments = (company => 'salon', user => 'api', password => secret_word(), timezone => 'UTC', %option);
	my $server = "$ENV{AUTOMATION_TOP}/test/doubles/simplybook/server.js";
	my $port_file = PostgreSQL::Test::Utils::tempdir() . '/port';
	my $log = "$PostgreSQL::Test::Utils::log_path/simplybook-" . @doubles . '.log';
	my $process = IPC::Run::start([ 'node', $server, '--port', 0, '--port-file', $port_file, map { ("--$_", $arguments{$_}) } sort keys %arguments ],
		'<', '/dev/null', '>&', $log);
	push @doubles, $process;
	my $deadline = Time::HiRes::time() + 20;
	my $told;
	until (-s $port_file && ($told = eval { decode_json(slurp_file($port_file)) }))
	{
		die 'the SimplyBook double did not start: ' . slurp_file($log) . "\n" if Time::HiRes::time() > $deadline;
		select(undef, undef, undef, 0.05);
	}
	return { %arguments, url => "http://127.0.0.1:$told->{port}" };
}

# One of the double's own paths: double_do($salon, 'expire').
sub double_do
{
	my ($double, $what, $value) = @_;
	my $reply = HTTP::Tiny->new(timeout => 10)->post("$double->{url}/double/$what", { content => encode_json($value // {}) });
	die "the SimplyBook double refused $what: $reply->{content}\n" unless $reply->{success};
	return decode_json($reply->{content});
}

sub double_set
{
	my ($double, %settings) = @_;
	return double_do($double, 'settings', \%settings);
}

sub double_stats
{
	my ($double) = @_;
	return decode_json(HTTP::Tiny->new(timeout => 10)->get("$double->{url}/double/stats")->{content});
}

# Until the double's statistics satisfy $condition, which gets them.
sub calls_until
{
	my ($double, $condition, $seconds) = @_;
	my $deadline = Time::HiRes::time() + ($seconds // 30);
	while (Time::HiRes::time() < $deadline)
	{
		my $stats = double_stats($double);
		return $stats if $condition->($stats);
		select(undef, undef, undef, 0.05);
	}
	die 'the double never came to that: ' . explain(double_stats($double)) . "\n";
}

# Makes or changes a booking at the service. in: seconds until it starts; it takes an hour. made: seconds until (mostly
# since, so negative) it was made.
sub put_booking
{
	my ($double, %booking) = @_;
	if (defined(my $in = delete $booking{in}))
	{
		$booking{start_date} = { in => $in };
		$booking{end_date} = { in => $in + 3600 };
	}
	if (defined(my $made = delete $booking{made}))
	{
		$booking{record_date} = { in => $made };
	}
	return double_do($double, 'bookings', \%booking);
}

# A started, served server that knows the password.
sub booking_node
{
	my ($name, %conf) = @_;
	local $ENV{AUTOMATION_SALON} = secret_word();
	my $node = automation_node($name, conf => \%conf);
	install_and_start($node);
	return $node;
}

# A source that syncs from the double, once an hour unless told otherwise.
sub add_source
{
	my ($node, $double, %column) = @_;
	my %value = (name => 'simplybook', company => $double->{company}, login => $double->{user}, base_url => $double->{url},
		secret => '{"env": "AUTOMATION_SALON"}', timezone => $double->{timezone}, sync_every => '1 hour', %column);
	my @names = sort keys %value;
	my $values = join ', ', map { "'" . ($value{$_} =~ s/'/''/gr) . "'" } @names;
	return $node->safe_psql('postgres',
		'insert into automation_booking_sources (' . join(', ', @names) . ") values ($values) returning id");
}

# Has a source sync now, and waits for the end of it. Further column settings first.
sub sync
{
	my ($node, $name, $more) = @_;
	$name //= 'simplybook';
	my $before = $node->safe_psql('postgres', "select clock_timestamp()");
	$node->safe_psql('postgres', "update automation_booking_sources set next_sync_at = null" . ($more ? ", $more" : '') . " where name = '$name'");
	return wait_for($node, "select synced_until >= '$before' and next_sync_at > now() from automation_booking_sources where name = '$name'", 't');
}

# Some of a source's columns.
sub source_row
{
	my ($node, $columns, $name) = @_;
	$name //= 'simplybook';
	return $node->safe_psql('postgres', "select $columns from automation_booking_sources where name = '$name'");
}

# Every booking with its lead: who, what, in how many hours (from now, rounded), status, and the stories of the sync.
sub bookings
{
	my ($node) = @_;
	return $node->safe_psql('postgres', <<'SQL');
select concat_ws(' | ', b.external_id, l.name, b.title, 'in ' || round(extract(epoch from b.starts_at - now()) / 3600) || ' h',
                 b.status, (select string_agg(a.details ->> 'reason', ', ' order by a.id) from activities a
                             where a.booking_id = b.id and a.type = 'booking_synced'))
  from bookings b join leads l on l.id = b.lead_id order by b.external_id
SQL
}

# Every message: to whom, by which automation.
sub messages
{
	my ($node) = @_;
	return $node->safe_psql('postgres', <<'SQL');
select concat_ws(' | ', l.name, a.name, m.body) from messages m join leads l on l.id = m.lead_id
  join automations a on a.id = m.automation_id order by l.name, a.name, m.id
SQL
}

END
{
	my $status = $?;
	$_->kill_kill(grace => 2) for @doubles;
	$? = $status;
}

1;
