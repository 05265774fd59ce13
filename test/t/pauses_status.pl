# What keeps runs and messages waiting while the worker cannot say so: it rests and a table is locked, it is in the middle
# of a slow statement, or a channel is not configured. automation_status() names it within ten seconds and drops it within
# ten seconds of the mend.
use strict;
use warnings;
use AutomationTest;
use Test::More;
use Time::HiRes qw(time);

my $node = automation_node('main', conf => { max_connections => 30, max_prepared_transactions => 5, log_statement => 'none' });
install_and_start($node);
welcome($node);
sub sql { return $node->safe_psql('postgres', $_[0]) }
my $paused = "set statement_timeout = '5s'; select concat(paused_reason) from automation_status()";

sub says
{
	my ($what, $break, $reason, $mend) = @_;
	my $began = time;
	$break->();
	my $said = wait_for($node, $paused, $reason, seconds => 15);
	cmp_ok(time - $began, '<', 10, "$what: said within 10 s: $said");
	$began = time;
	$mend->();
	wait_for($node, $paused, '', seconds => 15);
	cmp_ok(time - $began, '<', 10, "$what: gone within 10 s of the mend");
	return;
}

# --- locked while nothing is due ---

for my $table (split ' ', sql("select string_agg(c.relname, ' ' order by 1) from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace"))
{
	wait_for($node, "select state from automation_status()", 'idle');
	my $user = session($node);
	says("$table locked while the worker rests", sub { $user->query_safe("begin; lock table $table in access exclusive mode") },
		qr/^table "$table" is locked by process \d+$/, sub { $user->query_safe('rollback') });
	$user->quit;
}
says('leads locked against writes', sub { sql("begin; lock table leads in share mode; prepare transaction 'kept'") },
	qr/^table "leads" is locked by a prepared transaction$/, sub { sql("rollback prepared 'kept'") });

# --- a slow trigger ---

says('a slow trigger', sub {
		sql("create function slow() returns trigger language plpgsql as \$\$ begin perform pg_sleep(9); return null; end \$\$;
			create trigger slow after insert on messages for each row execute function slow()");
		sql("insert into leads (name) values ('Ada')");
	}, qr/^one transaction of the worker has taken \d+ seconds: /,
	sub { sql('alter table automations disable trigger user; alter table automations enable trigger user'); sql('select pg_cancel_backend(pid) from automation_status(); drop function slow cascade'); });
wait_for($node, 'select count(*) from automation_queue', 0);

# --- a channel that nobody has configured ---

says('a queued message on a channel without a row', sub {
		sql("insert into messages (lead_id, channel, status, recipient, body) select id, 'fax', 'queued', '1', 'Hello' from leads limit 1");
	}, qr/^queued messages wait: automation_channels has no row for channel "fax"$/,
	sub { sql("insert into automation_channels (channel, provider, settings, enabled) values ('fax', 'webhook', '{\"url\":\"https://example.com/\"}', false)"); });

$node->stop;
done_testing();
