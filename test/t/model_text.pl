# The model writes the messages of automations without a template: what it is told and what is not said, what is stored,
# over TLS with HTTP/2, and when a built-in text or a person's look takes its place. The key is never seen anywhere.
use strict;
use warnings;
use AutomationTest;
use ModelTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $key = 'test-secret-5f2c8a71d4e94b3f';
my $gemini = gemini_double('--key', $key, '--tls-port', 0);
my $node = model_node('main', $gemini, 'automation.gemini_api_key' => $key, log_statement => 'all');

sub tokens
{
	my ($text) = @_;
	utf8::encode($text);
	return int((length($text) + 3) / 4);  # as the double counts them
}

sub sql { return $node->safe_psql('postgres', @_) }

# --- subject and body ---

sql("insert into automation_settings (business_name) values ('Nord Studio')");
my $plain = writer($node, ai_instructions => "Mention the spring fair.", conditions => { source => 'web' });
my $ada = add_lead($node, 'Ada Lovelace', source => "'web'", email => "'ada\@example.com'", phone => "'+46701740605'");
my $message = message_for($node, $ada);
is_deeply(
	[ @$message{qw(status origin model recipient flags reason detail)} ],
	[ 'recorded', 'gemini', 'gemini-3.5-flash-lite', undef, [], undef, undef ],
	'the model wrote the message');
is($message->{subject}, 'Thank you for getting in touch', 'it wrote the subject');
like($message->{body}, qr/^Hello Ada,\n\n.*\n\nNord Studio$/s, 'and the body, below which the business is named');
is(fate($message), 'recorded gemini', 'without a reason');

my $stats = gemini_stats($gemini);
my ($body) = asked_body($gemini);
my ($request) = @{ $stats->{bodies_seen} };
my ($system, $user) = ($body->{systemInstruction}{parts}[0]{text}, $body->{contents}[0]{parts}[0]{text});
is($stats->{requests}, 1, 'by one call');
is($request->{url}, '/v1beta/models/gemini-3.5-flash-lite:generateContent', 'its URL holds no key');
ok($request->{key_in_header}, 'its header does');
like($user, qr/Mention the spring fair\./, 'the instructions are part of the goal');
like($user, qr/"first_name":"Ada"/, 'the first name is told');
unlike("$system$user", qr/example\.com|6701740605/, 'the address and the number are not');
my $written = { subject => $message->{subject}, body => $message->{body} =~ s/\n\nNord Studio$//r };
my $answer = qq({"subject":"$written->{subject}","body":"@{[ $written->{body} =~ s/\n/\\n/gr ]}"});
is_deeply([ @$message{qw(input_tokens output_tokens)} ], [ tokens($system) + tokens($user), tokens($answer) ],
	'the tokens are those of the answer');

# --- a subject of one's own, a signature ---

writer($node, subject_template => 'For you, {lead_first_name}', conditions => { source => 'own subject' });
$message = message_for($node, add_lead($node, 'Bob', source => "'own subject'"));
is($message->{subject}, 'For you, Bob', 'the subject comes from its template');
like($message->{body}, qr/^Hello Bob,/, 'the body from the model');
is($message->{origin}, 'gemini', 'which is its origin');

writer($node, channel => 'sms', conditions => { source => 'sms' });
sql("update automation_settings set signature = 'Yours,' || chr(10) || 'the Nord team'");
$message = message_for($node, add_lead($node, 'Cyd', source => "'sms'"));
is($message->{subject}, undef, 'a text message has no subject');
like($message->{body}, qr/^Hello Cyd, .*\n\nYours,\nthe Nord team$/s, 'the signature stands below the text');
sql('update automation_settings set signature = null');

# --- a person looks at it first ---

sub activities
{
	my ($lead) = @_;
	return sql("select string_agg(concat_ws(' ', type, details ->> 'reason', details ->> 'flags'), ', ' order by id)
				from activities where lead_id = $lead");
}

my $always = writer($node, review => 'always', conditions => { source => 'always' });
my $dee = add_lead($node, 'Dee', source => "'always'");
is(fate(message_for($node, $dee)), 'held gemini', 'review = always: held');
is(activities($dee), 'automation_ran held, message_held held', 'and two activities say so');
is(sql("select last_contacted from leads where id = $dee"), '', 'the lead has not been contacted');
wait_for($node, "select times_triggered from automations where id = $always", 1);

gemini_reset($gemini, fault => 'injected', fault_limit => 1);
$message = message_for($node, add_lead($node, 'Ero', source => "'web'"));
is(fate($message), 'recorded gemini', 'a text with a link and a price is asked for once more');
is_deeply($message->{flags}, [], 'the second one is good, and goes');
my @asked = map { $_->{contents}[0]{parts}[0]{text} } asked_body($gemini);
is(scalar(@asked), 2, 'which took two calls');
unlike($asked[0], qr/first text/, 'the first of them knows of no fault');
like($asked[1], qr/^- it held a link\n- it named an amount of money/m, 'the second names the faults of the first');
my @cost = map { tokens($_->{systemInstruction}{parts}[0]{text}) + tokens($_->{contents}[0]{parts}[0]{text}) } asked_body($gemini);
is($message->{input_tokens}, $cost[0] + $cost[1], 'both are counted');

gemini_reset($gemini, fault => 'injected');
my $eve = add_lead($node, 'Eve', source => "'web'");
$message = message_for($node, $eve);
is(fate($message), 'held gemini', 'when the second has a link and a price, too, it is held');
is(gemini_requests($gemini), 2, 'nobody asks for a third');
is_deeply([ sort @{ $message->{flags} } ], [ 'link', 'money' ], 'the flags say why');
like(activities($eve), qr/^automation_ran held (\[.*"link".*\]), message_held held \1$/, 'in the activities, too');

my $never = writer($node, review => 'never', conditions => { source => 'never' });
$message = message_for($node, add_lead($node, 'Fay', source => "'never'"));
like(
	fate($message),
	qr/^recorded builtin: the model's text failed the checks: .*link/,
	'review = never: the built-in text instead');
is($message->{reason}, 'builtin', 'with the reason');
unlike($message->{body}, qr/prize/, 'nothing is left of the bad one');
ok($message->{output_tokens} > 0, 'its tokens are counted');

# --- no call at all ---

gemini_reset($gemini);
my $shy = add_lead($node, 'Gil', source => "'web'", ai_allowed => 'false');
is(fate(message_for($node, $shy)), 'recorded builtin: the lead does not allow the model', 'ai_allowed = false');
set_conf($node, 'automation.gemini_daily_tokens' => 1);
my $capped = 'recorded builtin: gemini_daily_tokens is exhausted';
is(fate(message_for($node, add_lead($node, 'Hal', source => "'web'"))), $capped, 'no tokens left today');
$node->restart;
is(fate(message_for($node, add_lead($node, 'Ida', source => "'web'"))), $capped, 'nor after a restart');
set_conf($node, 'automation.gemini_daily_tokens' => 0, 'automation.gemini_api_key' => '');
is(fate(message_for($node, add_lead($node, 'Jon', source => "'web'"))),
	'recorded builtin: no API key for the model is set', 'no key');
is(paused($node), '', 'which is nothing to complain about');
is(gemini_requests($gemini), 0, 'in none of these cases was the model asked');

# --- the key from a file, and from the environment ---

my $file = $node->data_dir . '/gemini.key';
append_to_file($file, "$key\n");
set_conf($node, 'automation.gemini_api_key_file' => $file);
is(fate(message_for($node, add_lead($node, 'Kim', source => "'web'"))), 'recorded gemini', 'a key from a file');
$node->append_conf('postgresql.conf', "automation.gemini_api_key_file = ''");
{
	local $ENV{GEMINI_API_KEY} = $key;
	$node->restart;
}
is(fate(message_for($node, add_lead($node, 'Lea', source => "'web'"))), 'recorded gemini', 'one from the environment');

# --- TLS and HTTP/2 ---

set_conf($node,
	'automation.gemini_base_url' => "https://localhost:$gemini->{tls_port}",
	'automation.gemini_api_key' => $key);
like(
	fate(message_for($node, add_lead($node, 'Mia', source => "'web'"))),
	qr/^recorded builtin: .*server certificate not trusted/,
	'a certificate of an unknown authority is refused');
like(paused($node), qr/server certificate not trusted/, 'the status says so');
set_conf($node, 'automation.gemini_ca_file' => $gemini->{ca});
gemini_reset($gemini);
my $connections = gemini_stats($gemini)->{connections}{total};
sql("insert into leads (name, source) select 'Tess', 'web' from generate_series(1, 200)");
wait_for($node, "select status, origin, count(*), count(distinct lead_id) from messages
                 where lead_id in (select id from leads where name = 'Tess') group by 1, 2", 'recorded|gemini|200|200');
$stats = gemini_stats($gemini);
is_deeply($stats->{by_http_version}, { '2.0' => 200 }, '200 messages over HTTP/2, a call for each');
$connections = $stats->{connections}{total} - $connections - 1;  # one is ours, which asks for the numbers
cmp_ok($connections, '<=', 8, "over $connections connections");
add_lead($node, 'Una', source => "'web'");
holds_until($gemini, sub { $_[0]->{requests} == 201 });

# --- the key is nowhere ---

gemini_reset($gemini, delay_ms => 60000);
add_lead($node, 'Vic', source => "'web'");
holds_until($gemini, sub { $_[0]->{in_flight} == 1 });
my %places = (
	'pg_stat_activity, under way' => sql('select s::text from pg_stat_activity s where pid <> pg_backend_pid()'),
	'pg_settings' => sql('select s::text from pg_settings s'),
	'SHOW' => sql('show automation.gemini_api_key'),
	'automation_status()' => sql('select s::text from automation_status() s'),
	"the dispatcher's command line" => slurp_file('/proc/' . dispatcher($node) . '/cmdline'));
$node->command_ok([ 'pg_dumpall', '-f', $node->basedir . '/dump.sql' ], 'everything is dumped');
$places{'any row'} = slurp_file($node->basedir . '/dump.sql');
$node->stop;
$places{'the log'} = slurp_file($node->logfile);
like($places{'any row'}, qr/Hello Ada/, 'with the messages');
like($places{'the log'}, qr/Tess/, 'the log has all statements');
is($places{SHOW}, '********', 'SHOW tells that there is a key');
ok(index($places{$_}, $key) < 0, "the key is not in $_") for sort keys %places;

done_testing();
