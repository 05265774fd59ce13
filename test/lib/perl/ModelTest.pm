# ModelTest — a served database whose model is the Gemini double, and what became of the leads it was asked about.
#
#   my $gemini = gemini_double();
#   my $node = model_node('main', $gemini);
#   writer($node);
#   my $message = message_for($node, add_lead($node, 'Ada'));    # { status, origin, subject, body, reason, detail … }
package ModelTest;

use strict;
use warnings;
use AutomationTest;
use Exporter 'import';
use HTTP::Tiny ();
use JSON::PP qw(decode_json);
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes ();

our @EXPORT = qw(model_node set_conf writer add_lead message_for messages_for fate asked_body paused times_logged
  holds_until gemini_reset gemini_requests);

# A started, served server with the double as its model; further settings as in automation_node's conf.
sub model_node
{
	my ($name, $gemini, %conf) = @_;
	my $node = automation_node($name,
		conf => { 'automation.gemini_base_url' => $gemini->{url}, 'automation.gemini_api_key' => 'test-key', %conf });
	install_and_start($node);
	return $node;
}

# Changes settings as a DBA does, by file and reload; returns when the dispatcher works with them.
sub set_conf
{
	my ($node, %conf) = @_;
	my $before = $node->safe_psql('postgres', 'select pg_conf_load_time()');
	$node->append_conf('postgresql.conf', "$_ = '$conf{$_}'") for sort keys %conf;
	$node->reload;
	# A session that sees the new file was started after the signal went to all processes, and the worker answers the
	# call in a turn that began with looking at its signals.
	wait_for($node, "select pg_conf_load_time() > '$before'", 't');
	return $node->safe_psql('postgres', 'call automation_run()');
}

# An automation that has the model write to new leads; its id.
sub writer
{
	my ($node, %more) = @_;
	return create_rule($node, 'postgres', name => 'Follow up', type => 'lead_followup', trigger => 'new_lead', %more);
}

# A new lead; its id. Further columns are SQL expressions.
sub add_lead
{
	my ($node, $name, %more) = @_;
	my $columns = join ', ', 'name', sort keys %more;
	my $values = join ', ', "'$name'", map { $more{$_} } sort keys %more;
	return $node->safe_psql('postgres', "insert into leads ($columns) values ($values) returning id");
}

# The message of a lead, when it is there, with reason and detail of its activity.
sub message_for
{
	my ($node, $lead, %option) = @_;
	my $json = wait_for($node, <<"SQL", qr/^\{/, %option);
select to_json(told) from (
  select m.*, a.details ->> 'reason' as reason, a.details ->> 'detail' as detail
    from messages m join activities a on a.message_id = m.id and a.type = 'automation_ran' where m.lead_id = $lead) told
SQL
	return decode_json($json);
}

# The messages of several leads, in their order.
sub messages_for
{
	my ($node, @leads) = @_;
	return map { message_for($node, $_) } @leads;
}

# The gist of a message: status, origin, and why it is a built-in text.
sub fate
{
	my ($message) = @_;
	return join ': ', "$message->{status} $message->{origin}", grep { defined } $message->{detail};
}

# The request bodies that the double saw, oldest first.
sub asked_body
{
	my ($gemini) = @_;
	return map { JSON::PP->new->decode($_->{body}) } @{ gemini_stats($gemini)->{bodies_seen} };
}

# What automation_status() says of the model.
sub paused
{
	my ($node) = @_;
	return $node->safe_psql('postgres', 'select paused_reason from automation_status()');
}

# How often the server's log, from $offset on, has a line that matches.
sub times_logged
{
	my ($node, $pattern, $offset) = @_;
	my $count = () = slurp_file($node->logfile, $offset // 0) =~ /$pattern/g;
	return $count;
}

# Until the double's statistics satisfy $condition, which gets them.
sub holds_until
{
	my ($gemini, $condition, $seconds) = @_;
	my $deadline = Time::HiRes::time() + ($seconds // 30);
	my $stats;
	while (Time::HiRes::time() < $deadline)
	{
		$stats = gemini_stats($gemini);
		return $stats if $condition->($stats);
		select(undef, undef, undef, 0.02);
	}
	delete $stats->{bodies_seen};
	die 'the double never came to that: ' . explain($stats) . "\n";
}

# Forgets what was counted and goes back to how the double was started; then behaves as %settings say.
sub gemini_reset
{
	my ($gemini, %settings) = @_;
	my $reply = HTTP::Tiny->new(timeout => 10)->post("$gemini->{url}/double/reset");
	die "the Gemini double did not reset: $reply->{content}\n" unless $reply->{success};
	gemini_set($gemini, %settings) if %settings;
	return;
}

# How many calls the double has had since it was reset.
sub gemini_requests
{
	my ($gemini) = @_;
	return gemini_stats($gemini)->{requests};
}

1;
