# From version 1.0, whose tables are those of this version but for two columns: its functions are served by the new library until ALTER EXTENSION
# UPDATE, a restored dump needs nothing, and the catalogue afterwards differs from that of 1.0 in what this version renamed
# and in indexes and conditions of triggers that it replaced.
#
# test/data/automation--1.0.sql is the script of 1.0.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $top = $ENV{AUTOMATION_TOP};
my ($now) = slurp_file("$top/automation.control") =~ /^default_version *= *'(.*)'/m;
my $node = automation_node('main');
my @server = ('-h', $node->host, '-p', $node->port);

sub sql
{
	my ($db, $sql) = @_;
	return $node->safe_psql($db, $sql);
}

sub create_database
{
	my ($db, $version) = @_;
	sql('postgres', "create database $db; alter database $db set search_path = crm");
	sql($db, 'create schema crm; create extension automation' . ($version ? " version '$version'" : '')) if defined $version;
	return;
}

sub run_ok
{
	my ($name, @command) = @_;
	my ($out, $err) = run_command(\@command);
	my @said = grep { !/NOTICE:  automation creates no tables now|^HINT:  Call crm\.automation_install/ } split /\n/, $err;
	return is(join("\n", @said), '', $name);
}

sub catalogue
{
	my ($db) = @_;
	my ($out, $err) = run_command([ 'psql', @server, '-XAtq', '-v', 'ON_ERROR_STOP=1', '-f', "$top/test/tools/catalogue.sql", $db ]);
	is($err, '', "$db: the catalogue can be read");
	return split /\n/, $out;
}

# What two catalogues do not have in common.
sub differences
{
	my ($before, $after) = @_;
	my %seen;
	$seen{$_}++ for @$before;
	$seen{$_}-- for @$after;
	return ([ grep { $seen{$_} > 0 } sort keys %seen ], [ grep { $seen{$_} < 0 } sort keys %seen ]);
}

# A new lead gets its messages, a changed one another, a booking a third.
sub sets_off
{
	my ($db, $name, $lead) = @_;
	sql($db, "insert into crm.leads (name) values ('$lead'); insert into crm.bookings (lead_id, title, starts_at) select id, 'Fitting', now() + interval '1 day' from crm.leads where name = '$lead'");
	sql($db, "update crm.leads set status = 'customer' where name = '$lead'");
	wait_for($node, "select count(*) from crm.messages m join crm.leads l on l.id = m.lead_id where l.name = '$lead'", 3, db => $db);
	is(sql($db, "select string_agg(m.body, ', ' order by m.body) from crm.messages m join crm.leads l on l.id = m.lead_id where l.name = '$lead'"),
		"Hello $lead, See you Fitting, You are customer", "$db: $name");
	return;
}

# --- the new library under the functions of 1.0 ---

create_database('fresh', '');
create_database('landed', '1.0');
my @of_fresh = catalogue('fresh');
my @of_landed = catalogue('landed');
cmp_ok(scalar @of_landed, '>', 500, scalar(@of_landed) . ' lines of the catalogue of 1.0');

sql('landed', 'select automation_start()');
create_rule($node, 'landed', name => 'Welcome', type => 'lead_followup', trigger => 'new_lead', message_template => 'Hello {lead_name}');
create_rule($node, 'landed', name => 'Changed', type => 'lead_followup', trigger => 'lead_status_changed', message_template => 'You are {lead_status}');
create_rule($node, 'landed', name => 'Booked', type => 'confirmation', trigger => 'booking_created', message_template => 'See you {booking_title}');
sets_off('landed', 'leads and bookings set off what they did before the update', 'Ada');
is(sql('landed', 'select state, paused from automation_status()'), 'idle|', 'automation_status() of 1.0 works');
is(sql('landed', "select automation_install(); select count(*) from automation_list()"), "\n3", 'automation_install() and functions of 1.0 work');
sql('landed', 'create role teller; create role reader; create role lender');
sql('landed', q{select automation_grant('teller', 'operator', 'a'); grant execute on function automation_status() to reader; grant execute on function automation_status() to lender with grant option;
	grant execute on function automation_receive(text, text, text, text, text) to lender with grant option});
is(sql('landed', "set role teller; select count(*) from leads"), 0, 'automation_grant() of 1.0 limits a role to its tenant');

# Trigger functions and functions in views, policies and dumps are found under the names that a dump of 1.0 says.
run_ok('a dump of 1.0', 'pg_dump', @server, '-f', PostgreSQL::Test::Utils::tempdir() . '/unused.sql', 'landed');
my $folder = PostgreSQL::Test::Utils::tempdir();
run_ok('a dump of 1.0 in custom format', 'pg_dump', @server, '-Fc', '-f', "$folder/landed", 'landed');

# --- ALTER EXTENSION UPDATE ---

sql('landed', 'create view trouble as select paused from crm.automation_status()');
$node->psql('landed', 'alter extension automation update', stderr => \my $error);
like($error, qr/ERROR:  automation_status\(\) cannot be replaced because other objects depend on it\nDETAIL:  view crm.trouble\nHINT:  Drop them, update the extension, and create them again: column "paused" is now "paused_reason"\./,
	'a view of a user that selects from automation_status() is named');
is(sql('landed', "drop view trouble; select extversion from pg_extension where extname = 'automation'"), '1.0', 'and nothing has changed');
sql('landed', 'alter extension automation update');
is(sql('landed', "select extversion from pg_extension where extname = 'automation'"), $now, 'without it the update succeeds');
is(sql('landed', "select state, paused_reason from automation_status()"), 'idle|', 'paused is paused_reason');
is(sql('landed', "select string_agg(has_function_privilege(r, 'automation_status()', 'execute')::text, ' ' order by r) from unnest(array['teller', 'reader', 'lender', 'pg_monitor']) r"),
	'true true true true', 'whoever might call it may, and members of pg_monitor');
is(sql('landed', "select has_function_privilege('lender', 'automation_status()', 'execute with grant option')"), 't', 'and grant it');
my $receive = 'automation_receive(text, text, text, text, text, jsonb)';
my $test = 'automation_test(bigint, bigint, bigint, boolean, text)';
is(sql('landed', "select string_agg(has_function_privilege(r, '$receive', 'execute')::text, ' ' order by r) from unnest(array['teller', 'reader', 'lender']) r"),
	'true false true', 'whoever might call automation_receive() may, with its new parameter');
is(sql('landed', "select has_function_privilege('lender', '$receive', 'execute with grant option'), count(*) from pg_proc where proname = 'automation_receive'"), 't|1', 'and grant it');
sets_off('landed', 'leads and bookings set off what they did after the update', 'Bob');
create_database('updated', '1.0');
sql('updated', 'alter extension automation update');
my ($gone, $come) = differences([ catalogue('updated') ], \@of_fresh);
is_deeply($gone, [], 'an updated database has nothing that a new one has not');
is_deeply($come, [], 'and nothing is missing');

# --- a dump of 1.0, restored where this version is ---

create_database('restored');
# The only grants that name a former signature are those of two functions; automation_start() renews them.
my (undef, $complaints) = run_command([ 'pg_restore', @server, '-d', 'restored', "$folder/landed" ]);
my @unexpected = grep { !/NOTICE:  automation creates no tables now|^HINT:  Call crm\.automation_install|^pg_restore: error: could not execute query: ERROR:  function crm\.automation_(?:receive\(text, text, text, text, text|test\(bigint, bigint, bigint, boolean)\) does not exist|GRANT ALL ON FUNCTION crm\.automation_(?:receive|test)\(|^pg_restore: warning: errors ignored on restore: 2$|^$/ } split /\n/, $complaints;
is(join("\n", @unexpected), '', 'it is restored');
is(sql('restored', "select extversion, (select count(*) from messages) from pg_extension where extname = 'automation'"), "$now|3", 'with its rows');
create_database('restored_strictly');
my $list = qx(pg_restore --list "$folder/landed" | grep -Ev 'ACL.*automation_(receive|test)');
PostgreSQL::Test::Utils::append_to_file("$folder/list", $list);
(undef, $complaints) = run_command([ 'pg_restore', @server, '-d', 'restored_strictly', '--single-transaction', "--use-list=$folder/list", "$folder/landed" ]);
unlike($complaints, qr/error/, 'in one transaction, too, without the statements that docs/operations.md names');
sql('restored', "insert into leads (name) values ('Cyd')");
is(sql('restored', 'select event from automation_queue order by 1'), 'new_lead', 'a lead is enqueued before automation_start()');
sql('restored', 'select automation_start()');
is(sql('restored', "select has_function_privilege('teller', '$receive', 'execute'), has_function_privilege('teller', '$test', 'execute')"), 't|t', 'automation_start() grants what the dump could not');
wait_for($node, "select count(*) from messages", 4, db => 'restored');
sets_off('restored', 'leads and bookings set off what they did', 'Dee');

# --- what this version changed ---

($gone, $come) = differences(\@of_landed, \@of_fresh);
note("- $_") for @$gone;
note("+ $_") for @$come;
my $api = qr/^routine (?:crm\.automation_(?:install_api|acting_tenant|write_api)|automation_internal\.automation_api_\w+)\(/;
is(scalar(grep { /$api/ } @$come), 8, 'eight functions have come for schema api');
@$come = grep { !/$api/ } @$come;
# A parameter, a function and the index that finds replies to classify are new.
my $classify = qr/automation_(?:classify|enroll)\(|automation_receive(?:_mail)?\(|messages_tenant_id_lead_id_idx/;
is(scalar(grep { /$classify/ } @$come), 6, 'automation_classify(), automation_enroll(), automation_receive_mail(), a parameter of automation_receive() and an index have come');
is(scalar(grep { /$classify/ } @$gone), 1, 'in place of the former signature');
$_ = [ grep { !/$classify/ } @$_ ] for $come, $gone;
# The column, and the parameter of automation_test(), that name the step of a sequence; what it would do in all.
my $insight = qr/^routine crm\.automation_(?:test|upcoming|preview|simulate|rehearse)\(/;
is(scalar(grep { /$insight/ } @$come), 5, 'four functions of insight say steps, and automation_rehearse() has come');
is(scalar(grep { /$insight/ } @$gone), 4, 'in place of those without');
$_ = [ grep { !/$insight/ } @$_ ] for $come, $gone;
# What is there for monitoring, and who may call it; the level of automation_grant() that reads.
my $monitoring = qr/^routine crm\.automation_(?:check|metrics|person|forget|prune|progress|report)\(|^routine automation_internal\.automation_viewable\(/;
is(scalar(grep { /$monitoring/ } @$come), 8, 'functions that check, measure, show, erase, prune and report, and what a viewer may read, have come');
my $level = qr/^constraint crm\.automation_grants automation_grants_level_check /;
is(scalar(grep { /$level/ } @$come), scalar(grep { /$level/ } @$gone), 'with another condition of automation_grants.level');
@$come = grep { !/$monitoring/ } @$come;
$_ = [ grep { !/$level/ } @$_ ] for $come, $gone;
s/,pg_monitor=X\/postgres(?=\})// for grep { /^routine crm\.automation_status\(/ } @$come;
# Columns of this version, and the triggers and functions that check them.
my $columns = qr/^column crm\.(?:automations \d+ (?:delay_minutes|send_window|needs|date_field|at|after|yearly|to|steps|exit|goal|salt)|automation_enrollments \d+ (?:entry|left_at|left_reason)|automation_settings \d+ (?:language|country|send_window|holidays|retention)|automation_instance \d+ (?:suppression_key|retention_\w+)|automation_watches \d+ (?:since_minutes|since_at|dates_after|dates_xid)) /;
my $added = qr/$columns|automation_check_(?:language|country|window|retention)|automations_delay_minutes_check/;
is(scalar(grep { /$added/ } @$come), 37, 'twenty-eight columns and their checks have come');
@$come = grep { !/$added/ } @$come;
my $dates = qr/\bcrm\.automation_lead_dates(?:_\w+)?\b/;
is(scalar(grep { /$dates/ } @$come), 14, 'and the table of dates that automations name');
@$come = grep { !/$dates/ } @$come;
my $progress = qr/\bcrm\.automation_progress\b/;
is(scalar(grep { /$progress/ } @$come), 10, 'and the view of long work');
@$come = grep { !/$progress/ } @$come;
my $steps = qr/^(?:column|relation|view) crm\.automation_(?:steps|step_days|step_list|inside) |^column crm\.(?:automation_daily_stats|automation_stat_deltas|automation_answers|messages) \d+ steps? /;
is(scalar(grep { /$steps/ } @$come), 59, 'and the views of steps, with the columns that they read');
@$come = grep { !/$steps/ } @$come;
my $sequences = qr/\bautomation_on_(?:booking_delete|message_delete|message_end)\(|\bautomation_(?:exit|move)\(|\bautomations_tenant_id_name_idx\b/;
is(scalar(grep { /$sequences/ } @$come), 10, 'and the functions, triggers and index of sequences');
@$come = grep { !/$sequences/ } @$come;
# Triggers whose lists of columns name them, one that has no condition any more, and the version of the tables.
my $renewed = qr/^trigger CREATE TRIGGER automation_(?:validate|rule_saved|rules_changed|touch|clock_changed|lead_changed|booking_changed) .* ON crm\.(?:automation(?:s|_settings)|leads|bookings) |^column crm\.automation_instance \d+ version |^relation crm\.automation_enrollments r /;
is(scalar(grep { /$renewed/ } @$come), scalar(grep { /$renewed/ } @$gone), 'triggers follow them');
$_ = [ grep { !/$renewed/ } @$_ ] for $come, $gone;
my %expected = ('schema automation_internal' => 1);
for (@$gone)
{
	my $line = s/\bpaused text\b/paused_reason text/r;
	if ($line =~ /^routine crm\.automation_(install_(?!execute)\w+|rights|grant_steps|policy_steps|comparable_address)\(/)
	{
		# Whoever may use their schema may call them.
		$line =~ s/^routine crm\./routine automation_internal./;
		$line =~ s/\{postgres=X\/postgres\}/{postgres=X\/postgres,=X\/postgres}/;
	}
	$expected{$line} = 1;
}
# Indexes that omit long values and conditions of triggers that need no locale have the names that they had.
sub object { return $_[0] =~ /^(?:index CREATE (?:UNIQUE )?INDEX (\S+)|trigger CREATE TRIGGER (\S+) .*? ON (\S+))/ ? join ' ', grep { defined } $1, $2, $3 : '' }
my %replaced = map { object($_) => 1 } @$gone;
# That of telephone numbers has another: it is named after its expression.
$replaced{leads_right_idx} = delete $replaced{leads_phone_idx};
$expected{"relation crm.leads_right_idx i p n f f f btree"} = delete $expected{"relation crm.leads_phone_idx i p n f f f btree"};
is_deeply([ grep { !$expected{$_} && !/^view crm\.automation_(?:answers|backlog)\b/ && !(/octet_length|COLLATE "C"/ && $replaced{ object($_) }) } @$come ], [],
	'of the catalogue of 1.0 only a column of automation_status(), the schema of internal functions, automation_answers, automation_backlog, four indexes and conditions of triggers have changed');
is(scalar(grep { /^routine automation_internal\./ } @$come), 19, 'nineteen functions are in that schema');
is(scalar @$gone + 1, scalar @$come, 'and nothing is missing');

# --- the schema of internal functions ---

sql('fresh', 'create role nobody; grant usage on schema crm to nobody; create role keeper; grant usage, create on schema crm to keeper');
is(sql('fresh', "select nspowner::regrole, has_schema_privilege('nobody', oid, 'usage') from pg_namespace where nspname = 'automation_internal'"),
	'postgres|f', 'it is the installing role\'s, and nobody else may use it');
$node->psql('fresh', "set role nobody; select automation_internal.automation_install_version('crm')", stderr => \$error);
like($error, qr/permission denied for schema automation_internal/, 'nor call what is in it');
sql('fresh', q{grant execute on function automation_install() to keeper; grant execute on function automation_install_execute() to keeper});
sql('fresh', q{do $$ declare r text; begin for r in select oid::regclass from pg_class where relnamespace = 'crm'::regnamespace and relkind in ('r', 'v') loop execute format('alter table %s owner to keeper', r); end loop; end $$});
is(sql('fresh', 'set role keeper; drop view automation_timeline; select automation_install(); select count(*) from automation_timeline'), "\n0",
	'an owner of the tables who may call automation_install() needs no more');
for my $version ('', '0.9', '1.0')
{
	my $db = 'taken' . $version =~ tr/0-9//cdr;
	sql('postgres', "create database $db");
	sql($db, "create extension automation version '$version'") if $version;
	sql($db, 'create schema automation_internal');
	$node->psql($db, $version ? 'alter extension automation update' : 'create extension automation', stderr => \$error);
	like($error, qr/ERROR:  schema "automation_internal" already exists\nDETAIL: .*\nHINT:  Rename that schema, as in ALTER SCHEMA automation_internal RENAME TO other_name, and try again\./,
		($version ? "an update from $version" : 'CREATE EXTENSION') . ' is refused while a schema has that name');
	sql($db, 'alter schema automation_internal rename to other_name');
	sql($db, $version ? 'alter extension automation update' : 'create extension automation');
	sql($db, 'drop extension automation cascade');
	is(sql($db, "select to_regnamespace('automation_internal') is null"), 't', 'and DROP EXTENSION drops it');
}

$node->stop;
done_testing();
