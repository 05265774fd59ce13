# automation_metrics() and the files of docs/monitoring: every metric has its labels, help and type, every query of the
# exporter's file runs as a member of pg_monitor and gives metrics that exist, every rule and panel asks for such.
use strict;
use warnings;
use AutomationTest;
use HTTP::Tiny ();
use IPC::Run ();
use PostgreSQL::Test::Cluster;
use JSON::PP qw(decode_json);
use PostgreSQL::Test::Utils;
use Test::More;

my $node = automation_node('main');
install_and_start($node);
sub sql { return $node->safe_psql('postgres', @_) }
welcome($node);
sql("insert into automation_channels (channel, provider, settings) values ('sms', 'webhook', '{\"url\": \"https://example.com/\"}')");
sql("insert into automation_booking_sources (name, company, login, secret, paused_reason) values ('salon', 'a', 'b', '\"x\"', 'x')");
sql("insert into leads (name) values ('Ada'), ('Bob')");
wait_for($node, 'select count(*) from messages', 2);
wait_for($node, 'select state from automation_status()', 'idle');
sql('create role monitor login; grant pg_monitor to monitor');

# --- the function ---

my %metric = map { $_->{name} => $_ } @{ decode_json(sql('select json_agg(m) from automation_metrics() m')) };
for my $name (sort keys %metric)
{
	my ($type, $help) = @{ $metric{$name} }{qw(type help)};
	like($name, qr/^automation_[a-z][a-z_]*$/, "$name: the name");
	is($type, $name =~ /_total$/ ? 'counter' : 'gauge', "$name: only counters end in _total");
	like($help, qr/^\S.*\.$/, "$name: help");
}
my $value = sub { return sql("select value from automation_metrics() where name = '$_[0]' and labels \@> '" . ($_[1] // '{}') . "'") };
is($value->('automation_worker_up'), 1, 'the worker is up');
is($value->('automation_runs_total', '{"automation": "1", "name": "Welcome", "outcome": "ran"}'), 2, 'runs are counted');
is($value->('automation_messages_total', '{"automation": "1", "channel": "email", "status": "sent"}'), 2, 'and messages, recorded ones as sent');
is($value->('automation_channel_paused', '{"channel": "sms"}'), 0, 'a channel');
sql("update automation_channels set paused_reason = 'x'");
is($value->('automation_channel_paused', '{"channel": "sms"}'), 1, 'a paused channel');
is($value->('automation_rules', '{"enabled": "true"}'), 1, 'rules');
is($value->('automation_oldest_due_seconds'), 0, 'nothing is due');
sql('select automation_enable(1, false)');
sql("insert into automation_queue (automation_id, lead_id, event, event_at, run_at) values (1, 1, 'new_lead', now(), now()), (1, 1, 'new_lead', now(), now() + interval '1 day')");
is($value->('automation_queue_runs', '{"state": "disabled"}'), 2, 'runs of a disabled automation are not due');
sql('delete from automation_queue; select automation_enable(1); select automation_stop()');
is($value->('automation_worker_up'), 0, 'the worker is down');
sql("insert into automation_queue (automation_id, lead_id, event, event_at, run_at) values (1, 1, 'new_lead', now() - interval '1 hour', now() - interval '1 hour'), (1, 1, 'new_lead', now(), now() + interval '1 day')");
is($value->('automation_queue_runs', '{"state": "due"}') . $value->('automation_queue_runs', '{"state": "waiting"}'), '11', 'due and waiting');
like($value->('automation_oldest_due_seconds'), qr/^36\d\d(\.\d+)?$/, 'the oldest has waited for an hour');
sql('delete from automation_queue; select automation_start()');

# --- it is cheap: with many messages, many days and many automations ---

sql(q{insert into automation_daily_stats (automation_id, day, ran, messages, sent) select 1, current_date - i, 5000, 5000, 5000 from generate_series(1, 2000) i;
	set automation.restoring = on;
	insert into messages (lead_id, automation_id, channel, status, origin, body) select 1, 1, 'email', 'sent', 'template', 'x' from generate_series(1, 100000)});
my ($fastest) = sort { $a <=> $b } sql('explain (analyze, summary, timing off) select * from automation_metrics();' x 10) =~ /Execution Time: ([\d.]+)/g;
SKIP: {
	skip 'sanitized', 1 if ($ENV{AUTOMATION_TREE} // '') eq 'asan';
	cmp_ok($fastest, '<', 20, "100,000 messages and 2,000 days: $fastest ms");
}
is($value->('automation_messages_total', '{"status": "sent"}'), 2 + 2000 * 5000, 'they are counted from the statistics');

# --- a locked table and missing tables are no error ---

my $user = session($node);
$user->query_safe('begin; lock table messages in access exclusive mode');
is(sql("set statement_timeout = '5s'; select string_agg(distinct name, ' ' order by name) from automation_metrics()"),
	'automation_worker_failed_total automation_worker_in_flight automation_worker_processed_total automation_worker_up', 'a locked table is not waited for');
$user->query_safe('rollback');
$user->quit;
sql('alter table automation_queue rename to gone');
is(sql('select name, value from automation_metrics()'), 'automation_worker_up|0', 'without the tables the worker is down');
sql('alter table gone rename to automation_queue');

# --- who may read ---

sub asks_as
{
	my ($role, $query) = @_;
	my (undef, $out, $err) = $node->psql('postgres', "set role $role; $query");
	return $err =~ /ERROR:  ([^\n]*)/ ? $1 : $out;
}
sql(q{create role nobody; create role viewer; create role tenant; select automation_grant('viewer', 'viewer'), automation_grant('tenant', 'viewer', 'acme')});
for my $function (qw(automation_metrics automation_check automation_status))
{
	like(asks_as('monitor', "select count(*) from $function()"), qr/^\d+$/, "pg_monitor calls $function()");
	like(asks_as('viewer', "select count(*) from $function()"), qr/^\d+$/, "a viewer calls $function()");
	is(asks_as('nobody', "select count(*) from $function()"), "permission denied for function $function", "nobody else calls $function()");
}
is(asks_as('tenant', 'select count(*) from automation_metrics()'), 'permission denied for function automation_metrics', 'nor does a viewer of one tenant');
is(asks_as('monitor', 'select count(*) from leads'), 'permission denied for table leads', 'pg_monitor reads no leads');

my ($grants) = slurp_file("$ENV{AUTOMATION_TOP}/docs/monitoring.md") =~ /```sql\n(.*?)```/s;
is(asks_as('monitor', 'select count(*) from automation_backlog'), 'permission denied for view automation_backlog', 'nor automation_backlog,');
sql($grants);
like(asks_as('monitor', 'select count(*), count(name) from automation_backlog'), qr/^\d+\|\d+$/, 'until it is granted what monitoring.md says');
is(asks_as('monitor', 'select count(*) from automations where message_template is null'), 'permission denied for table automations', 'which shows no texts');

# --- the exporter's queries ---

my $folder = "$ENV{AUTOMATION_TOP}/docs/monitoring";
my $metrics = decode_json(sql('select json_agg(m) from automation_metrics() m'));
my (%labels, %type);
for (@$metrics) { $type{ $_->{name} } = $_->{type}; $labels{ $_->{name} } = join ' ', sort keys %{ $_->{labels} } }

# The parts of such a file: { query, columns => [ [ name, usage ] … ] } by name.
sub read_queries
{
	my ($text) = @_;
	my (%query, $name, $block);
	for (split /\n/, $text)
	{
		next if /^\s*(#|$)/;
		if (/^(\w+):$/) { $name = $1; $query{$name} = { query => '', columns => [] }; $block = 0 }
		elsif (/^  query: "(.*)"$/) { $query{$name}{query} = $1; $block = 0 }
		elsif (/^  query: \|$/) { $block = 1 }
		elsif ($block && /^    (.*)$/) { $query{$name}{query} .= "$1\n" }
		elsif (/^  metrics:$/) { $block = 0 }
		elsif (/^    - (\w+):$/) { push @{ $query{$name}{columns} }, [$1] }
		elsif (/^        usage: "(LABEL|GAUGE|COUNTER)"$/) { push @{ $query{$name}{columns}[-1] }, $1 }
		elsif (/^        description: "(.+)"$/) { push @{ $query{$name}{columns}[-1] }, $1 }
		else { die "not understood: $_\n" }
	}
	return %query;
}

my %query = read_queries(slurp_file("$folder/queries.yaml"));
my %exported;
for my $name (sort keys %query)
{
	my @columns = @{ $query{$name}{columns} };
	my @labels = sort map { $_->[0] } grep { $_->[1] eq 'LABEL' } @columns;
	for (grep { $_->[1] ne 'LABEL' } @columns)
	{
		my $metric = "${name}_$_->[0]";
		$exported{$metric} = { map { $_ => 1 } @labels };
		is(uc($type{$metric} // 'none'), $_->[1], "queries.yaml: $metric is a metric of that type");
		is("@labels", $labels{$metric} // 'none', "queries.yaml: $metric has its labels");
	}
	my $given = sql("set role monitor; select string_agg(k, ' ' order by k) from (select distinct k from ($query{$name}{query}) q cross join lateral json_object_keys(to_json(q)) k) k");
	is($given, join(' ', sort map { $_->[0] } @columns), "queries.yaml: $name has these columns");
	is(sql("select count(*) from ($query{$name}{query}) q where " . join(' or ', map { "\"$_->[0]\" is null" } @columns)), 0, "queries.yaml: $name has no nulls");
}
is(join(' ', sort keys %exported), join(' ', sort keys %type), 'queries.yaml exports every metric');
my $documented = slurp_file("$ENV{AUTOMATION_TOP}/docs/monitoring.md");
is(join(' ', sort grep { !$type{$_} && $_ ne 'automation_backlog' } $documented =~ /`(automation_[a-z_]+)`/g), '', 'monitoring.md names no other metric');
is(join(' ', grep { $documented !~ /`$_`/ } sort keys %type), '', 'and every one of them');

# Debian's exporter itself, where it is installed.
SKIP: {
	skip 'no prometheus-postgres-exporter', 1 if system('command -v prometheus-postgres-exporter >/dev/null') != 0;
	my $port = PostgreSQL::Test::Cluster::get_free_port();
	local $ENV{DATA_SOURCE_NAME} = 'host=' . $node->host . ' port=' . $node->port . ' user=monitor dbname=postgres sslmode=disable';
	my $exporter = IPC::Run::start([ 'prometheus-postgres-exporter', "--web.listen-address=127.0.0.1:$port", "--extend.query-path=$folder/queries.yaml",
		'--disable-default-metrics', '--disable-settings-metrics' ], '>&', "$PostgreSQL::Test::Utils::log_path/exporter.log");
	my $page = '';
	for (1 .. 200)
	{
		my $reply = HTTP::Tiny->new(timeout => 10)->get("http://127.0.0.1:$port/metrics");
		$page = $reply->{success} ? $reply->{content} : '';
		last if $page =~ /^automation_worker_up/m;
		select(undef, undef, undef, 0.1);
	}
	$exporter->kill_kill(grace => 2);
	my %scraped = map { $_ => 1 } $page =~ /^(automation_\w+)(?:\{|\s)/mg;
	is(join(' ', sort keys %scraped), join(' ', sort keys %type), 'the exporter gives every metric');
}

# --- rules and panels ---

# What an expression asks for that does not exist.
sub unknown_in
{
	my ($expression) = @_;
	my @unknown;
	while ($expression =~ /\b(automation_\w+)(?:\{([^}]*)\})?/g)
	{
		my ($metric, $matchers) = ($1, $2 // '');
		push @unknown, $metric unless $exported{$metric};
		push @unknown, map { "$metric\{$_\}" } grep { $_ ne 'instance' && !$exported{$metric}{$_} } $matchers =~ /(\w+)\s*(?:=~|!~|!=|=)/g;
	}
	my $outside = $expression =~ s/"[^"]*"//gr;
	push @unknown, 'brackets' if ($outside =~ tr/(//) != ($outside =~ tr/)//) || ($outside =~ tr/{//) != ($outside =~ tr/}//);
	return "@unknown";
}
is(unknown_in('automation_gone{state="due"} + automation_queue_runs{colour="red"}'), 'automation_gone automation_gone{state} automation_queue_runs{colour}', 'what does not exist is noticed');

my @rules = split /^      - alert: /m, slurp_file("$folder/alerts.yaml");
shift @rules;
cmp_ok(scalar @rules, '>=', 10, scalar(@rules) . ' alert rules');
for my $rule (@rules)
{
	my ($name) = $rule =~ /\A(\w+)\n/;
	my ($expression) = $rule =~ /^        expr: (.+)$/m;
	is(unknown_in($expression), '', "alerts.yaml: $name asks for metrics that exist");
	like($rule, qr/\A\w+\n        expr: .+\n(?:        for: \d+[smhd]\n)?        labels:\n          severity: (?:critical|warning|info)\n        annotations:\n          summary: ".+"\n          description: ".+"\n\z/,
		"alerts.yaml: $name has a severity, a summary and what to do");
}
SKIP: {
	skip 'no promtool', 1 if system('command -v promtool >/dev/null') != 0;
	$node->command_ok([ 'promtool', 'check', 'rules', "$folder/alerts.yaml" ], 'promtool accepts the rules');
}

my $dashboard = decode_json(slurp_file("$folder/dashboard.json"));
is(join(' ', map { exists $dashboard->{$_} ? () : $_ } qw(title uid schemaVersion version panels templating time annotations)), '', 'dashboard.json has what Grafana asks for');
my (%ids, @taken);
for my $panel (@{ $dashboard->{panels} })
{
	my $title = $panel->{title};
	ok(!$ids{ $panel->{id} }++, "dashboard.json: $title has an id of its own");
	like($panel->{type}, qr/^(?:stat|timeseries|table)$/, "dashboard.json: $title is a known panel");
	my ($x, $y, $w, $h) = @{ $panel->{gridPos} }{qw(x y w h)};
	ok($x >= 0 && $x + $w <= 24, "dashboard.json: $title is within the grid");
	ok(!(grep { $x < $_->[0] + $_->[2] && $_->[0] < $x + $w && $y < $_->[1] + $_->[3] && $_->[1] < $y + $h } @taken), "dashboard.json: $title covers no other");
	push @taken, [ $x, $y, $w, $h ];
	is($panel->{datasource}{uid}, '${datasource}', "dashboard.json: $title has the data source that is chosen");
	is(unknown_in($_->{expr}), '', "dashboard.json: $title asks for metrics that exist") for @{ $panel->{targets} };
}

done_testing();
