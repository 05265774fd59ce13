# Whatever the model's service does, each lead gets exactly one message: the model's after the right number of calls, or
# the built-in text with the reason. What an administrator must mend is in automation_status() and once in the log.
use strict;
use warnings;
use AutomationTest;
use ModelTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $gemini = gemini_double();
my $node = model_node('main', $gemini, 'automation.max_attempts' => 1);
writer($node);

sub sql { return $node->safe_psql('postgres', @_) }

# Says what happens to one lead while the double behaves as told, and how many calls it saw.
sub happens
{
	my (%settings) = @_;
	gemini_reset($gemini, %settings);
	my $fate = fate(message_for($node, add_lead($node, $settings{fault} // 'fine')));
	return "$fate, calls: " . gemini_requests($gemini);
}

# Ends a pause, as a reload does.
sub mended { return set_conf($node, @_) }

# --- busy: no attempt is used up (automation.max_attempts is 1) ---

is(happens(fault => '429-twice', retry_delay_ms => 100), 'recorded gemini, calls: 3', '429 with RetryInfo, twice');
is(happens(fault => '429-tokens-once', retry_delay_ms => 100), 'recorded gemini, calls: 2', '429 for tokens');
is(happens(fault => '503-twice'), 'recorded gemini, calls: 3', '503, twice');

gemini_reset($gemini, fault => '429', retry_delay_ms => 50, fault_limit => 30);
sql("insert into leads (name) select 'Storm' from generate_series(1, 20)");
wait_for($node, "select status, origin, count(*), count(distinct lead_id) from messages
                 where lead_id in (select id from leads where name = 'Storm') group by 1, 2", 'recorded|gemini|20|20');
my $stats = gemini_stats($gemini);
is_deeply($stats->{by_status}, { 200 => 20, 429 => 30 }, 'a storm of 429: each lead is written to once, asked for once');
is(sql('select max(attempts) from automation_queue'), '', 'and the queue is empty');

# --- broken: each failure is an attempt ---

like(happens(fault => '500'), qr/^recorded builtin: HTTP 500 INTERNAL: .*, calls: 1$/, 'the only attempt failed: built-in');
mended('automation.max_attempts' => 3);
is(happens(fault => '500-twice'), 'recorded gemini, calls: 3', '500, twice, of three attempts');
is(happens(fault => '502-once'), 'recorded gemini, calls: 2', 'a gateway without its server');
is(happens(fault => '504-once'), 'recorded gemini, calls: 2', 'a deadline');
is(happens(fault => 'drop-once'), 'recorded gemini, calls: 2', 'a dropped connection');
is(happens(fault => 'reset-once'), 'recorded gemini, calls: 2', 'a reset');
is(happens(fault => 'drop-mid-once'), 'recorded gemini, calls: 2', 'an answer that breaks off');
like(
	happens(fault => 'broken-utf8'),
	qr/^recorded builtin: the reply is not a JSON object, calls: 3$/,
	'an answer that is no UTF-8');
is(happens(fault => 'response-not-json-once'), 'recorded gemini, calls: 2', 'a page instead of an answer');

# --- a text that cannot be used: once more, with more room ---

is(happens(fault => 'max-tokens-once'), 'recorded gemini, calls: 2', 'cut short, then whole');
is_deeply([ map { $_->{generationConfig}{maxOutputTokens} } asked_body($gemini) ], [ 2048, 4096 ], 'with twice the room');
is(happens(fault => 'non-json-once'), 'recorded gemini, calls: 2', 'chatter, then JSON');
is(happens(fault => 'non-json'), 'recorded builtin: the reply is not a JSON object with subject and body, calls: 2', 'chatter only');
is(happens(fault => 'max-tokens'), 'recorded builtin: the reply is incomplete: MAX_TOKENS, calls: 2', 'cut short always');
is(happens(fault => 'no-candidates'), 'recorded builtin: the reply contains no candidate, calls: 2', 'no candidate');
is(happens(fault => 'missing-body'), 'recorded builtin: the reply is not a JSON object with subject and body, calls: 2', 'no body');
is(happens(fault => 'thoughts'), 'recorded gemini, calls: 1', 'thoughts are no part of the text');
is(happens(fault => 'fenced-once'), 'recorded gemini, calls: 2', 'a fence around the JSON');

# --- refused: no second call ---

is(happens(fault => 'blocked'), 'recorded builtin: the model rejected the request: blocked: PROHIBITED_CONTENT, calls: 1', 'blocked');
is(happens(fault => 'safety'), 'recorded builtin: the model rejected the request: blocked: SAFETY, calls: 1', 'unsafe');
is(happens(fault => 'finish-recitation'), 'recorded builtin: the model rejected the request: blocked: RECITATION, calls: 1', 'recited');
is(paused($node), '', 'none of which is a pause');

# The peak of the dispatcher's memory, in MB.
sub peak
{
	my ($kilobytes) = slurp_file('/proc/' . dispatcher($node) . '/status') =~ /^VmHWM:\s+(\d+) kB/m;
	return $kilobytes / 1024;
}

my $before = peak();
is(happens(fault => 'huge'), 'recorded builtin: the model rejected the request: the reply is too large, calls: 1', '10 MB');
sql("insert into leads (name) select 'Huge' from generate_series(1, 10)");
wait_for($node, "select origin, count(*) from messages where lead_id in (select id from leads where name = 'Huge')
                 group by 1", 'builtin|10');
memory_below(peak() - $before, 30, 'ten answers of 10 MB at once take few MB of memory');
is(happens(), 'recorded gemini, calls: 1', 'and all is well afterwards');

# --- slow ---

mended('automation.gemini_timeout' => '300ms');
is(happens(fault => 'hang-once'), 'recorded gemini, calls: 2', 'gemini_timeout ends a call, the next one is answered');
mended('automation.gemini_timeout' => '60s', 'automation.gemini_max_wait' => '1s');
my $began = time;
is( happens(fault => 'hang'),
	'recorded builtin: no reply from the model within gemini_max_wait: no reply from the model: timed out (curl 28), calls: 1',
	'gemini_max_wait ends a call that gemini_timeout would let live');
my $took = time - $began;
ok($took >= 1 && $took < 6, sprintf 'after a second: %.1f', $took);
mended('automation.gemini_max_wait' => '20s');
$began = time;
like(
	happens(fault => '429', retry_delay_ms => 3600000),
	qr/^recorded builtin: no reply from the model within gemini_max_wait: HTTP 429.*, calls: 1$/,
	'a wait that is longer than gemini_max_wait is not begun');
like(
	fate(message_for($node, add_lead($node, 'Next'))),
	qr/^recorded builtin: no reply from the model within gemini_max_wait: HTTP 429/,
	'the next lead takes the built-in text');
cmp_ok(time - $began, '<', 15, 'both at once');
is(gemini_requests($gemini), 1, 'without a call: what the service asked for is kept');
mended('automation.max_attempts' => 1, 'automation.gemini_max_wait' => '2s');
like(
	happens(fault => '503'),
	qr/^recorded builtin: no reply from the model within gemini_max_wait: HTTP 503 UNAVAILABLE/,
	'a service that is always busy');
mended('automation.gemini_max_wait' => '10min');

# --- a backoff that grows ---

gemini_reset($gemini, fault => '503');
$began = time;
sql("insert into leads (name) select 'Backoff' from generate_series(1, 40)");
holds_until($gemini, sub { $_[0]->{requests} >= 160 });
$took = time - $began;
cmp_ok($took, '>', 2.8, sprintf 'four calls for each of 40 leads take more than three waits of up to 1 s: %.1f s', $took);
gemini_reset($gemini);
$node->restart;
wait_for($node, "select origin, count(*) from messages where lead_id in (select id from leads where name = 'Backoff')
                 group by 1", 'gemini|40');

# --- the day's quota ---

my $log = -s $node->logfile;
like(
	happens(fault => '429-daily', retry_delay_ms => 100),
	qr/^recorded builtin: the model's daily quota is exhausted: HTTP 429 RESOURCE_EXHAUSTED: .*, calls: 1$/,
	"the day's quota is used up: at once");
like(paused($node), qr/^HTTP 429 RESOURCE_EXHAUSTED: You exceeded your current quota/, 'the status says so');
gemini_set($gemini, fault => undef);
like(fate(message_for($node, add_lead($node, 'Later'))), qr/^recorded builtin: the model is paused: HTTP 429/, 'the next one');
is(gemini_requests($gemini), 1, 'is not even asked for');
is(times_logged($node, qr/uses built-in texts: HTTP 429/, $log), 1, 'the log has it once');
mended();
is(happens(), 'recorded gemini, calls: 1', 'a reload tries again');

# --- what somebody must mend ---

sub takes_builtin
{
	my ($why, $what) = @_;
	my $from = -s $node->logfile;
	my @leads = map { add_lead($node, "$what $_") } 1 .. 3;
	like(fate($_), qr/^recorded builtin: .*$why/, "$what: the built-in text") for messages_for($node, @leads);
	like(paused($node), qr/$why/, "$what: the status says so");
	like(sql('select last_error from automation_status()'), qr/$why/, "$what: as the last error, too");
	is(times_logged($node, qr/uses built-in texts: .*$why/, $from), 1, "$what: the log says so once");
	return;
}

gemini_reset($gemini);
mended('automation.gemini_api_key' => 'wrong-secret-0a1b2c3d4e5f6071');
takes_builtin('API key not valid', 'a wrong key');
cmp_ok(gemini_requests($gemini), '<=', 1, 'a wrong key is shown once');
mended('automation.gemini_api_key' => "not a\tkey");
like(
	fate(message_for($node, add_lead($node, 'Odd key'))),
	qr/^recorded builtin: the API key of the model contains invalid characters$/,
	'what cannot be a key is not sent');
like(paused($node), qr/contains invalid characters/, 'and the status says so');
mended('automation.gemini_api_key' => 'test-key');
is(paused($node), '', 'with the right key the pause is over');
is(happens(), 'recorded gemini, calls: 1', 'and the model writes again');

my $closed = PostgreSQL::Test::Cluster::get_free_port();
mended('automation.gemini_base_url' => "http://127.0.0.1:$closed");
takes_builtin('connection refused', 'a closed port');
mended('automation.gemini_base_url' => 'http://[::1');
takes_builtin('malformed address', 'half an address');
mended('automation.gemini_base_url' => 'gopher://127.0.0.1');
takes_builtin('unsupported protocol', 'a protocol that is none of ours');
mended('automation.gemini_base_url' => "$gemini->{url}/elsewhere");
takes_builtin('HTTP 404', 'another path');
mended('automation.gemini_base_url' => $gemini->{url}, 'automation.gemini_model' => 'gemini-0');
takes_builtin('HTTP 404 NOT_FOUND', 'a model that is gone');
mended('automation.gemini_model' => 'gemini-3.5-flash-lite');
is(happens(), 'recorded gemini, calls: 1', 'all mended');

# --- nobody was forgotten, nobody written to twice ---

wait_for($node, 'select count(*) from automation_queue', 0);
is( sql('select count(*) - count(distinct lead_id), count(distinct lead_id) - (select count(*) from leads) from messages'),
	'0|0', 'one message for each lead');
is(sql("select distinct type from activities"), 'automation_ran', 'one kind of activity');
is( sql("select count(*) from activities where type = 'automation_ran'"),
	sql('select count(*) from leads'), 'and one for each lead');
$node->stop;
my $all = slurp_file($node->logfile);
unlike($all, qr/test-key|wrong-secret/, 'no key in the log');
unlike($all, qr/^.*(ERROR|FATAL|PANIC|WARNING):.*automation/m, 'nor an error');

done_testing();
