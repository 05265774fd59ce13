# Retention by the worker: a process of its own prunes once a day, waits for nobody, and ends when the database or the
# server is wanted.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = automation_node('main');
install_and_start($node);
sub sql { return $node->safe_psql('postgres', @_) }

my $old = q{set automation.restoring = on;
	insert into leads (id, name) select i, 'Lead ' || i from generate_series(1, 100) i on conflict do nothing;
	insert into messages (lead_id, automation_id, channel, status, origin, body, created_at)
	select 1 + i % 100, 1, 'email', 'sent', 'template', repeat('x', 100), now() - interval '200 days' from generate_series(1, COUNT) i;
	insert into activities (lead_id, automation_id, type, created_at)
	select 1 + i % 100, 1, 'automation_skipped', now() - interval '200 days' from generate_series(1, COUNT) i};
sub old_rows { my ($count, @where) = @_; sql($old =~ s/COUNT/$count/gr, @where); return }

# --- nothing is set, nothing is pruned ---

old_rows(3000);
sql('call automation_run()');
is(sql('select count(*) from messages'), 3000, 'everything is kept by default');
is(sql('select retention_started_at is null from automation_instance'), 't', 'no pass has begun');

# --- a reload of the setting begins a pass, in a process of its own ---

my $log = -s $node->logfile;
$node->append_conf('postgresql.conf', "automation.retention = 90\n");
$node->reload;
wait_for($node, 'select (select count(*) from messages) + (select count(*) from activities)', 0);
wait_for($node, 'select retention_ended_at > retention_started_at and retention_error is null from automation_instance', 't');
wait_for_log($node, qr/automation retention of database \d+: 6000 rows were pruned in \d+ s/, $log);
wait_for($node, "select count(*) from pg_stat_activity where backend_type = 'automation retention'", 0);
is(sql('select count(*) from automation_check() where finding ~ \'retention\''), 0, 'automation_check() finds nothing');

# --- the next one a day later; one that did not end, an hour later ---

old_rows(10);
sql("update automation_instance set retention_started_at = now() - interval '23 hours', retention_ended_at = now() - interval '22 hours'");
$node->reload;
sql('call automation_run()');
is(sql('select count(*) from messages'), 10, 'a day has not passed');
sql("update automation_instance set retention_started_at = now() - interval '61 minutes', retention_ended_at = now() - interval '2 days'");
$node->reload;
wait_for($node, 'select count(*) from messages', 0);

# --- whoever needs the database for himself, or the server to stop, does not wait for a pass ---

sql('create database other');
install_and_start($node, 'other');
wait_for($node, 'select retention_ended_at is not null from automation_instance', 't', db => 'other');
$node->safe_psql('other', $old =~ s/COUNT/2000/gr);
my $blocker = $node->background_psql('other');
# A table that is locked keeps the pass where it is. Saved settings let the dispatcher look again.
$blocker->query_safe('begin; lock table activities in share mode');
$node->safe_psql('other', q{update automation_instance set retention_started_at = null;
	insert into automation_settings (retention) values ('{"messages":60}')});
wait_for($node, "select count(*) from pg_stat_activity where backend_type = 'automation retention' and wait_event_type = 'Lock'", 1, db => 'other');
is($node->safe_psql('other', "select work, done, total > 0, unit from automation_progress where work = 'retention'"), 'retention|0|t|blocks', 'automation_progress shows it');
$node->safe_psql('other', 'select automation_stop()');
wait_for($node, "select count(*) from pg_stat_activity where datname = 'other' and backend_type ~ 'automation (dispatcher|retention)'", 0);
(undef, undef, my $said) = $node->psql('other', "set lock_timeout = '10ms'; call automation_prune()");
like($said, qr/WARNING:  rows are kept, because they cannot be deleted: public\.activities: canceling statement due to lock timeout\nHINT:  Call automation_prune\(\) again when the lock is released/,
	'a pass by hand that meets the lock says so');
$blocker->query_safe('rollback');
$blocker->quit;
sql('drop database other');
pass('the database is dropped');

# --- restarts ---

old_rows(2000);
sql('update automation_instance set retention_started_at = null, retention_ended_at = null');
my $holder = $node->background_psql('postgres');
$holder->query_safe('begin; lock table activities in share mode');
$node->reload;
wait_for($node, "select count(*) from pg_stat_activity where backend_type = 'automation retention' and wait_event_type = 'Lock'", 1);
$node->restart('fast');
eval { $holder->quit };
wait_for($node, 'select count(*) >= 0 from messages', 't');
is(sql('select count(*) from messages') > 0, 1, 'the pass had not come to the messages');
sql("update automation_instance set retention_started_at = now() - interval '2 hours'");
$node->reload;
wait_for($node, 'select (select count(*) from messages) + (select count(*) from activities)', 0);

# --- a value that is too small keeps everything ---

$log = -s $node->logfile;
$node->append_conf('postgresql.conf', "automation.retention = 7\n");
$node->reload;
wait_for_log($node, qr/invalid value for parameter "automation.retention": 7/, $log);
is(sql('show automation.retention'), 90, 'and the former value holds');
$node->restart;
is(sql('show automation.retention'), 0, 'a server that starts with it keeps all rows');

$node->stop;
done_testing();
