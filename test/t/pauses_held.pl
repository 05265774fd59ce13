# What others hold for hours: row locks of prepared transactions, and a tablespace without room. Other runs go on, and
# automation_status() names what holds the rest within ten seconds and drops it within ten seconds of the end; so does
# last_error. A queue table that was replaced is not called a copy of another database.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $place = PostgreSQL::Test::Utils::tempdir();
my ($library, $full, $space) = ("$place/no_space.so", "$place/full", "$place/space");
system('cc', '-shared', '-fPIC', '-o', $library, "$ENV{AUTOMATION_TOP}/test/data/no_space.c") == 0 or die "cc has failed\n";
mkdir $space;
my $node = automation_node('main', start => 0, conf => { max_prepared_transactions => 5, log_statement => 'none' });
{
	local %ENV = (%ENV, LD_PRELOAD => $library, NO_SPACE => $full, NO_SPACE_IN => $space);
	$node->start;
}
install_and_start($node);
welcome($node);
sub sql { return $node->safe_psql('postgres', $_[0]) }
sql("select automation_create('{\"name\": \"Won\", \"type\": \"lead_followup\", \"trigger\": \"lead_status_changed\", \"message_template\": \"Won\", \"max_runs\": 5}')");
sql("insert into leads (name) values ('Ann'), ('Ben')");
wait_for($node, 'select count(*) from messages', 2);
my $status = "set statement_timeout = '5s'; select concat(paused_reason) from automation_status()";
my $errors = "select concat(last_error, last_error_at) from automation_status()";
my $written = 2;

sub holds
{
	my ($what, $break, $reason, $mend) = @_;
	my $began = time;
	$break->();
	my $said = wait_for($node, $status, $reason, seconds => 15);
	cmp_ok(time - $began, '<', 10, "$what: said within 10 s: $said");
	sql("insert into leads (name) values ('Other')");
	$began = time;
	$mend->();
	wait_for($node, $status, '', seconds => 15);
	wait_for($node, $errors, '', seconds => 15);
	cmp_ok(time - $began, '<', 10, "$what: gone within 10 s of its end, and so is last_error");
	$written += 2;
	wait_for($node, 'select count(*) from messages', $written);
	return;
}

# --- row locks of prepared transactions ---

sub prepared { my ($statement) = @_; return sql("begin; $statement; prepare transaction 'held'") }
my $told = qr/^due runs may wait for row locks: prepared transaction "held" has locked rows of table/;

holds('a lead', sub { prepared('select from leads where id = 1 for update'); sql("select automation_trigger('new_lead', 1)"); },
	qr/$told "leads" for \d+ seconds$/, sub { sql("rollback prepared 'held'") });
holds('a row of the queue', sub {
		sql("begin; insert into automation_queue (automation_id, lead_id, event, event_at, run_at, context) values (1, 2, 'new_lead', now(), now() + interval '3 s', '{\"by_hand\": true}'); commit");
		prepared('select from automation_queue for update');
	}, qr/$told "automation_queue" for \d+ seconds$/, sub { sql("rollback prepared 'held'") });
holds('a memory of runs', sub {
		sql("insert into automation_enrollments (automation_id, lead_id) values (2, 2)");
		prepared('update automation_enrollments set runs = runs');
		sql("update leads set status = 'won' where id = 2");
	}, qr/$told "automation_enrollments" for \d+ seconds$/, sub { sql("rollback prepared 'held'") });
for my $statement ('update automations set name = name', 'update automation_instance set updated_at = now()', 'select from automation_stat_deltas for update')
{
	prepared($statement);
	sql("insert into leads (name) values ('Any')");
	$written++;
	ok(eval { wait_for($node, 'select count(*) from messages', $written, seconds => 10); 1 }, "$statement: runs go on");
	sql("rollback prepared 'held'");
}
is(sql("select count(*) from activities where type = 'automation_failed'"), 0, 'no run has failed');

# --- a tablespace without room ---

sql("create tablespace small location '$space'");
sql('vacuum full messages; alter table messages set tablespace small; alter table activities set tablespace small');
# Its pages are full: the next row needs a new one.
sub fill { sql("insert into messages (lead_id, body, status) select 1, repeat('x', 1500), 'draft' from generate_series(1, 3)"); $written += 3; return }
fill();
holds('a tablespace without room', sub { append_to_file($full, 'yes'); sql("insert into leads (name) select 'Many' from generate_series(1, 300)"); $written += 299; },
	qr/No space left on device/, sub { unlink $full });
is(sql("select count(*) from activities where type = 'automation_failed'"), 0, 'no run has failed');
is(join('|', lost_and_doubled($node, 'postgres', "(select id from leads where name in ('Many', 'Other', 'Any'))")), '0|0', 'each lead has its message');

# --- a queue that was replaced ---

sql(q{do $$ declare v record; begin
	for v in select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'v' loop execute format('drop view if exists %I cascade', v.relname); end loop;
	alter table automation_queue rename to queue_before;
	create table automation_queue (like queue_before including all) partition by hash (id, tenant_id);
	create table queue_part partition of automation_queue for values with (modulus 1, remainder 0);
	end $$});
like(wait_for($node, $status, qr/automation_queue/, seconds => 15), qr/^table "automation_queue" (?:is not the one that automation_start\(\) recorded: a dump of this database was restored over it, or the table was replaced|must|has|is)/,
	'a replaced queue is named: ' . sql($status));
unlike(sql($status), qr/a copy/, 'and not called a copy');
sql('drop table automation_queue; alter table queue_before rename to automation_queue; select automation_start()');
sql("insert into leads (name) values ('Last')");
wait_for($node, 'select count(*) from messages', $written + 1);
pass('with the former table back, runs go on');

$node->stop;
done_testing();
