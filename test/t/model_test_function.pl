# automation_test() asks the model from the backend itself: what it returns and writes, that a ROLLBACK takes it back, and
# that statement_timeout and a cancel end a hanging call at once and leave a healthy backend behind.
use strict;
use warnings;
use AutomationTest;
use ModelTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $gemini = gemini_double();
my $node = model_node('main', $gemini);
my $rule = writer($node, name => 'Ask', conditions => { source => 'web' });
sub sql { return $node->safe_psql('postgres', @_) }
my $lead = add_lead($node, 'Ada Lovelace', email => "'ada\@example.com'");
my $test = "select channel, recipient, subject, left(body, 10), origin, status, would_run, reasons
              from automation_test($rule, $lead)";
my $everything = "select (select count(*) from messages), (select count(*) from activities),
	(select count(*) from automation_queue), (select count(*) from automation_stat_deltas),
	(select count(*) from automation_daily_stats), (select count(*) from automation_enrollments),
	(select string_agg(times_triggered || '', ',') from automations),
	(select string_agg(last_contacted || '', ',') from leads)";
my $answer = "email|ada\@example.com|Thank you for getting in touch|Hello Ada,|gemini|draft|f|{conditions}";

# --- what it does, and its ROLLBACK ---

my $untouched = sql($everything);
is($untouched, '0|0|0|0|0|0|0|', 'nothing has happened yet');
is( sql("begin;\n$test;\nselect count(*) from messages;\nrollback;"),
	($answer =~ s/Hello Ada,/Hello Ada,/r) . "\n1",
	'the row: the text of the model, a draft, and what would have stopped a run');
is(sql($everything), $untouched, 'ROLLBACK undoes all of it');
is(gemini_requests($gemini), 1, 'but the call, which was made');

is(sql($test), $answer, 'once more, to keep');
is( sql('select lead_id, automation_id, status, origin, model, input_tokens > 0, output_tokens > 0, recipient, flags from messages'),
	"$lead|$rule|draft|gemini|gemini-3.5-flash-lite|t|t|ada\@example.com|{}",
	'the draft');
is( sql("select type, description, lead_id, automation_id, message_id = (select id from messages),
                details - 'message_id' from activities"),
	qq(automation_tested|Ask was tested|$lead|$rule|t|)
	  . qq({"event": "new_lead", "reason": "conditions", "reasons": ["conditions"], "automation_id": $rule}),
	'the activity');
is(sql($everything), '1|1|0|0|0|0|0|', 'statistics, queue and last_contacted are untouched');

# --- ended from outside ---

my $log = -s $node->logfile;
gemini_reset($gemini, fault => 'hang');
my $session = session($node);
my $pid = $session->query_safe('select pg_backend_pid()');

# Runs automation_test() until statement_timeout ends it; returns the error and the milliseconds as the server saw them.
sub ended
{
	my ($timeout) = @_;
	my $out = $session->query_safe(<<"SQL");
set statement_timeout = '$timeout';
do \$\$
declare began timestamptz := clock_timestamp(); said text;
begin
  begin
    perform automation_test($rule, $lead);
    said := 'came to its end';
  exception when query_canceled then said := sqlerrm;
  end;
  perform set_config('test.said', said, false),
          set_config('test.took', round(extract(epoch from clock_timestamp() - began) * 1000)::text, false);
end
\$\$;
set statement_timeout = 0;
select current_setting('test.said'), current_setting('test.took');
SQL
	return split /\|/, $out;
}

my @took;
for (1 .. 5)
{
	my ($said, $took) = ended('200ms');
	is($said, 'canceling statement due to statement timeout', 'statement_timeout ends it') if $_ == 1;
	push @took, $took;
}
@took = sort { $a <=> $b } @took;
diag("statement_timeout = 200ms ended automation_test() after @took ms");
ok($took[0] >= 150 && $took[2] <= 300, 'after 200 ms and within 100 ms more');

# The moment of the cancel is taken by the one who cancels.
@took = ();
for my $i (1 .. 5)
{
	gemini_reset($gemini, fault => 'hang');
	my $asking = session($node);
	my $backend = $asking->query_safe('select pg_backend_pid()');
	$asking->query_until(qr/asking/, "\\echo asking\nbegin; select automation_test($rule, $lead);\n");
	holds_until($gemini, sub { $_[0]->{in_flight} == 1 });
	push @took, $session->query_safe(<<"SQL");
do \$\$
declare began timestamptz := clock_timestamp();
begin
  perform pg_cancel_backend($backend);
  while exists (select from pg_stat_get_activity($backend) where state = 'active') loop
    perform pg_stat_clear_snapshot();
  end loop;
  perform set_config('test.took', round(extract(epoch from clock_timestamp() - began) * 1000)::text, false);
end
\$\$;
select current_setting('test.took');
SQL
	$asking->query('rollback');
	like($asking->{stderr}, qr/canceling statement due to user request/, 'pg_cancel_backend() ends it') if $i == 1;
	$asking->{stderr} = '';
	is($asking->query_safe('select 1'), 1, 'the session lives on') if $i == 1;
	$asking->quit;
}
@took = sort { $a <=> $b } @took;
diag("pg_cancel_backend() ended automation_test() after @took ms");
cmp_ok($took[2], '<=', 100, 'within 100 ms');
holds_until($gemini, sub { $_[0]->{in_flight} == 0 });
is(sql($everything), '1|1|0|0|0|0|0|', 'nothing of it is left in the tables');

# --- the backend is as healthy as before ---

# Sockets, epoll sets and the like: all but the files of tables, which the server itself keeps open.
sub descriptors { return scalar grep { (readlink($_) // '') !~ m{/(base|global)/} } glob("/proc/$pid/fd/*") }
sub context_bytes
{
	return $session->query_safe("select sum(total_bytes) from pg_backend_memory_contexts where name !~ 'Cache|index info|relation rules|SPI Plan'");
}
sub resident
{
	my ($kilobytes) = slurp_file("/proc/$pid/status") =~ /^VmRSS:\s+(\d+) kB/m;
	return $kilobytes;
}

ended('100ms') for 1 .. 5;  # what the first calls load stays
my ($files, $bytes, $size) = (descriptors(), context_bytes(), resident());
ended('100ms') for 1 .. 50;
is(descriptors(), $files, "50 endings later it has as many descriptors: $files");
cmp_ok(context_bytes() - $bytes, '<', 100_000, 'and as much memory in its contexts');
memory_below(resident() - $size, 2000, 'nor did it grow besides');

gemini_reset($gemini);
is($session->query_safe($test), $answer, 'and automation_test() works in it');
$files = descriptors();
$session->query_safe($test) for 1 .. 50;
is(descriptors(), $files, 'answered calls leave none open either');
is($session->query_safe('select pg_backend_pid()'), $pid, 'it is still the same backend');
$session->quit;

# --- where the model does not write ---

gemini_reset($gemini, fault => 'blocked');
like(sql($test), qr/\|builtin\|draft\|/, 'refused: the built-in text');
is( sql("select details ->> 'detail' from activities order by id desc limit 1"),
	'the model rejected the request: blocked: PROHIBITED_CONTENT', 'with the reason');
gemini_reset($gemini, fault => 'injected');
sql($test);
is( sql('select status, origin, flags from messages order by id desc limit 1'),
	'draft|gemini|{link,money}', 'a doubtful text is a draft like any other, and says what is doubtful');
unlike(slurp_file($node->logfile, $log), qr/PANIC|FATAL|WARNING|terminated by signal/, 'the log has nothing worse than cancels');

done_testing();
