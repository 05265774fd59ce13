# Every setting is changed by a reload and changed back while the worker works: it goes on, and says little.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $node = automation_node('main', conf => { max_connections => 30, log_statement => 'none' });
install_and_start($node);
welcome($node);
my ($leads, $marker) = (0, 0);

sub serves
{
	my ($first) = @_;
	$leads++;
	$node->safe_psql('postgres', ($first // '') . "set automation.tenant_id = ''; set automation.restoring = off; insert into leads (name) values ('Lead $leads')");
	my $began = time;
	wait_for($node, ($first // '') . "select count(*) from public.messages m join public.leads l on l.id = m.lead_id where l.name = 'Lead $leads'", 1);
	return time - $began;
}

sub write_conf
{
	my $conf = $node->data_dir . '/postgresql.conf';
	append_to_file("$conf.new", slurp_file($conf) . join '', map { "$_\n" } @_);
	rename "$conf.new", $conf or die "$conf: $!\n";
	return;
}

sub set_by_reload
{
	my ($name, $value) = @_;
	# A setting that PostgreSQL does not show (the key) is in force when another one that came with it is. In one go: a
	# process that reads the file a moment later must not find half a line.
	write_conf("$name = '$value'", "cluster.marker = '" . ++$marker . "'");
	$node->reload;
	wait_for($node, "select current_setting('cluster.marker')", $marker);
	return;
}

$node->safe_psql('postgres', 'create role another superuser; grant all on schema public to another');
my $folder = PostgreSQL::Test::Utils::tempdir();
append_to_file("$folder/key", 'a-key-in-a-file');

# Another value for each; where none stands here one is made up by type.
my %other = (
	'automation.tenant_id' => 'somebody', 'automation.gemini_api_key' => 'another-key', 'automation.gemini_api_key_file' => "$folder/key",
	'automation.gemini_base_url' => 'http://127.0.0.1:1', 'automation.gemini_api_version' => 'v1', 'automation.gemini_model' => 'another-model',
	'automation.gemini_ca_file' => "$folder/ca.pem", 'automation.role' => 'another', 'automation.secrets_dir' => $folder,
	'automation.enabled' => 'another/1', 'automation.retention' => 31);
# While these stand nobody is served, or nothing is set off; back again, all is done.
my %stops = map { $_ => 1 } qw(automation.workers);

my @settings = map { [ split /\|/, $_, -1 ] } split /\n/, $node->safe_psql('postgres',
	"select name, vartype, context, setting, min_val, max_val from pg_settings where name like 'automation.%' order by name");
cmp_ok(scalar @settings, '>=', 15, scalar(@settings) . ' settings');
my ($slowest, $tried) = (0, 0);
for (@settings)
{
	my ($name, $type, $context, $value, $least, $most) = @$_;
	my $another = $other{$name} // ($type eq 'bool' ? ($value eq 'on' ? 'off' : 'on') : $type eq 'integer' ? ($value > $least ? $value - 1 : $value + 1) : undef);
	isnt($another, undef, "$name: there is another value to try") or next;
	isnt($context, 'postmaster', "$name can be changed by a reload");
	my $shown = $name eq 'automation.gemini_api_key' ? '' : $value;
	my $log = -s $node->logfile;
	set_by_reload($name, $another);
	$slowest = serves() if !$stops{$name};
	set_by_reload($name, $shown);
	my $took = serves();
	$slowest = $took if $took > $slowest;
	$tried += 2;
	my @said = grep { !/cluster\.marker|received SIGHUP|reloading configuration/ } worker_log($node, $log);
	if ($name eq 'automation.gemini_patience')    # a former name
	{
		is(scalar(grep { /^WARNING:  setting "\Q$name\E" is deprecated/ } @said), 2, "$name: each reload warns once");
		@said = grep { !/^WARNING:  setting "\Q$name\E"|^HINT:  Set "automation\.gemini_max_wait" instead/ } @said;
		$node->adjust_conf('postgresql.conf', $name, undef, 1);
		set_by_reload('automation.gemini_max_wait', $value);
	}
	my @changed = grep { /^LOG:  parameter "\Q$name\E" / } @said;
	my @more = grep { !/^LOG:  parameter "\Q$name\E" / } @said;
	cmp_ok(scalar @changed, '<=', 2, "$name: PostgreSQL says that it has changed, and changed back");
	cmp_ok(scalar @more, '<=', 1, "$name: the worker says at most a line") or diag(join "\n", @more);
	unlike(join("\n", @said), qr/another-key|a-key-in-a-file/, "$name: no key in the log");
}

# The sessions of this test must not be stopped by what is tried: on a busy machine no statement takes less than 1 ms.
local $ENV{PGOPTIONS} = '-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0';

# PostgreSQL's own, as they are set for a whole server or left over from somewhere: what the engine writes stays the same.
my @own = (
	[ default_transaction_isolation => 'serializable', 'read committed' ], [ statement_timeout => '1ms', '0' ], [ lock_timeout => '1ms', '0' ],
	[ idle_in_transaction_session_timeout => '1ms', '0' ], [ datestyle => 'German, DMY', 'ISO, MDY' ], [ IntervalStyle => 'sql_standard', 'postgres' ],
	[ timezone => 'Asia/Kathmandu', 'UTC' ], [ bytea_output => 'escape', 'hex' ], [ extra_float_digits => '-15', '1' ],
	[ standard_conforming_strings => 'off', 'on' ], [ escape_string_warning => 'off', 'on' ], [ quote_all_identifiers => 'on', 'off' ], [ array_nulls => 'off', 'on' ],
	[ transform_null_equals => 'on', 'off' ], [ search_path => 'nowhere', 'public' ], [ row_security => 'off', 'on' ],
	[ plan_cache_mode => 'force_generic_plan', 'auto' ], [ enable_seqscan => 'off', 'on' ], [ enable_indexscan => 'off', 'on' ],
	[ default_toast_compression => 'pglz', 'pglz' ], [ synchronous_commit => 'off', 'on' ], [ work_mem => '64kB', '4MB' ],
	[ log_min_duration_statement => '0', '-1' ], [ xmloption => 'document', 'content' ], [ session_replication_role => 'replica', 'origin' ]);
for (@own)
{
	my ($name, $another, $value) = @$_;
	my $log = -s $node->logfile;
	set_by_reload($name, $another);
	# As an application would, which does not know what the server's administrator is trying.
	serves("set $name = '$value'; ");
	set_by_reload($name, $value);
	serves();
	$tried += 2;
	my @said = grep { !/cluster\.marker|received SIGHUP|reloading configuration|^LOG:  parameter "\Q$name\E" / } worker_log($node, $log);
	cmp_ok(scalar @said, '<=', 1, "$name = $another: the worker goes on and says at most a line") or diag(join "\n", @said);
}

# A server that is made read-only for a while: it waits, says why once, and goes on.
my $readonly = -s $node->logfile;
set_by_reload('default_transaction_read_only', 'on');
$leads++;
$node->safe_psql('postgres', "set default_transaction_read_only = off; insert into leads (name) values ('Lead $leads')");
like(wait_for($node, 'select state, last_error from automation_status()', qr/paused\|/), qr/read-only/, 'read-only: it pauses and says why');
my $began = time;
my (undef, undef, $refused) = $node->psql('postgres', 'call automation_run()', timeout => 30);
like($refused, qr/the worker of this database is paused.*read-only/s, 'automation_run() does not wait for it for ever') or diag($refused);
cmp_ok(time - $began, '<', 15, 'but a few seconds');
set_by_reload('default_transaction_read_only', 'off');
wait_for($node, 'select count(*) from automation_queue', 0);
report_fault('default_transaction_read_only by reload', 1, lost_and_doubled($node));
cmp_ok(scalar(grep { /read-only/ } worker_log($node, $readonly)), '<=', 2, 'said once or twice') or diag(join "\n", worker_log($node, $readonly));

# Values that no setting takes are refused by the server, which goes on with what it has.
my $log = -s $node->logfile;
$node->append_conf('postgresql.conf', "automation.batch_size = 0\nautomation.workers = 7\nautomation.max_in_flight = many");
$node->reload;
wait_for_log($node, qr/configuration file .* contains errors/, $log);
serves();
cmp_ok(scalar(worker_log($node, $log)), '<=', 6, 'bad values are refused once, by the server') or diag(join "\n", worker_log($node, $log));
$node->append_conf('postgresql.conf', "automation.batch_size = 500\nautomation.workers = 1\nautomation.max_in_flight = 64");

# Reloads upon reloads.
$log = -s $node->logfile;
$node->reload for 1 .. 50;
serves();
my @said = grep { !/received SIGHUP/ } worker_log($node, $log);
cmp_ok(scalar @said, '<=', 5, '50 reloads that change nothing leave nothing in the log') or diag(join "\n", @said);
is(outcomes($node), "$leads leads: recorded \"Hello <name>\"; automation_ran", 'every lead has one message');
my ($lost, $doubled) = lost_and_doubled($node);
report_fault('reload with a changed setting', $tried, $lost, $doubled, $slowest);

$node->stop;
done_testing();
