# What PostgreSQL 18 lets an owner make of the tables: virtual generated columns in place of ones that the engine reads or
# writes, columns of the owner's own that are virtual, NOT NULL constraints that are not valid, not inherited or not
# enforced. No write fails, no process ends by a signal, the worker pauses where it must, names the column, and goes on.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = automation_node('main');
plan skip_all => 'this PostgreSQL is older than 18' if $node->safe_psql('postgres', 'show server_version_num') < 180000;
is($node->safe_psql('postgres', 'show io_method'), 'worker', 'reads are done by I/O workers');
$node->safe_psql('postgres', 'create role shop login');
install_and_start($node);
give_tables($node, 'postgres', 'shop');
welcome($node, 'postgres', message_template => 'Hello {lead_name}', conditions => { source => 'Website' });

my $leads = 0;
sub sql { return $node->safe_psql('postgres', $_[0]) }
sub as_owner { return sql("set client_min_messages = error; set role shop; $_[0]") }

# Writes that succeed; what they said.
sub write_rows
{
	my ($what, $sql) = @_;
	my ($code, $out, $said) = $node->psql('postgres', $sql);
	is($code, 0, "$what: the write succeeds") or diag $said;
	return $said;
}

sub write_lead
{
	my ($what) = @_;
	$leads++;
	return write_rows($what, "insert into leads (name, source) values ('Lead $leads', 'Website')");
}

sub is_welcomed
{
	my ($what) = @_;
	write_lead($what);
	wait_for($node, "select count(*) from messages where body = 'Hello Lead $leads'", 1, seconds => 20);
	ok(1, "$what: a lead gets its message");
	return;
}
is_welcomed('as installed');

# --- a virtual column in place of ours ---

# Every column that may be dropped: it stands in no key.
my @columns = map { [ split /\|/ ] } split /\n/, sql(<<'SQL');
select c.relname, a.attname, format_type(a.atttypid, null), coalesce(pg_get_expr(d.adbin, d.adrelid), ''), a.attnotnull
  from pg_class c join pg_attribute a on a.attrelid = c.oid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
 where c.relname in ('leads', 'bookings', 'messages', 'activities', 'automation_queue') and c.relnamespace = 'public'::regnamespace
   and a.attnum > 0 and not a.attisdropped and a.attname not in ('id', 'tenant_id', 'lead_id', 'booking_id') order by c.oid, a.attnum
SQL
cmp_ok(scalar @columns, '>', 50, 'columns to try');
for (@columns)
{
	my ($table, $column, $type, $default, $required) = @$_;
	my $offset = -s $node->logfile;
	my $misfit = qr/column "$column" of table "$table" is a virtual generated column and must be a (?:stored|plain) one/;
	as_owner("alter table $table drop column $column cascade; alter table $table add column $column $type generated always as (null::$type) virtual");
	my $others = $column eq 'name' ? 'source' : 'name';
	my $said = $table eq 'leads'
	  ? write_rows("$table.$column", "insert into leads ($others) values ('Website')")
	  : write_rows("$table.$column", "insert into leads (name, source) values ('Virtual', 'Website')");
	like($said, qr/WARNING:  writes trigger no automations: $misfit/, "$table.$column: a write is told") if $table eq 'leads' || $table eq 'automation_queue';
	write_rows("$table.$column", 'insert into bookings (lead_id) select max(id) from leads') if $table eq 'leads';
	write_rows("$table.$column", "insert into bookings (lead_id" . ($column eq 'starts_at' ? '' : ', starts_at') . ") select max(id)" . ($column eq 'starts_at' ? '' : ", now() + interval '1 year'") . ' from leads')
	  if $table eq 'bookings';
	like(sql('select paused_reason from automation_status()'), $misfit, "$table.$column: the status names it");
	my (undef, undef, $refused) = $node->psql('postgres', 'select automation_list()');
	like($refused, qr/$misfit/, "$table.$column: so does a function that raises");
	like($refused, qr/HINT:  ALTER TABLE public.$table DROP COLUMN "?$column"?; then call automation_install\(\)/, "$table.$column: and what mends it is said");
	as_owner("alter table $table drop column $column cascade");
	sql("delete from $table") if $required eq 't' && $default eq '';  # nobody knows their values
	sql('set client_min_messages = error; select automation_install()');
	wait_for($node, "select coalesce(paused_reason, '') from automation_status()", '', seconds => 20);
}
is(sql('select count(*) from automation_queue'), 0, 'nothing was set off meanwhile');
is_welcomed('after all of them');

# --- virtual columns of the owner's own ---

my @tables = split /\n/, sql("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1");
as_owner("alter table $_ add column own text not null generated always as (coalesce(tableoid::text, 'x') || tenant_id) virtual check (own <> '')") for grep { $_ ne 'automation_texts' } @tables;
is_welcomed('beside a virtual column in each table');
is(sql("select own is not null from leads where name = 'Lead $leads'"), 't', 'which has its value');

as_owner("alter table $_ drop column own") for @tables;

# --- NOT NULL that is not valid or not inherited ---

as_owner('alter table bookings alter status drop not null');
sql("set session_replication_role = replica; insert into bookings (lead_id, starts_at, status) select max(id), now() + interval '1 hour', null from leads");
as_owner('alter table bookings add constraint status_there not null status not valid');
create_rule($node, 'postgres', name => 'Soon', type => 'booking_reminder', trigger => 'booking_reminder_hours', delay_hours => 2, message_template => 'Soon, {lead_name}');
create_rule($node, 'postgres', name => 'Gone', type => 'lead_followup', trigger => 'booking_cancelled', message_template => 'Gone, {lead_name}');
write_rows('a row that holds null all the same', "update bookings set status = 'booked', starts_at = now() + interval '90 minutes' where status is null");
wait_for($node, "select count(*) from messages where body like 'Soon, %'", 1, seconds => 20);
write_rows('and is changed again', "update bookings set status = 'cancelled' where starts_at between now() and now() + interval '2 hours'");
wait_for($node, "select count(*) from messages where body like 'Gone, %'", 1, seconds => 20);
is_welcomed('beside a constraint that is not valid');
as_owner('alter table messages add constraint subject_there not null subject not valid');
like(wait_for($node, 'select paused_reason from automation_status()', qr/subject/, seconds => 10), qr/column "subject" of table "messages" must not be NOT NULL/, 'a column that the engine leaves null');
as_owner('alter table messages drop constraint subject_there');
wait_for($node, "select coalesce(paused_reason, '') from automation_status()", '', seconds => 20);
as_owner("update leads set source = 'Fair' where source is null");
as_owner('create table old_messages () inherits (messages); alter table messages add constraint no_x check (body <> \'x\') no inherit; alter table leads add constraint source_there not null source no inherit');
is_welcomed('beside constraints that are not inherited');
as_owner('alter table messages drop constraint no_x, add constraint no_hello check (body not like \'Hello%\') not enforced');
is_welcomed('beside a check that is not enforced');
my ($key) = split /\n/, sql("select conname from pg_constraint where conrelid = 'messages'::regclass and contype = 'f' and confrelid = 'leads'::regclass");
as_owner("alter table messages alter constraint $key not enforced");
is_welcomed('beside a foreign key that is not enforced');
sql("delete from leads where name = 'Lead $leads'");
as_owner("delete from messages m where not exists (select from leads l where l.id = m.lead_id); alter table messages alter constraint $key enforced");
is_welcomed('and one that is again');

unlike(slurp_file($node->logfile), qr/terminated by signal/, 'no process ended by a signal');
$node->stop;
done_testing();
