# A SimplyBook.me account is synced: the first time as history, then each change as an event; whatever the service does,
# nobody is written to twice, no other source waits, and no secret is told.
use strict;
use warnings;
use AutomationTest;
use BookingTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $salon = booking_double(timezone => 'America/New_York');
my $node = booking_node('main', log_statement => 'none', log_min_duration_statement => '-1');
my $day = 86400;

sub sql { return $node->safe_psql('postgres', @_) }

sub rule
{
	my ($name, $type, $trigger, %more) = @_;
	return create_rule($node, 'postgres', name => $name, type => $type, trigger => $trigger, subject_template => $name,
		message_template => "$name {lead_name}", %more);
}

rule('Welcome', 'lead_followup', 'new_lead');
rule('Confirmed', 'confirmation', 'booking_created');
rule('Sorry', 'lead_followup', 'booking_cancelled');

# --- the first sync is history ---

sql("insert into leads (name, email, phone, external_ids) values
     ('Ann Known', null, null, '{\"simplybook\": \"7\"}'), ('Bea Known', 'BEA\@example.com', null, '{}'), ('Cyd Known', null, '+4930123456', '{}')");
wait_for($node, 'select count(*) from messages', 3);
sql('delete from messages');

put_booking($salon, id => 1, client => 'Ann', client_id => 7, client_email => 'ann@example.com', in => 3 * $day, made => -$day);
put_booking($salon, id => 2, client => 'Bea', client_id => 8, client_email => 'bea@Example.com', in => 4 * $day, made => -$day);
put_booking($salon, id => 3, client => 'Cyd', client_id => 9, client_phone => '0049 (30) 123456', in => 5 * $day, made => -$day);
put_booking($salon, id => 4, client => 'Dan', client_id => 10, client_email => 'dan@example.com', in => 6 * $day, made => -$day);
put_booking($salon, id => 5, client => 'Dan', client_id => 10, client_email => 'dan@example.com', in => -$day, made => -2 * $day);
put_booking($salon, id => 6, client => 'Eve', client_id => 11, in => 7 * $day, made => -$day, is_confirm => '0');
put_booking($salon, id => 7, client => 'Nobody', client_id => undef, in => 7 * $day, made => -$day);
add_source($node, $salon);
wait_for($node, 'select first_synced_at is not null from automation_booking_sources', 't');

is(bookings($node), <<'EOT' =~ s/\n$//r, 'every booking is there, each client as the lead of that number, e-mail or phone');
1 | Ann Known | Massage | in 72 h | booked | created
2 | Bea Known | Massage | in 96 h | booked | created
3 | Cyd Known | Massage | in 120 h | booked | created
4 | Dan | Massage | in 144 h | booked | created
5 | Dan | Massage | in -24 h | booked | created
6 | Eve | Massage | in 168 h | cancelled | created
EOT
is( sql('select name, email, phone, source, external_ids from leads order by id'), <<'EOT' =~ s/\n$//r,
Ann Known|ann@example.com|||{"simplybook": "7"}
Bea Known|BEA@example.com|||{"simplybook": "8"}
Cyd Known||+4930123456||{"simplybook": "9"}
Dan|dan@example.com||simplybook|{"simplybook": "10"}
Eve|||simplybook|{"simplybook": "11"}
EOT
	'a lead gets what it lacked, and keeps what it had');
is(sql('call automation_run()'), '0', 'nothing is due');
is(sql('select count(*) from messages'), 0, 'nobody has been written to');
is( sql("select details -> 'before', details -> 'after' ->> 'status', description from activities where booking_id = (select id from bookings where external_id = '4')"),
	'{}|booked|booking created in simplybook: Massage', 'the activity tells what came');
is(sql("select details - 'synced' from bookings where external_id = '4'"),
	'{"code": "code4", "unit": "Bob", "unit_id": "2", "event_id": "3", "client_id": "10", "is_confirm": "1"}', 'the details hold the rest');
is(source_row($node, 'last_error, failures'), 'bookings without a client: 1|0', 'what was left out is told');
is( sql('select sources from automation_status()'), '{"simplybook: bookings without a client: 1"}', 'in automation_status(), too');

# --- later syncs are news ---

put_booking($salon, id => 8, client => 'Fay', client_id => 12, client_email => 'fay@example.com', in => 2 * $day);
put_booking($salon, id => 1, in => 8 * $day);
put_booking($salon, id => 4, is_confirm => '0');
double_do($salon, 'forget');
sync($node);
wait_for($node, 'select count(*) from messages', 3);
is(messages($node), "Dan | Sorry | Sorry Dan\nFay | Confirmed | Confirmed Fay\nFay | Welcome | Welcome Fay",
	'a new booking is confirmed and its client welcomed, a cancelled one answered');
is( sql("select details ->> 'reason', (details -> 'before' ->> 'starts_at')::timestamptz < (details -> 'after' ->> 'starts_at')::timestamptz
           from activities where type = 'booking_synced' and details ->> 'external_id' = '1' order by id desc limit 1"),
	'moved|t', 'a moved one is told with both times');
my $stats = double_stats($salon);
is_deeply($stats->{count}, { getBookings => 1 }, 'by one question, with the token of before');
my $question = $stats->{calls}[0]{params}[0];
my $local = sub { return sql("select to_char(timezone('America/New_York', synced_until - interval '10 minutes'), 'YYYY-MM-DD HH24') from automation_booking_sources") };
ok(defined $question->{edited_date_from}, 'for what was edited');
is(substr("$question->{edited_date_from} $question->{edited_time_from}", 0, 10), substr($local->(), 0, 10), 'by the clock of the company');

# The same answer again, and an application's own marks: nothing happens.
sql("update bookings set status = 'completed' where external_id = '2'; update bookings set title = 'My massage' where external_id = '8'");
my $activities = sql("select count(*) from activities where type = 'booking_synced'");
sync($node, 'simplybook', 'full_synced_at = null');
is(sql("select count(*) from activities where type = 'booking_synced'"), $activities, 'a whole window without changes changes nothing');
is(sql("select external_id, status, title from bookings where external_id in ('2', '8') order by 1"), "2|completed|Massage\n8|booked|My massage",
	'nor what an application has written');

# A booking from before the first sync that comes into the window only now is no news.
put_booking($salon, id => 9, client => 'Gus', client_id => 13, in => 20 * $day, made => -90 * $day);
sync($node);
is(sql("select status from bookings where external_id = '9'"), 'booked', 'an old booking seen for the first time is taken over');
sql('call automation_run()');
is(sql("select count(*) from messages where lead_id = (select id from leads where name = 'Gus')"), 0, 'without a welcome or a confirmation');

# --- tokens, pace, hints ---

double_do($salon, 'expire');
double_do($salon, 'forget');
sync($node);
is_deeply([ map { "$_->{method} $_->{outcome}" } @{ double_stats($salon)->{calls} } ],
	[ 'getBookings Access Denied', 'getUserToken ok', 'getBookings ok' ], 'an expired token: one login, and the same question again');
cmp_ok(double_stats($salon)->{shortest_gap_ms}, '>=', 1000, 'never faster than a question a second');
ok(!exists double_stats($salon)->{outcomes}{'HTTP 403'}, 'so the service never complains');

put_booking($salon, id => 10, client => 'Hal', client_id => 14, in => 2 * $day);
is(sql(q{select automation_booking_hook('{"company": "nobody", "booking_id": "10"}')}), 'f', 'a hook for an unknown company is not ours');
is(sql(q{select automation_booking_hook(v) from (values ('7'::jsonb), ('null'), ('[]'), ('{"company": 7}'), (null)) x (v)}), "f\nf\nf\nf\nf", 'nor is nonsense');
my $began = time;
is(sql(q{select automation_booking_hook('{"company": "Salon", "booking_id": "10", "booking_hash": "x", "notification_type": "cancel"}')}), 't', 'one for our company is');
wait_for($node, "select status from bookings where external_id = '10'", 'booked');
cmp_ok(time - $began, '<', 10, sprintf 'the sync that was due in an hour comes after %.1f s', time - $began);
pass('and the booking is what the service says, not the hook');

double_set($salon, fault => 'status-403', fault_limit => 1);
sync($node);
is(source_row($node, 'failures'), 0, 'told to slow down once, it does and goes on');

# --- bookings that vanish ---

double_do($salon, 'remove', { id => 3 });
put_booking($salon, id => 9, in => 100 * $day, edited => '2020-01-01 00:00:00');    # moved out of the window, unheard of
double_do($salon, 'forget');
sync($node, 'simplybook', 'full_synced_at = null');
wait_for($node, "select status from bookings where external_id = '3'", 'cancelled');
wait_for($node, "select round(extract(epoch from starts_at - now()) / 86400) from bookings where external_id = '9'", '100');
is(sql("select status from bookings where external_id = '9'"), 'booked', 'asked for by number: one is gone and cancelled, the other was moved');
is_deeply([ sort map { "$_->{params}[0] $_->{outcome}" } grep { $_->{method} eq 'getBookingDetails' } @{ double_stats($salon)->{calls} } ],
	[ '3 Booking not found', '9 ok' ], 'only these two were asked for');
wait_for($node, "select count(*) from messages where body = 'Sorry Cyd Known'", 1);
pass('the cancelled one is answered');

# --- a list that is too large is cut ---

double_set($salon, oversized_from => 4);
put_booking($salon, id => $_, client => "Many $_", client_id => $_, in => ($_ - 80) * $day, made => -90 * $day) for 101 .. 110;
sync($node, 'simplybook', 'full_synced_at = null, synced_until = null');
is(sql("select count(*) from bookings where external_id::integer > 100"), 10, 'a list of more than may be read is asked for in parts');
double_set($salon, oversized_from => undef);

# --- garbage ---

my $rows = bookings($node);
for my $fault (qw(status-500 html not-json no-list null-result drop rpc-error echo-secret))
{
	double_set($salon, fault => $fault, fault_for => 'getBookings', fault_limit => undef);
	sql('update automation_booking_sources set next_sync_at = null');
	wait_for($node, 'select failures > 0 and last_error is not null and next_sync_at > last_error_at from automation_booking_sources', 't');
	like(source_row($node, 'last_error'), qr/\S/, "$fault: " . source_row($node, 'last_error'));
	like(sql('select sources from automation_status()'), qr/simplybook is tried again later: /, "$fault: shown in automation_status()") if $fault eq 'html';
	double_set($salon, fault => undef);
	sync($node);
	is(source_row($node, 'failures'), 0, "$fault: over with the next sync");
}
double_set($salon, fault => 'id-gone', fault_for => 'getBookings', fault_limit => 1);
sync($node);
like(source_row($node, 'last_error'), qr/unreadable bookings: 4/, 'what cannot be read is passed by');
is(bookings($node), $rows, 'none of that has changed a booking');

# --- a booking that the database refuses, and one that somebody holds ---

sql("alter table bookings add constraint no_evil check (title <> 'Evil')");
put_booking($salon, id => 201, client => 'Ida', client_id => 31, in => 2 * $day, event => 'Evil');
put_booking($salon, id => 202, client => 'Jan', client_id => 32, in => 2 * $day);
sync($node);
is(sql("select external_id from bookings where external_id in ('201', '202')"), '202', 'a refused booking holds up no other');
like(source_row($node, 'last_error'), qr/booking 201 cannot be stored: .*no_evil/, 'and is told');
double_do($salon, 'remove', { id => 201 });

my $user = session($node);
$user->query_safe("begin; select from leads where name = 'Ann Known' for update; select from bookings where external_id = '8' for update");
put_booking($salon, id => 8, in => 3 * $day);
put_booking($salon, id => 203, client => 'Ann', client_id => 7, in => 9 * $day);
put_booking($salon, id => 204, client => 'Kim', client_id => 33, in => 9 * $day);
sql('update automation_booking_sources set next_sync_at = null');
wait_for($node, "select count(*) from bookings where external_id = '204'", 1);
is(sql("select count(*) from bookings where external_id = '203'"), 0, 'what somebody holds waits, the rest does not');
$user->query_safe('commit');
$user->quit;
wait_for($node, "select count(*) from bookings where external_id = '203' or external_id = '8' and starts_at > now() + interval '60 hours'", 2);
pass('and is done when it is free');

# --- a wrong password pauses, says so once, and ends with the right one; another source goes on meanwhile ---

my $spa = booking_double(company => 'spa');
double_set($spa, delay_ms => 20);
add_source($node, $spa, name => 'spa', sync_every => '2 seconds');
wait_for($node, "select synced_until is not null from automation_booking_sources where name = 'spa'", 't');
double_set($salon, fault => 'hang', fault_for => 'getBookings');
sql("update automation_booking_sources set next_sync_at = null where name = 'simplybook'");
calls_until($salon, sub { $_[0]{outcomes}{'broken off'} });
my $reached = source_row($node, 'synced_until', 'spa');
put_booking($spa, id => 1, client => 'Spa guest', client_id => 1, in => $day);
wait_for($node, "select count(*) from bookings where source = 'spa'", 1, seconds => 15);
is(source_row($node, "synced_until > '$reached'", 'spa'), 't', 'a service that hangs holds up no other source');
double_set($salon, fault => undef);

my $log = -s $node->logfile;
double_do($salon, 'password', { password => 'another-one' });
double_do($salon, 'expire');
# A changed row drops what is under way, the hanging call too.
sql("update automation_booking_sources set secret = '{\"env\": \"AUTOMATION_SALON\"}', login = 'api', timezone = 'UTC' where name = 'simplybook'");
wait_for($node, "select paused_reason from automation_booking_sources where name = 'simplybook'", qr/rejects the login: User login or password is wrong \(-33003\)/);
like(sql('select sources from automation_status()'), qr/simplybook is paused: the service rejects the login/, 'wrong credentials pause the source');
double_do($salon, 'forget');
sql(q{select automation_booking_hook('{"company": "salon"}')});
sql("select automation_start()");
$reached = source_row($node, 'synced_until', 'spa');
wait_for($node, "select synced_until > '$reached' from automation_booking_sources where name = 'spa'", 't');
is(double_stats($salon)->{requests}, 0, 'while it is paused nobody asks');
my @said = grep { /booking source/ } split /\n/, slurp_file($node->logfile, $log);
is(scalar(grep { /"?simplybook.* is paused: / } @said), 1, 'and the log says so once') or diag(join "\n", @said);
double_do($salon, 'password', { password => secret_word() });
sql("update automation_booking_sources set secret = to_jsonb('" . secret_word() . "'::text), timezone = 'America/New_York' where name = 'simplybook'");
wait_for($node, "select paused_reason is null and failures = 0 and next_sync_at > now() from automation_booking_sources where name = 'simplybook'", 't');
pass('a changed secret ends the pause');

# --- what can never work is refused when it is saved ---

for my $case (
	[ "secret = '{\"env\": \"PATH\"}'", qr/must begin with AUTOMATION_/ ],
	[ "base_url = 'http://example.com'", qr/invalid base_url "http:/ ],
	[ "name = 'another'", qr/Disable this source and insert a new one/ ],
	[ "company = 'another'", qr/Disable this source and insert a new one/ ],
	[ "timezone = 'Mars'", qr/IANA name/ ])
{
	my ($set, $expected) = @$case;
	my ($status, $out, $err) = $node->psql('postgres', "update automation_booking_sources set $set where name = 'simplybook'");
	like($err, $expected, "refused: $set");
}

# --- a password in a file: a plain one of the folder, nothing else ---

my $secrets = PostgreSQL::Test::Utils::tempdir();
chmod 0755, $secrets;
append_to_file("$secrets/salon.key", secret_word() . "\n");
append_to_file("$secrets/elsewhere", secret_word());
symlink "$secrets/elsewhere", "$secrets/link.key" or die $!;
$node->append_conf('postgresql.conf', "automation.secrets_dir = '$secrets'");
$node->reload;
wait_for($node, 'show automation.secrets_dir', $secrets);
sql("update automation_booking_sources set secret = '{\"file\": \"link.key\"}' where name = 'simplybook'");
wait_for($node, "select last_error from automation_booking_sources where name = 'simplybook'", qr/link\.key cannot be opened: it is a symbolic link/);
pass('a link is not followed');
sql("update automation_booking_sources set secret = '{\"file\": \"salon.key\"}' where name = 'simplybook'");
wait_for($node, "select failures = 0 and next_sync_at > now() from automation_booking_sources where name = 'simplybook'", 't');
pass('a plain file is read');

# --- another tenant's account: its own leads and bookings, though names and numbers are the same ---

my $twin = booking_double(company => 'twin');
put_booking($twin, id => 1, client => 'Ann Twin', client_id => 7, client_email => 'ann@example.com', in => 2 * $day);
sql("set automation.tenant_id = 'twin'; select automation_create('{\"name\": \"Twin\", \"type\": \"confirmation\", \"trigger\": \"booking_created\", \"message_template\": \"Twin {lead_name}\"}')");
add_source($node, $twin, tenant_id => 'twin');
wait_for($node, "select first_synced_at is not null from automation_booking_sources where tenant_id = 'twin'", 't');
put_booking($twin, id => 2, client => 'Ann Twin', client_id => 7, client_email => 'ann@example.com', in => 3 * $day);
is(sql(q{set automation.tenant_id = 'elsewhere'; select automation_booking_hook('{"company": "twin"}')}), 'f', 'a hook counts in its own tenant only');
is(sql(q{set automation.tenant_id = 'twin'; select automation_booking_hook('{"company": "twin"}')}), 't', 'where it is ours');
wait_for($node, "select body from messages where tenant_id = 'twin'", 'Twin Ann Twin');
is(sql("select tenant_id, name, source, external_ids from leads where email = 'ann\@example.com' order by 1"),
	qq(|Ann Known||{"simplybook": "7"}\ntwin|Ann Twin|simplybook|{"simplybook": "7"}), 'a lead of its own, not the one of the other tenant');

# --- disabled, by hand, secrets ---

sql("update automation_booking_sources set enabled = false where name = 'spa'");
sql("select automation_stop()");
wait_for($node, "select count(*) from pg_stat_activity where backend_type = 'automation dispatcher'", 0);
double_do($salon, 'forget');
double_do($spa, 'forget');
put_booking($salon, id => 300, client => 'Lea', client_id => 40, in => 2 * $day);
sql("update automation_booking_sources set next_sync_at = null");
sql('call automation_run()');
is(sql("select string_agg(body, ', ' order by body) from messages where lead_id = (select id from leads where name = 'Lea')"), 'Confirmed Lea, Welcome Lea',
	'CALL automation_run() syncs what is due, without a worker');
is(double_stats($spa)->{requests}, 0, 'a disabled source is left alone');

my $everything = slurp_file($node->logfile) . sql('select s::text from automation_status() s')
  . sql("select coalesce(string_agg(a::text, ' '), '') from activities a") . sql("select string_agg(concat(last_error, paused_reason), ' ') from automation_booking_sources");
my $secret = secret_word();
unlike($everything, qr/\Q$secret\E/, 'no log, status, activity or error shows the password');
unlike($everything, qr/[0-9a-f]{64}/, 'nor a token');
unlike(slurp_file($node->logfile), qr/PANIC|terminated by signal|TRAP/, 'and nothing has crashed');

$node->stop;
done_testing();
