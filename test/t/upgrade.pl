# From version 0.9 to this one, by ALTER EXTENSION UPDATE and by a dump restored into a newer server: the catalogue is that
# of a new installation, the rows are kept, what waited is done once. Whoever comes before the upgrade is told what to do.
#
# test/data/shop-0.9.sql is a dump that pg_dump made of a shop served by 0.9: seven automations, three leads, nine runs
# done, six waiting (three of them of an automation that was switched off), and a column, an index, a comment and a view
# of the user's own.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = automation_node('main');
my ($now) = slurp_file("$ENV{AUTOMATION_TOP}/automation.control") =~ /^default_version *= *'(.*)'/m;
my $dump = slurp_file("$ENV{AUTOMATION_TOP}/test/data/shop-0.9.sql");

sub create_database
{
	my ($db) = @_;
	$node->safe_psql('postgres', "create database $db; alter database $db set search_path = crm");
}

sub load
{
	my ($db, $sql) = @_;
	create_database($db);
	my $file = PostgreSQL::Test::Utils::tempdir() . "/$db.sql";
	append_to_file($file, $sql);
	$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-h', $node->host, '-p', $node->port, '-f', $file, $db ], "$db is loaded");
}

# Everything that makes up the extension and its tables, and what depends on what. Names made of OIDs lose them; the order
# of columns does not count, since new ones come last; neither does what the user added.
my $catalogue = <<'SQL';
with user_objects(name) as (values ('shoe_size'), ('leads_by_shoe'), ('big_feet')),
ours as (select oid from pg_class where relnamespace = 'crm'::regnamespace and relname not in (select name from user_objects))
select line from (
  select 'relation ' || concat_ws(' ', c.relkind, c.relname, c.relowner::regrole, c.relacl, c.reloptions, c.relpersistence,
         c.relrowsecurity, obj_description(c.oid, 'pg_class')) from pg_class c where c.oid in (select oid from ours)
  union all
  select 'column ' || concat_ws(' ', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attcollation::regcollation,
         a.attnotnull, a.attidentity, a.attgenerated, a.attacl, a.attstorage, pg_get_expr(d.adbin, d.adrelid),
         case when (a.attrelid::regclass::text, a.attname) <> ('leads', 'phone') then col_description(a.attrelid, a.attnum) end)
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where a.attrelid in (select oid from ours) and a.attnum > 0 and not a.attisdropped
     and a.attname not in (select name from user_objects)
  union all
  select 'constraint ' || concat_ws(' ', conrelid::regclass, conname, convalidated, pg_get_constraintdef(oid),
         obj_description(oid, 'pg_constraint'))
    from pg_constraint where conrelid in (select oid from ours) and conname !~ 'shoe_size'
  union all
  select 'index ' || pg_get_indexdef(indexrelid) || ' ' || indisvalid::text from pg_index
   where indrelid in (select oid from ours) and indexrelid in (select oid from ours)
  union all
  select 'trigger ' || pg_get_triggerdef(oid) || ' ' || tgenabled::text from pg_trigger
   where tgrelid in (select oid from ours) and not tgisinternal
  union all
  select 'view ' || oid::regclass::text || ' ' || pg_get_viewdef(oid) from pg_class where oid in (select oid from ours) and relkind = 'v'
  union all
  select 'routine ' || pg_get_functiondef(p.oid) || concat_ws(' ', p.proowner::regrole, p.proacl, obj_description(p.oid, 'pg_proc'))
    from pg_proc p where p.pronamespace = 'crm'::regnamespace
  union all
  select 'initial rights ' || concat_ws(' ', pg_describe_object(classoid, objoid, objsubid), privtype, initprivs)
    from pg_init_privs where objoid >= 16384
  union all
  select 'member ' || pg_describe_object(classid, objid, objsubid) from pg_depend
   where refclassid = 'pg_extension'::regclass and deptype = 'e' and objid >= 16384
  union all
  select 'dependency ' || concat_ws(' ', regexp_replace(pg_describe_object(classid, objid, objsubid), '\d{5,}', 'N', 'g'), deptype,
         regexp_replace(pg_describe_object(refclassid, refobjid, refobjsubid), '\d{5,}', 'N', 'g'), count(*))
    from pg_depend where objid >= 16384 group by classid, objid, objsubid, deptype, refclassid, refobjid, refobjsubid
  union all
  select 'extension ' || concat_ws(' ', extversion, extnamespace::regnamespace, extconfig, extcondition)
    from pg_extension where extname = 'automation'
) c (line) where line !~ 'shoe_size|leads_by_shoe|big_feet' order by line collate "C"
SQL

# What a new installation's catalogue has and this one's has not, and the other way about; long lines are cut.
sub same_catalogue
{
	my ($db, $name) = @_;
	my %seen;
	$seen{$_}++ for split /\n(?=[a-z]+ )/, $node->safe_psql('fresh', $catalogue);
	cmp_ok(scalar keys %seen, '>', 900, "$name: there is something to compare");
	$seen{$_}-- for split /\n(?=[a-z]+ )/, $node->safe_psql($db, $catalogue);
	my @differ = map { ($seen{$_} > 0 ? 'missing: ' : 'unexpected: ') . substr($_, 0, 300) } grep { $seen{$_} } sort keys %seen;
	is(join("\n", @differ), '', $name);
}

my @tables = qw(leads automations bookings messages activities automation_queue automation_enrollments automation_channels
  automation_settings automation_instance automation_grants automation_booking_sources automation_stat_deltas automation_daily_stats);

sub remember_rows
{
	my ($db) = @_;
	$node->safe_psql($db, "set session_replication_role = replica; update automation_queue set event_at = now(), run_at = now() + interval '1 day'");
	$node->safe_psql($db, join ';', 'create schema past; create table past.rows (relation text, content jsonb)',
		map { "insert into past.rows select '$_', to_jsonb(t) - '{running,updated_at,batch_limit}'::text[] from $_ t" } @tables);
	cmp_ok($node->safe_psql($db, 'select count(*) from past.rows'), '>', 30, "$db: there are rows to keep");
}

# Every row is there with every value it had, and no other; a dispatcher may have come by.
sub same_rows
{
	my ($db, $name) = @_;
	is( $node->safe_psql($db, join ' union all ', map { <<"SQL" } @tables), '', $name);
select * from (
  select '$_ lacks ' || content::text from past.rows r
   where relation = '$_' and not exists (select from $_ t where to_jsonb(t) @> r.content)
  union all
  select '$_ has another number of rows' where (select count(*) from $_) <> (select count(*) from past.rows where relation = '$_')
) differences
SQL
	$node->safe_psql($db, 'drop schema past cascade');
}

sub refused
{
	my ($db, $sql, $why, $hint, $name) = @_;
	$node->psql($db, "\\set SHOW_CONTEXT never\n$sql", stderr => \my $error);
	like($error, qr/ERROR:  \Q$why\E\n(?:DETAIL:[^\n]*\n)?HINT:  \Q$hint\E/, $name);
}

# A lead is never refused; that nothing comes of it is said.
sub warned
{
	my ($db, $why, $hint) = @_;
	$node->psql($db, "begin; insert into leads (name) values ('Dee'); select 'rows ' || count(*) from automation_queue; rollback",
		stdout => \my $out, stderr => \my $error);
	like($error, qr/WARNING:  writes trigger no automations: \Q$why\E\nHINT:  \Q$hint\E/, "$db: an insert of a lead is told of it");
	is($out, 'rows 6', "$db: and succeeds, with no run");
}

# What waited is done once, as this version does it; what is new is new.
sub goes_on
{
	my ($db) = @_;
	$node->safe_psql($db, "update automation_queue set run_at = now() where automation_id = 2");
	wait_for($node, 'select count(*) from automation_queue where automation_id = 2', 0, db => $db);
	$node->safe_psql($db, "insert into leads (name) values ('Dee')");
	wait_for($node, "select count(*) from messages m join leads l on l.id = m.lead_id where l.name = 'Dee'", 1, db => $db);
	is($node->safe_psql($db, <<'SQL'), <<'STORY' =~ s/\n\z//r, "$db: what waited is done once, what is new is done, the rest waits");
select concat_ws(' | ', l.name, m.direction, m.status, m.body) from messages m join leads l on l.id = m.lead_id order by l.id, m.id;
select automation_id, count(*) from automation_queue group by 1 order by 1;
SQL
Ada | outbound | recorded | Hello Ada
Ada | outbound | recorded | See you at the fitting
Ada | outbound | recorded | Still interested, Ada?
Bob | outbound | recorded | Hello Bob
Bob | outbound | recorded | Thank you, Bob
Bob | inbound | received | Hi
Bob | outbound | recorded | Still interested, Bob?
Cyd | outbound | recorded | Hello Cyd
Cyd | outbound | recorded | You are customer
Cyd | outbound | recorded | Still interested, Cyd?
Dee | outbound | recorded | Hello Dee
2|1
7|3
STORY
}

my $update = 'ALTER EXTENSION automation UPDATE;';
my $install = 'Call crm.automation_install().';

create_database('fresh');
$node->safe_psql('fresh', 'create schema crm; create extension automation');

# --- the library has been replaced and the server restarted, and the database is still as 0.9 left it ---

load('old', $dump =~ s/(CREATE EXTENSION IF NOT EXISTS automation WITH SCHEMA crm);/$1 VERSION '0.9';/r);
$node->safe_psql('old', <<'SQL');
update automation_instance i set identity = s.system_identifier || '/' || d.oid
  from pg_control_system() s, pg_database d where d.datname = current_database();
select format('alter database old set automation.enabled = %L', identity) from automation_instance \gexec
SQL
$node->safe_psql('old', q{set session_replication_role = replica; update leads set opted_out = '{whatsapp}', phone = '+49 170 1111111' where name = 'Bob'});
remember_rows('old');
my $old = "the extension automation is of version 0.9, its library of $now";
refused('old', $_, $old, $update, "0.9: $_ says what to do")
  for 'select automation_list()', 'select automation_start()', 'call automation_run()';
warned('old', $old, $update);
$node->reload;
wait_for_log($node, qr/\Q$old. $update\E/);
pass('the dispatcher says it too, and waits');

$node->safe_psql('old', 'create role teller; grant execute on function automation_list(boolean) to public');
$node->safe_psql('old', 'alter extension automation update');
is($node->safe_psql('old', "select has_function_privilege('teller', 'automation_list(boolean)', 'execute'), has_function_privilege('teller', 'automation_approve(bigint)', 'execute')"),
	't|f', 'the rights on what was there stay, and nobody gets any on what is new');
$node->safe_psql('old', 'revoke execute on function automation_list(boolean) from public');
same_rows('old', 'ALTER EXTENSION UPDATE keeps every row');
is($node->safe_psql('old', 'select channel, address, reason, cause, spellings from automation_suppressions'),
	'whatsapp|+491701111111|opted_out|import|{"+49 170 1111111"}', 'what a lead had refused holds for its number');
same_catalogue('old', 'and ends in the catalogue of a new installation');
goes_on('old');

# --- a dump of 0.9, restored where this version is ---

load('restored', $dump);
remember_rows('restored');
my $older = "the tables of the extension automation are of version 0.9, its library of $now";
refused('restored', $_, $older, $install, "restored: $_ says what to do") for 'select automation_list()', 'call automation_run()';
warned('restored', $older, $install);
is($node->safe_psql('restored', 'select state, queued, paused_reason from automation_status()'), "paused||$older. $install", 'the status says it, and nothing that it cannot know');
$node->safe_psql('restored', 'select automation_install()');
same_rows('restored', 'automation_install() keeps every row');
same_catalogue('restored', 'and brings the tables up to date');
is($node->safe_psql('restored', 'select count(*) from automation_queue'), 6, 'nothing is done before automation_start()');
$node->safe_psql('restored', 'select automation_start()');
goes_on('restored');

# automation_start() alone does it too
load('started', $dump);
$node->safe_psql('started', 'select automation_start()');
same_catalogue('started', 'automation_start() brings the tables up to date');

# --- what a user took away of this version stays away; an upgrade makes it anew ---

$node->safe_psql('started', 'drop index leads_right_idx; select automation_install()');
is($node->safe_psql('started', "select to_regclass('leads_right_idx')"), '', 'an index that was dropped stays away');

# --- SQL that is newer than the library ---

$node->safe_psql('fresh', "update pg_extension set extversion = '10.0' where extname = 'automation'");
my $restart = "Install the library of that version; where $now is preloaded, restart the server.";
refused('fresh', 'select automation_list()', "the extension automation is of version 10.0, its library of $now", $restart, 'a newer extension');
$node->safe_psql('fresh', <<"SQL");
update pg_extension set extversion = '$now' where extname = 'automation';
alter table automation_instance alter column version set default '10.0'
SQL
refused('fresh', 'select automation_list()', "the tables of the extension automation are of version 10.0, its library of $now", $restart, 'newer tables');
refused('fresh', 'select automation_install()', 'the tables of automation in schema crm are of version 10.0', "Update it: $update" =~ s/;$/./r, 'are not taken back');

$node->stop;
done_testing();
