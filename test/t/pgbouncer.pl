# Debian's PgBouncer in transaction mode hands a session from one client to the next: what a dump or an import left behind
# keeps the inserts of an application from triggering anything, which a WARNING says once; SET LOCAL and
# server_reset_query_always leave nothing behind.
use strict;
use warnings;
use AutomationTest;
use File::Temp ();
use IPC::Run ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($program) = grep { -x } '/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/usr/local/bin/pgbouncer';
if (!$program)
{
	die "pgbouncer is missing\n" if $ENV{CI};
	plan skip_all => 'pgbouncer is missing';
}

my $node = automation_node('main');
$node->safe_psql('postgres', 'create table notes (id int, note text); insert into notes values (1, $$x$$)');
install_and_start($node);
welcome($node);
$node->safe_psql('postgres', 'select automation_stop()');  # what is queued stays to be counted
my $user = $node->safe_psql('postgres', 'select current_user');
my @bouncers;

# A pool of one session, so that every client gets the same one.
sub bouncer
{
	my ($name, %settings) = @_;
	my $dir = File::Temp->newdir('pgb.XXXXXX', TMPDIR => 1);
	my $port = PostgreSQL::Test::Cluster::get_free_port();
	append_to_file("$dir/users", "\"$user\" \"\"\n");
	my %all = (listen_port => $port, unix_socket_dir => "$dir", auth_type => 'trust', auth_file => "$dir/users",
		pool_mode => 'transaction', default_pool_size => 1, logfile => "$dir/log", pidfile => "$dir/pid", %settings);
	append_to_file("$dir/ini", "[databases]\n* = host=" . $node->host . ' port=' . $node->port . "\n[pgbouncer]\n"
		  . join('', map { "$_ = $all{$_}\n" } sort keys %all));
	my $out = '';
	my $running = IPC::Run::start([ $program, '-q', "$dir/ini" ], '<', \undef, '>', \$out, '2>&1');
	my $self = { dir => $dir, port => $port, running => $running };
	push @bouncers, $self;
	for (1 .. 10 * $PostgreSQL::Test::Utils::timeout_default)
	{
		return $self if -S "$dir/.s.PGSQL.$port";
		select(undef, undef, undef, 0.1);
	}
	die "$name did not start: $out" . (-e "$dir/log" ? slurp_file("$dir/log") : '');
}
END { my $status = $?; $_->{running}->kill_kill(grace => 5) for @bouncers; $? = $status }

# A client of a pool, one statement after the other in transactions of their own; its output and its warnings.
sub client
{
	my ($pool, @statements) = @_;
	my ($out, $err) = ('', '');
	IPC::Run::run([ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-h', "$pool->{dir}", '-p', $pool->{port}, '-U', $user, '-d', 'postgres' ],
		'<', \join('', map { /\n\\\.\z/ ? "$_\n" : "$_;\n" } @statements), '>', \$out, '2>', \$err)
	  or die "psql: $err";
	chomp $out;
	return wantarray ? ($out, $err) : $out;
}

sub queued { return $node->safe_psql('postgres', "select string_agg(l.name, ', ' order by l.id) from automation_queue q join leads l on l.id = q.lead_id") }
sub load_dump { my ($pool, @options) = @_;
	my ($dump, $err) = ('', '');
	IPC::Run::run([ 'pg_dump', '-h', $node->host, '-p', $node->port, '-U', $user, '-d', 'postgres', '-a', '-t', 'notes', @options ], '>', \$dump, '2>', \$err) or die $err;
	return (client($pool, $dump =~ s/;\s*\z//r))[1];
}

# --- a dump leaves its settings behind ---
my $pool = bouncer('plain');
my ($session) = client($pool, 'select pg_backend_pid()');
is(load_dump($pool), '', 'loading a dump warns of nothing');
my ($name, $warning) = client($pool, q{insert into public.leads (name) values ('after a dump') returning name});
is($name, 'after a dump', 'the insert of another client succeeds');
like($warning, qr/^WARNING:  writes of this session trigger no automations: search_path is empty and check_function_bodies is off, as in a script of pg_dump\nHINT:  .*SET LOCAL.*server_reset_query_always/,
	'and a warning says that it triggers nothing, and what to do');
($name, $warning) = client($pool, q{insert into public.leads (name) values ('after that') returning name});
is($warning, '', 'once a session');
is((client($pool, 'select pg_catalog.pg_backend_pid()'))[0], $session, 'which has been the same all the time');
is(queued(), '', 'and nothing is queued');
like(slurp_file($node->logfile), qr/WARNING:  writes of this session trigger no automations/, 'the log of the server has it, too');
client($pool, 'reset all');
client($pool, q{insert into leads (name) values ('after RESET ALL')});
is(queued(), 'after RESET ALL', 'RESET ALL ends it');

# --- an import that sets automation.restoring for its session ---
$pool = bouncer('restoring');
my (undef, $import) = client($pool, 'set automation.restoring = on', "copy leads (name) from stdin;\nimported\n\\.");
is($import, '', 'an import by COPY warns of nothing');
(undef, $warning) = client($pool, q{insert into leads (name) values ('after an import')});
like($warning, qr/^WARNING:  writes of this session trigger no automations: automation.restoring is on\n/, 'the next client is warned');
(undef, $warning) = client($pool, q{insert into leads (name) values ('once more')});
is($warning, '', 'once');
is(queued(), 'after RESET ALL', 'and nothing is queued');

# --- SET LOCAL ends with the transaction ---
$pool = bouncer('local');
(undef, $import) = client($pool, 'begin', 'set local automation.restoring = on', q{insert into leads (name) values ('imported one by one')},
	q{update leads set status = 'old' where name = 'imported one by one'}, 'commit');
is($import, '', 'an import with SET LOCAL warns of nothing');
(undef, $warning) = client($pool, q{insert into leads (name) values ('after SET LOCAL')});
is($warning, '', 'nor is the next client warned');
is(queued(), 'after RESET ALL, after SET LOCAL', 'and what it inserts is queued');

# --- server_reset_query_always ---
$pool = bouncer('reset', server_reset_query_always => 1);
client($pool, 'set automation.restoring = on');
(undef, $warning) = client($pool, q{insert into leads (name) values ('reset')});
is($warning, '', 'server_reset_query_always leaves nothing of one client for the next');
is(queued(), 'after RESET ALL, after SET LOCAL, reset', 'whose inserts trigger automations');

# --- dumps as INSERTs, of a session of their own ---
$node->safe_psql('postgres', 'create database copy');
$node->safe_psql('copy', 'create extension automation');
$node->safe_psql('copy', "insert into automations (name, type, trigger, message_template) values ('w', 'lead_followup', 'new_lead', 'Hi')");
$node->safe_psql('postgres', q{update leads set name = 'O''Neill; (a, b) -- "x"', attributes = '{"a": [1, "b;c"]}' where name = 'reset'});
for my $form ([], ['--inserts'], ['--column-inserts'], [ '--inserts', '--rows-per-insert=3' ], [ '--column-inserts', '--on-conflict-do-nothing' ], [ '--inserts', '--quote-all-identifiers' ])
{
	my ($dump, $err, $said) = ('', '', '');
	IPC::Run::run([ 'pg_dump', '-h', $node->host, '-p', $node->port, '-U', $user, '-d', 'postgres', '-a', '-t', 'leads', @$form ], '>', \$dump, '2>', \$err) or die $err;
	$node->safe_psql('copy', 'truncate leads cascade');
	$node->psql('copy', $dump, stderr => \$said, on_error_die => 1);
	is($said // '', '', join(' ', 'pg_dump', @$form) . ' loads without a warning');
	is($node->safe_psql('copy', 'select (select count(*) from leads) || $$, $$ || (select count(*) from automation_queue)'),
		$node->safe_psql('postgres', 'select count(*) from leads') . ', 0', 'and triggers nothing');
}
# In such a session other statements are none of a dump.
for my $statement (q{insert into public.leads (name) values ('x')}, q{INSERT INTO public.leads (name) VALUES ('x')},
	q{update public.leads set status = 'won'}, q{do 'begin insert into public.leads (name) values (''x''); end'})
{
	my $said = '';
	$node->psql('copy', "set check_function_bodies = off; select pg_catalog.set_config('search_path', '', false); $statement; $statement", stderr => \$said, on_error_die => 1);
	is(scalar(() = $said =~ /WARNING/g), 1, "$statement is warned of once");
}

done_testing();
