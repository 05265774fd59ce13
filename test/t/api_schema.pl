# Schema api lives as the tables do: a dump brings it, an upgraded database gets it by the function, DROP EXTENSION takes
# what calls the extension.
use strict;
use warnings;
use AutomationTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = automation_node('main');
my @server = ('-h', $node->host, '-p', $node->port);
my $folder = PostgreSQL::Test::Utils::tempdir();
sub sql { my ($db, $sql) = @_; return $node->safe_psql($db, $sql) }

# Everything in schema api, with definition, rights and comment.
sub objects
{
	my ($db) = @_;
	return sql($db, <<'SQL');
select * from (
  select 'schema ' || concat_ws(' ', nspowner::regrole, nspacl, obj_description(oid, 'pg_namespace')) from pg_namespace where nspname = 'api'
  union all
  select 'view ' || concat_ws(' ', relname, relowner::regrole, relacl, reloptions, obj_description(oid, 'pg_class'), pg_get_viewdef(oid))
    from pg_class where relnamespace = 'api'::regnamespace
  union all
  select 'column ' || concat_ws(' ', c.relname, a.attname, col_description(c.oid, a.attnum)) from pg_class c join pg_attribute a on a.attrelid = c.oid
   where relnamespace = 'api'::regnamespace and a.attnum > 0
  union all
  select 'function ' || concat_ws(' ', pg_get_functiondef(p.oid), proacl, obj_description(p.oid, 'pg_proc'),
         exists (select from pg_depend d where d.objid = p.oid and d.refclassid = 'pg_extension'::regclass and d.deptype = 'x'))
    from pg_proc p where pronamespace = 'api'::regnamespace
  union all
  select 'trigger ' || pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = 'api'::regnamespace
) o (line) order by line collate "C"
SQL
}

# A role of the tenant acme makes the calls that a gateway makes.
sub works
{
	my ($db, $what) = @_;
	is(sql($db, <<'SQL'), "Welcome\nf\n1\n1", "$what: a limited role lists, disables, tests and triggers");
begin;
set local role acme_api;
insert into api.automations (name, type, trigger, message_template) values ('Welcome', 'lead_followup', 'new_lead', 'Hi') returning name;
update api.automations set enabled = false where name = 'Welcome' returning enabled;
insert into api.leads (name) values ('Ann');
select count(*) from api.automations a, api.leads l, api.automation_test(a.id, l.id);
update api.automations set enabled = true;
select sum(api.automation_trigger('new_lead', l.id)) from api.leads l;
rollback;
SQL
}

# --- dump and restore ---

$node->safe_psql('postgres', 'create role acme_api; create database crm');
sql('crm', q{create schema "Our CRM"; create extension automation schema "Our CRM"; select "Our CRM".automation_install_api();
	select "Our CRM".automation_grant('acme_api', 'operator', 'acme'); create view api.mine as select id from api.leads});
works('crm', 'installed in a schema with a capital and a blank');
my $before = objects('crm');
my $lines = () = $before =~ /^(?:schema|view|column|function|trigger) /mg;
cmp_ok($lines, '>', 100, "$lines objects, columns and triggers in schema api");
for my $how (['plain'], ['custom', '-Fc'])
{
	my ($name, @option) = @$how;
	my $file = "$folder/$name";
	command_ok([ 'pg_dump', @server, @option, '-f', $file, 'crm' ], "$name dump");
	$node->safe_psql('postgres', "create database $name");
	command_ok(@option ? [ 'pg_restore', @server, '--exit-on-error', '-d', $name, $file ]
		: [ 'psql', '-Xq', @server, '-v', 'ON_ERROR_STOP=1', '-d', $name, '-f', $file ], "$name restore");
	is(objects($name), $before, "$name restore: schema api is as it was");
	works($name, "$name restore");
	sql($name, 'select "Our CRM".automation_install_api()');
	is(objects($name), $before, "$name restore: automation_install_api() changes nothing");
}

# --- an upgraded database ---

$node->safe_psql('postgres', 'create database older');
sql('older', q{create extension automation version '1.0'; select automation_grant('acme_api', 'operator', 'acme'); alter extension automation update});
is(sql('older', q{select count(*) from pg_namespace where nspname = 'api'}), 0, 'an update creates no schema api');
sql('older', 'select automation_install_api()');
works('older', 'updated from 1.0');

# --- removed ---

sql('crm', 'drop view api.mine; drop extension automation cascade');
is(sql('crm', q{select count(*) from pg_class where relnamespace = 'api'::regnamespace}), 0, 'DROP EXTENSION ... CASCADE: no view is left');
is(sql('crm', q{select count(*) from pg_proc where pronamespace = 'api'::regnamespace}), 0, 'and no function');
sql('crm', 'drop schema api');
pass('the empty schema can be dropped');

done_testing();
