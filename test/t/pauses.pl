# What a deployment breaks keeps runs waiting, whatever it is, and nothing is given up: automation_status() names the
# cause within ten seconds, drops it within ten seconds of the mend, and every run is completed then.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

# Two attempts: what counts any is given up within seconds.
my $node = automation_node('main', conf => { max_connections => 30, 'automation.max_attempts' => 2, log_statement => 'none' });
install_and_start($node);
welcome($node);
sub sql { return $node->safe_psql('postgres', $_[0]) }
my $leads = 0;

sub more_leads
{
	my ($count) = @_;
	sql("insert into leads (name) select 'Lead ' || i from generate_series($leads + 1, $leads + $count) i");
	$leads += $count;
	return;
}

# Breaks, brings leads, and looks: said within ten seconds, kept while it lasts, over within ten seconds of the mend.
sub pauses
{
	my ($what, %case) = @_;
	my $log = -s $node->logfile;
	my $began = time;
	sql($case{break});
	more_leads($case{leads} // 20);
	my $said = wait_for($node, "select concat(state, ': ', paused_reason) from automation_status()", $case{reason}, seconds => 15);
	cmp_ok(time - $began, '<', 10, "$what: said within 10 s: $said");
	wait_for($node, "select extract(epoch from clock_timestamp())::int >= " . int(time + ($case{lasts} // 2)), 't');
	like(sql("select concat(state, ': ', paused_reason) from automation_status()"), $case{reason}, "$what: and as long as it lasts");
	is(sql("select max(attempts) || ' attempts, ' || count(*) filter (where last_error is not null) || ' errors' from automation_queue"), '0 attempts, 0 errors', "$what: no attempt is counted");
	$began = time;
	sql($case{mend});
	wait_for($node, "select concat(paused_reason) from automation_status()", '', seconds => 15);
	cmp_ok(time - $began, '<', 10, "$what: gone within 10 s of the mend");
	wait_for($node, 'select count(*) from automation_queue', 0);
	is(outcomes($node), "$leads leads: recorded \"Hello <name>\"; automation_ran", "$what: every run is completed");
	my @said = grep { /automation/ && !/^(STATEMENT|CONTEXT)/ } worker_log($node, $log);
	cmp_ok(scalar @said, '<=', $case{lines} // 4, "$what: said once in the log") or diag(join "\n", @said);
	return;
}

sub trigger_on
{
	my ($table, $body, $when) = @_;
	return "create function audit() returns trigger language plpgsql as \$\$ begin $body; return null; end \$\$;
		create trigger audit after " . ($when // 'insert') . " on $table for each row execute function audit()";
}
my $mended = 'drop function audit cascade';

pauses('a table that a trigger needs', lasts => 8, break => trigger_on('messages', 'insert into public.lead_audit values (new.id)'),
	reason => qr/relation "public.lead_audit" does not exist/, mend => 'create table lead_audit (id bigint)');
sql($mended);
pauses('a function that a trigger needs', break => trigger_on('activities', 'perform public.note(new.id)'),
	reason => qr/function public.note\(bigint\) does not exist/, mend => $mended);


pauses('a check that refuses all', break => "alter table messages add constraint no_hello check (body not like 'Hello%') not valid",
	reason => qr/violates check constraint "no_hello"/, mend => 'alter table messages drop constraint no_hello');
pauses('a trigger that raises for all', break => trigger_on('leads', "raise exception 'leads are frozen'", 'update'),
	reason => qr/leads are frozen/, mend => $mended);
pauses('a single run, and nothing else to compare with', leads => 1, break => trigger_on('messages', 'insert into public.gone values (new.id)'),
	reason => qr/relation "public.gone" does not exist/, mend => $mended);

# --- what stays with one run is its own ---

sub fails_alone
{
	my ($what, $break, $why, $mend) = @_;
	sql($break);
	sql("insert into leads (name) values ('Bad')");
	more_leads(20);
	wait_for($node, "select details ->> 'detail' from activities where type = 'automation_failed' and lead_id = (select max(id) from leads where name = 'Bad')", $why, seconds => 60);
	is(sql("select concat(paused_reason) from automation_status()"), '', "$what: ends as failed, and nothing is paused");
	sql("$mend; delete from leads where name = 'Bad'");
	is(outcomes($node), "$leads leads: recorded \"Hello <name>\"; automation_ran", "$what: the others have run");
	return;
}
fails_alone('a check that refuses one', "alter table messages add constraint no_bad check (body not like '%Bad%') not valid",
	qr/no_bad/, 'alter table messages drop constraint no_bad');
fails_alone('a trigger that breaks for one', trigger_on('messages', "if new.body like '%Bad%' then insert into public.gone values (1); end if"),
	qr/"public.gone" does not exist/, $mended);

# --- one automation of several ---

create_rule($node, 'postgres', name => 'Mark', type => 'crm_update', trigger => 'new_lead', actions => { set => { 'attributes.marked' => \1 } });
sql(trigger_on('leads', "if new.attributes ? 'marked' then insert into public.gone values (1); end if", 'update'));
sql("insert into leads (name) select 'Other ' || i from generate_series(1, 50) i");
wait_for($node, "select count(*) from messages m join leads l on l.id = m.lead_id where l.name like 'Other%'", 50);
like(wait_for($node, 'select concat(paused_reason) from automation_status()', qr/gone/), qr/^runs of automation \d+ fail and wait: relation "public.gone" does not exist$/, 'one automation fails: the other goes on');
is(sql("select count(*) || ' ' || max(attempts) from automation_queue"), '50 0', 'and its runs wait');
sql($mended);
wait_for($node, 'select count(*) from automation_queue', 0);
is(sql("select count(*) from leads where attributes @> '{\"marked\": true}'"), 50, 'until it is mended');

# --- a backlog is not tried over and over ---

sql(trigger_on('activities', 'insert into public.gone values (1)'));
my $failures = "select xact_rollback from pg_stat_database where datname = 'postgres'";
my $rollbacks = sql($failures);
sql("insert into leads (name) select 'Many ' || i from generate_series(1, 50000) i");
wait_for($node, 'select concat(state, paused_reason) from automation_status()', qr/pausedruns fail and wait/);
wait_for($node, "select extract(epoch from clock_timestamp())::int >= " . int(time + 10), 't');
cmp_ok(sql("select pg_stat_clear_snapshot(); $failures") =~ s/\s//gr - $rollbacks, '<', 150, '100,000 runs wait: some dozens of tries');
my (undef, undef, $refused) = $node->psql('postgres', 'call automation_run()');
like($refused, qr/the worker of this database is paused.*public.gone/s, 'automation_run() beside it says why nothing is done');
sql($mended);
wait_for($node, 'select count(*) from automation_queue', 0, seconds => 120);
is(sql("select count(*) from activities where type = 'automation_failed'"), 0, 'and nothing is given up');

# --- by hand ---

sql('select automation_stop()');
wait_for($node, "select count(*) from pg_stat_activity where backend_type = 'automation dispatcher'", 0);
sql(trigger_on('activities', 'insert into public.gone values (1)'));
sql("insert into leads (name) select 'Hand ' || i from generate_series(1, 30) i");
for (1 .. 3)
{
	my ($code, $done, $warning) = $node->psql('postgres', 'call automation_run()');
	is("$code $done", '0 0', 'automation_run() by hand tries a few and returns');
	like($warning, qr/WARNING:  automation: runs fail and wait: relation "public.gone" does not exist/, 'and says why');
}
is(sql("select count(*) || ' ' || max(attempts) from automation_queue"), '60 0', 'all wait');
sql($mended);
is(sql("call automation_run()"), 60, 'and all are done when it is mended');

$node->stop;
done_testing();
