# AutomationTest — a server with the extension preloaded, waiting for a condition, and the Gemini double, for TAP tests.
#
#   my $gemini = gemini_double();
#   my $node = automation_node('main', conf => { 'automation.gemini_base_url' => $gemini->{url} });
#   install_and_start($node);
#   welcome($node);
#   $node->safe_psql('postgres', "insert into leads (name) values ('Ada')");
#   wait_for($node, 'select status from messages', 'recorded');
package AutomationTest;

use strict;
use warnings;
use Exporter 'import';
use HTTP::Tiny ();
use IPC::Run ();
use JSON::PP qw(decode_json encode_json);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes ();

our @EXPORT = qw(automation_node install_and_start give_tables create_rule welcome outcomes story numbers status dispatcher
  start_dispatcher_anew rests_again processes process_of session answer_of wait_for wait_for_log worker_log lost_and_doubled memory_below
  tries report_fault gemini_double gemini_set gemini_stats);

my @doubles;

# A started node. Options: preload (1), start (1), conf => { setting => value }, init => [ arguments of init ].
sub automation_node
{
	my ($name, %option) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);
	$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ], @{ $option{init} // [] });
	my %conf = (%{ $option{conf} // {} });
	$conf{shared_preload_libraries} //= 'automation' if $option{preload} // 1;
	$node->append_conf('postgresql.conf', "$_ = '" . ($conf{$_} =~ s/'/''/gr) . "'") for sort keys %conf;
	$node->start if $option{start} // 1;
	return $node;
}

# The extension in a database, which is served from now on.
sub install_and_start
{
	my ($node, $db) = @_;
	return $node->safe_psql($db // 'postgres', 'create extension automation; select automation_start()');
}

# An automation from its configuration; its id.
sub create_rule
{
	my ($node, $db, %config) = @_;
	my $json = encode_json(\%config) =~ s/'/''/gr;
	return $node->safe_psql($db, "select automation_create('$json') ->> 'id'");
}

# The tables and views in schema public belong to that role.
sub give_tables
{
	my ($node, $db, $role) = @_;
	$node->safe_psql($db, <<"SQL");
grant all on schema public to $role;
select format('alter table %s owner to $role', oid::regclass) from pg_class
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'v') and pg_get_userbyid(relowner) <> '$role' \\gexec
SQL
	return;
}

# The automation of most tests: greets a new lead by name, from a template.
sub welcome
{
	my ($node, $db, %more) = @_;
	return create_rule($node, $db // 'postgres', name => 'Welcome', type => 'lead_followup', trigger => 'new_lead',
		subject_template => 'Welcome', message_template => 'Hello {lead_name}', %more);
}

# What became of the leads, one line for all that fared the same: how many, their messages, their activities.
sub outcomes
{
	my ($node, $db, $leads) = @_;
	$leads //= 'leads';
	return $node->safe_psql($db // 'postgres', <<"SQL");
select count(*) || ' leads: ' || coalesce(m.told, 'no message') || '; ' || coalesce(a.done, 'no activity')
  from $leads l
  left join (select lead_id, string_agg(m.status || ' "' || replace(m.body, l.name, '<name>') || '"', ', ' order by m.id) told
               from messages m join $leads l on l.id = m.lead_id group by lead_id) m on m.lead_id = l.id
  left join (select lead_id, string_agg(concat_ws(' ', type, details ->> 'reason'), ', ' order by id) done
               from activities group by lead_id) a on a.lead_id = l.id
 group by m.told, a.done order by count(*) desc, 1
SQL
}

# Every message and activity in full but for ids and times.
sub story
{
	my ($node, $db) = @_;
	return $node->safe_psql($db // 'postgres', <<'SQL');
select concat_ws(' | ', l.name, m.direction, m.channel, m.status, m.origin, m.subject, m.body)
  from messages m join leads l on l.id = m.lead_id order by m.id;
select concat_ws(' | ', l.name, a.type, a.description, a.details - 'automation_id' - 'message_id')
  from activities a left join leads l on l.id = a.lead_id order by a.id;
SQL
}

# The three places that count completed runs, and what is left of the queue.
sub numbers
{
	my ($node, $db) = @_;
	return $node->safe_psql($db // 'postgres', <<'SQL');
select concat_ws(', ', s.name || ' ran ' || s.ran, 'skipped ' || s.skipped, 'blocked ' || s.blocked, 'failed ' || s.failed,
                 'queued ' || s.queued, 'times_triggered ' || a.times_triggered)
  from automation_stats s join automations a using (id) order by a.id
SQL
}

# What automation_status() says of the worker, without what changes all the time.
sub status
{
	my ($node, $db) = @_;
	return $node->safe_psql($db // 'postgres', <<'SQL');
select concat_ws(' | ', database, state, 'queued ' || queued, 'due ' || due, paused_reason, last_error) from automation_status()
SQL
}

# The process id of a database's dispatcher, from any database that $via names; empty when there is none.
sub dispatcher
{
	my ($node, $db, $via) = @_;
	return $node->safe_psql($via // 'postgres',
		"select pid from pg_stat_activity where backend_type = 'automation dispatcher' and datname = '" . ($db // 'postgres') . "'");
}

# Ends a database's dispatcher and waits for the next one: whatever else the launcher wanted to start, it has by then.
sub start_dispatcher_anew
{
	my ($node, $db, $via) = @_;
	my $running = "from pg_stat_activity where backend_type = 'automation dispatcher' and datname = '$db'";
	my $before = wait_for($node, "select pid $running", qr/./, db => $via);
	$node->safe_psql($via // 'postgres', "select pg_terminate_backend($before)");
	wait_for($node, "select pid <> $before $running", 't', db => $via);
	return;
}

# Until a database's dispatcher has gone to rest so many times more.
sub rests_again
{
	my ($node, $db, $times) = @_;
	my $rested = "select state_change from pg_stat_activity where backend_type = 'automation dispatcher' and state = 'idle' and datname = '$db'";
	for (1 .. $times)
	{
		my $before = wait_for($node, $rested, qr/./);
		wait_for($node, "select ($rested) > '$before'", 't');
	}
	return;
}

# The server's processes by what they call themselves, straight from /proc: pid => title.
sub processes
{
	my ($node) = @_;
	my ($postmaster) = split /\n/, slurp_file($node->data_dir . '/postmaster.pid');
	my %title;
	for my $pid (split ' ', eval { slurp_file("/proc/$postmaster/task/$postmaster/children") } // '')
	{
		$title{$pid} = (eval { slurp_file("/proc/$pid/cmdline") } // '') =~ s/\0.*//sr;
	}
	return %title;
}

# The pid of the process whose title contains $what; undef when there is none.
sub process_of
{
	my ($node, $what) = @_;
	my %title = processes($node);
	my ($pid) = grep { index($title{$_}, $what) >= 0 } sort keys %title;
	return $pid;
}

# A session that stays open: ->query_safe(…), ->quit.
sub session
{
	my ($node, $db) = @_;
	return $node->background_psql($db // 'postgres', on_error_stop => 0, on_error_die => 0);
}

# The query's answer (as psql -At prints it), or undef where it has none: for a server that may be down at the moment.
sub answer_of
{
	my ($node, $db, $query) = @_;
	my ($status, $answer) = eval { $node->psql($db, $query) };
	# Without a connection psql ends, perhaps before it has been sent the query.
	die $@ if $@ && $@ !~ /Broken pipe: write/;
	return defined $status && $status == 0 ? $answer : undef;
}

# Until the query's answer (as psql -At prints it) is the expected one, or matches it if that is a qr//. Dies with the
# last answer when the time is over. A server that is down at the moment counts as no answer yet.
sub wait_for
{
	my ($node, $query, $expected, %option) = @_;
	my $seconds = $option{seconds} // 30;
	my $deadline = Time::HiRes::time() + $seconds;
	my $answer;
	while (1)
	{
		$answer = answer_of($node, $option{db} // 'postgres', $query);
		return $answer if defined $answer && (ref $expected ? $answer =~ $expected : $answer eq $expected);
		last if Time::HiRes::time() > $deadline;
		select(undef, undef, undef, 0.05);
	}
	BAIL_OUT('the server is gone') unless -d $node->data_dir;
	$answer = defined $answer ? "'$answer'" : 'no answer';
	die "after $seconds s still $answer instead of '$expected': $query\n";
}

# Until the node's log, from $offset on, matches; returns the new end of the log.
sub wait_for_log
{
	my ($node, $pattern, $offset, $seconds) = @_;
	my $deadline = Time::HiRes::time() + ($seconds // 30);
	while (Time::HiRes::time() < $deadline)
	{
		my $log = slurp_file($node->logfile, $offset // 0);
		return length($log) + ($offset // 0) if $log =~ $pattern;
		select(undef, undef, undef, 0.05);
	}
	die "no $pattern in the server's log\n";
}

# What processes without a session wrote to the node's log from $offset on, the checkpointer's and autovacuum's reports
# left out: the postmaster, the launcher, its scanners and dispatchers. Without time and process.
sub worker_log
{
	my ($node, $offset) = @_;
	my @lines = map { /^\S+ \S+ \S+ \[\d+\] ([A-Z]+: .*)/ ? $1 : () } split /\n/, slurp_file($node->logfile, $offset);
	# An autovacuum worker that was in the way of a command: none of ours.
	my $others = qr/checkpoint|automatic (?:vacuum|analyze)|terminating autovacuum process/;
	return grep { !/$others|^STATEMENT: |^LOG:  statement: |^DEBUG: / } @lines;
}

# How many leads have no message from a run that was to write one, and how many have more than one.
sub lost_and_doubled
{
	my ($node, $db, $leads) = @_;
	$leads //= 'leads';
	return split /\|/, $node->safe_psql($db // 'postgres', <<"SQL");
select count(*) filter (where coalesce(m.told, 0) = 0), count(*) filter (where m.told > 1)
  from $leads l left join (select lead_id, count(*) told from messages where direction = 'outbound' group by lead_id) m on m.lead_id = l.id
SQL
}

# That memory stays below a limit. A sanitizer keeps what was freed: under one it says nothing.
sub memory_below
{
	my ($used, $limit, $what) = @_;
	SKIP: {
		skip 'sanitized', 1 if ($ENV{AUTOMATION_TREE} // '') eq 'asan';
		cmp_ok($used, '<', $limit, $what);
	}
	return;
}

# How often to try something that `make test` tries so often: AUTOMATION_TRIES times that in `make nightly`.
sub tries
{
	my ($often) = @_;
	return $often * ($ENV{AUTOMATION_TRIES} // 1);
}

# One line of the table in docs/reliability.md: a fault, how often it was tried, how many runs or messages were lost and
# doubled by it, and how many seconds at worst until work went on; undef where there is nothing to wait for.
# test/tools/reliability collects them from the suites' logs.
sub report_fault
{
	my ($fault, $tried, $lost, $doubled, $seconds) = @_;
	diag(sprintf 'reliability: | %s | %d | %d | %s | %s |', $fault, $tried, $lost, $doubled, defined $seconds ? sprintf('%.1f', $seconds) : '-');
	return;
}

# The Gemini double (key: test-key) on a free port of 127.0.0.1; further arguments go to its command line. It ends with
# the test. The result has its url, port, and tls_port and ca where it was started with --tls-port.
sub gemini_double
{
	my (@arguments) = @_;
	my $server = "$ENV{AUTOMATION_TOP}/test/doubles/gemini/server.js";
	my $port_file = PostgreSQL::Test::Utils::tempdir() . '/port';
	my $log = "$PostgreSQL::Test::Utils::log_path/gemini-" . @doubles . '.log';
	my $process = IPC::Run::start([ 'node', $server, '--port', 0, '--port-file', $port_file, @arguments ],
		'<', '/dev/null', '>&', $log);
	push @doubles, $process;
	my $deadline = Time::HiRes::time() + 20;
	my $ports;
	until (-s $port_file && ($ports = eval { decode_json(slurp_file($port_file)) }))
	{
		die "the Gemini double did not start: " . slurp_file($log) . "\n" if Time::HiRes::time() > $deadline;
		select(undef, undef, undef, 0.05);
	}
	return { %$ports, process => $process, url => "http://127.0.0.1:$ports->{port}", log => $log };
}

# How the double behaves from now on: gemini_set($gemini, fault => '503', fail_ratio => 0.5). See its README.
sub gemini_set
{
	my ($gemini, %settings) = @_;
	my $reply = HTTP::Tiny->new(timeout => 10)
	  ->post("$gemini->{url}/double/settings", { content => encode_json(\%settings) });
	die "the Gemini double refused: $reply->{content}\n" unless $reply->{success};
	return decode_json($reply->{content});
}

# What the double counted and the last requests it saw.
sub gemini_stats
{
	my ($gemini) = @_;
	return decode_json(HTTP::Tiny->new(timeout => 10)->get("$gemini->{url}/double/stats")->{content});
}

END
{
	my $status = $?;
	$_->kill_kill(grace => 2) for @doubles;
	$? = $status;
}

1;
