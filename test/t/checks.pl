# automation_check(): on a served, healthy database it finds nothing; one fault after another is planted, is the only one
# found, and is gone once it is mended as its hint says.
use strict;
use warnings;
use AutomationTest;
use DeliveryTest;
use ModelTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $gemini = gemini_double();
my $sms = provider_double('twilio', password => mail_password());
my $node = delivery_node('main', 'automation.gemini_base_url' => $gemini->{url}, 'automation.gemini_api_key' => 'test-key', autovacuum => 'off',
	log_statement => 'none', max_worker_processes => 8);
my $found = "select coalesce(string_agg(finding, ' ' order by finding collate \"C\"), '') from automation_check()";
my ($faults, $codes) = (0, {});
sub sql { return $node->safe_psql('postgres', @_) }

# Plants a fault, sees that its finding is the only one, with what it must say, mends it, and sees that it is gone.
sub finds
{
	my ($code, $says, $plant, $mend, %where) = @_;
	my $at = $where{node} // $node;
	my $db = $where{db} // 'postgres';
	$plant->();
	# What it says may follow a moment after it is there.
	my $said = wait_for($at, "select count(*) || ' ' || string_agg(concat_ws(' -> ', finding, severity, detail, hint), ' ') from automation_check()",
		qr/\A1 $code -> (?=(?s:.*)(?:$says))/, db => $db);
	like($said, qr/^1 $code -> (?:error|warning|notice) -> [^>]+ -> ./, "$code says what to do: $said");
	$mend->();
	wait_for($at, $found, '', db => $db);
	pass("$code: gone when it is mended");
	$codes->{$code}++;
	$faults++;
	return;
}

# Settings that the worker obeys, and what they were before.
sub conf
{
	my (%conf) = @_;
	$node->append_conf('postgresql.conf', "$_ = '$conf{$_}'") for sort keys %conf;
	$node->reload;
	return;
}

welcome($node, 'postgres', conditions => { source => 'Website' });
create_rule($node, 'postgres', name => 'Write', type => 'lead_followup', trigger => 'new_lead', conditions => { source => 'Fair' });
sql("insert into leads (name, source, status) values ('Ada', 'Website', 'new'), ('Bob', 'Fair', 'open')");
wait_for($node, "select string_agg(origin, ' ' order by lead_id) from messages where status = 'recorded'", 'template gemini');
wait_for($node, 'select state from automation_status()', 'idle');
wait_for($node, $found, '');
pass('a healthy database: nothing is found');

# --- the worker ---

finds('worker_stopped', qr/database "postgres" is not served/, sub { sql('select automation_stop()') }, sub { sql('select automation_start()') });
finds('worker_switched_off', qr/automation\.workers is 0/, sub { conf('automation.workers' => 0) }, sub { conf('automation.workers' => 1) });
finds('tables_copied', qr/are a copy of another database's tables/, sub { sql("update automation_instance set identity = '1/2'") },
	sub { sql('select automation_start()') });
finds('tables_outdated', qr/of version 1\.0, older than the library/, sub { sql("alter table automation_instance alter version set default '1.0'") },
	sub { sql('select automation_install()') });
finds('worker_paused', qr/runs fail and wait: .*"nowhere" does not exist/, sub {
		sql('create function broken() returns trigger language plpgsql as $$ begin insert into nowhere values (1); return new; end $$;
			create trigger broken before insert on messages for each row execute function broken()');
		sql("insert into leads (name, source) values ('Cyd', 'Website')");
	}, sub { sql('drop function broken cascade') });

# --- the model ---

finds('model_key_missing', qr/automation 2 "Write" has no message_template, and no API key/, sub { conf('automation.gemini_api_key' => '') },
	sub { conf('automation.gemini_api_key' => 'test-key') });
finds('model_key_refused', qr/API key/, sub {
		set_conf($node, 'automation.gemini_api_key' => 'another-key');
		sql("insert into leads (name, source) values ('Dee', 'Fair')");
	}, sub { conf('automation.gemini_api_key' => 'test-key') });
finds('model_unavailable', qr/503/, sub {
		gemini_set($gemini, fault => '503');
		sql("insert into leads (name, source) values ('Eve', 'Fair')");
	}, sub { gemini_reset($gemini); set_conf($node) });

# --- channels ---

my %twilio = (account_sid => 'AC0123456789abcdef0123456789abcdef', auth_token => { env => 'AUTOMATION_MAIL_PASSWORD' }, from => '+14155550100',
	base_url => "http://127.0.0.1:$sms->{port}");
add_channel($node, 'sms', 'twilio', \%twilio);
wait_for($node, $found, '');
pass('a channel that sends: nothing is found');
finds('channel_paused', qr/channel "sms": HTTP 401/, sub { sql("update automation_channels set paused_reason = 'HTTP 401'") },
	sub { sql('update automation_channels set paused_reason = null') });
finds('secret_missing', qr/channel "sms": the server's environment has no variable AUTOMATION_NOT_SET/, sub {
		sql(q{update automation_channels set settings = settings || '{"auth_token": {"env": "AUTOMATION_NOT_SET"}}'});
	}, sub { sql(q{update automation_channels set settings = settings || '{"auth_token": {"env": "AUTOMATION_MAIL_PASSWORD"}}'}) });
finds('channel_settings_invalid', qr/channel "hook": "127\.0\.0\.1" is a private address/, sub {
		sql(q{insert into automation_channels (channel, provider, settings) values ('hook', 'webhook', '{"url": "http://127.0.0.1:9/"}')});
	}, sub { sql(q{delete from automation_channels where channel = 'hook'}) });
finds('channel_missing', qr/no row for channel "fax"/, sub { sql("insert into messages (lead_id, channel, body, status) values (1, 'fax', 'x', 'queued')") },
	sub { sql('select automation_cancel(1)') });
create_rule($node, 'postgres', name => 'Text', type => 'lead_followup', trigger => 'new_lead', channel => 'sms', conditions => { source => 'Texted' },
	message_template => 'Hello');
finds('automation_disabled_by_failures', qr/automation 3 "Text" was disabled: 20 of its last 20 messages have failed permanently/, sub {
		provider_set($sms, fault => 'code', status => 400, code => 30007);
		sql("insert into leads (name, source, phone) select 'Lead ' || i, 'Texted', '+49' || 301000000 + i from generate_series(1, 20) i");
	}, sub { provider_reset($sms); sql('select automation_enable(3)') });

# --- automations ---

finds('automation_never_matches', qr/automation 4 "Both": no value meets all its conditions on "status"/, sub {
		create_rule($node, 'postgres', name => 'Both', type => 'lead_followup', trigger => 'new_lead', message_template => 'x',
			conditions => { status => 'new', lead_status => 'open' });
	}, sub { sql("delete from automations where name = 'Both'") });
finds('automation_never_matches', qr/"Booked": condition "booking_title" is met by no event, because those of trigger new_lead have no booking/, sub {
		create_rule($node, 'postgres', name => 'Booked', type => 'lead_followup', trigger => 'new_lead', message_template => 'x',
			conditions => { booking_title => 'Massage' });
	}, sub { sql("delete from automations where name = 'Booked'") });
finds('status_unknown', qr/requires status "opne", which no lead has.*Did you mean "open"\?/, sub {
		create_rule($node, 'postgres', name => 'Typo', type => 'lead_followup', trigger => 'new_lead', message_template => 'x', conditions => { status => 'opne' });
	}, sub { sql("delete from automations where name = 'Typo'") });

# --- the queue and the clock ---

my $user = session($node);
finds('queue_overdue', qr/1 run or message is due for more than a minute, the oldest for 6\d\d seconds/, sub {
		$user->query_safe("begin; select from leads where id = 1 for update");
		sql("select automation_trigger('new_lead', 1)");
		sql("update automation_queue set run_at = run_at - interval '10 minutes', event_at = event_at - interval '10 minutes' where lead_id = 1");
	}, sub { $user->query_safe('rollback') });
$user->quit;
finds('clock_behind', qr/the newest activity or message was written at \d{4}-.*, the server's clock shows \d{4}-/, sub {
		sql("update activities set created_at = now() + interval '2 hours' where id = (select max(id) from activities)");
	}, sub { sql('update activities set created_at = now() where created_at > now()') });

# --- tables, rows and settings ---

finds('table_not_analyzed', qr/table "leads" of [\d. kM]+B has no statistics -> ANALYZE public\.leads;/, sub {
		sql("set automation.restoring = on; insert into leads (name, status, attributes)
			select 'Lead ' || i, 'new', jsonb_build_object('note', repeat(md5(i::text), 20)) from generate_series(1, 3000) i");
	}, sub { sql('analyze leads') });
finds('index_missing', qr/table "bookings" has no index that serves "create index on public\.bookings \(lead_id\)"/, sub { sql('drop index bookings_lead_id_idx') },
	sub { sql(sql('select hint from automation_check()')) });
finds('document_unreadable', qr/attributes of lead 99999 is too large to read: 18 MiB/, sub {
		sql("set automation.restoring = on; insert into leads (id, name, attributes) values (99999, 'Large', jsonb_build_object('text', repeat('x', 17 * 1024 * 1024)))");
	}, sub { sql('delete from leads where id = 99999') });
finds('timezone_unknown', qr/automation_settings\.timezone is "Mars\/Base"/, sub {
		sql("set session_replication_role = replica; insert into automation_settings (timezone) values ('Mars/Base')");
	}, sub { sql("update automation_settings set timezone = 'Europe/Berlin'") });
my $prune_again = sub { sql('update automation_instance set retention_started_at = null'); conf('automation.retention' => 90) };
finds('opt_out_unknown', qr/hold nowhere: "e-mail" -> Correct leads\.opted_out/, sub { sql("update leads set opted_out = '{E-Mail}' where id = 1") },
	sub { sql("update leads set opted_out = '{}' where id = 1") });
finds('retention_not_run', qr/automation\.retention is 90 days, and old rows have never been pruned/, sub {
		sql('update automation_instance set retention_started_at = now()');
		conf('automation.retention' => 90);
	}, $prune_again);
finds('retention_failed', qr/violates foreign key constraint "photos_/, sub {
		sql(q{create table photos (message_id bigint, tenant_id text, foreign key (message_id, tenant_id) references messages (id, tenant_id));
			insert into messages (id, lead_id, direction, body, created_at) values (9999, 1, 'inbound', 'x', now() - interval '100 days');
			insert into photos values (9999, '')});
		$prune_again->();
	}, sub { sql('drop table photos'); $prune_again->() });
conf('automation.retention' => 0);
finds('table_misfit', qr/column "runs" of table "automation_enrollments" is of type text/, sub { sql('alter table automation_enrollments alter runs type text') }, sub {
		sql('alter table automation_enrollments alter runs drop default; ' . sql('select hint from automation_check()') . ' alter table automation_enrollments alter runs set default 0');
	});

# --- a table that nobody may read is not waited for ---

my $locker = session($node);
finds('table_locked', qr/table "bookings" is locked by process \d+/, sub { $locker->query_safe('begin; lock table bookings in access exclusive mode') },
	sub { $locker->query_safe('rollback') });
$locker->quit;

# --- tables of a role that is no superuser ---

$node->safe_psql('postgres', 'create role keeper; create database owned');
install_and_start($node, 'owned');
give_tables($node, 'owned', 'keeper');
wait_for($node, $found, '', db => 'owned');
finds('row_security_forced', qr/row security of table "leads" applies to role "keeper"/, sub {
		$node->safe_psql('owned', 'alter table leads enable row level security, force row level security');
	}, sub { $node->safe_psql('owned', 'alter table leads no force row level security') }, db => 'owned');

# --- servers without the worker ---

my $plain = automation_node('plain', preload => 0);
$plain->safe_psql('postgres', 'create extension automation');
finds('not_preloaded', qr/shared_preload_libraries is ""/, sub { }, sub {
		$plain->append_conf('postgresql.conf', "shared_preload_libraries = 'automation'");
		$plain->restart;
		$plain->safe_psql('postgres', 'select automation_start()');
	}, node => $plain);
finds('worker_slots_exhausted', qr/max_worker_processes is exhausted; max_worker_processes is "1"/, sub {
		$plain->append_conf('postgresql.conf', "max_worker_processes = 1\nmax_logical_replication_workers = 0");
		$plain->restart;
	}, sub {
		$plain->append_conf('postgresql.conf', 'max_worker_processes = 8');
		$plain->restart;
	}, node => $plain);

cmp_ok(scalar keys %$codes, '>=', 20, scalar(keys %$codes) . ' faults planted, each found alone');

# --- every code is in the documents, and no other ---

my $documents = slurp_file("$ENV{AUTOMATION_TOP}/docs/operations.md");
my ($section) = $documents =~ /\n## Checks\n(.*?)\n## /s;
my %documented = map { $_ => 1 } map { /^\| (.*?) \|/ ? $1 =~ /`(\w+)`/g : () } split /\n/, $section;
my %coded;
for my $file (glob "$ENV{AUTOMATION_TOP}/src/api/checks/*.cpp") { $coded{$_} = 1 for slurp_file($file) =~ /"([a-z]+(?:_[a-z]+)+)"/g }
delete @coded{qw(shared_preload_libraries max_worker_processes external_ids opted_out)};
is(join(' ', sort keys %documented), join(' ', sort keys %coded), 'docs/operations.md lists every finding');

done_testing();
