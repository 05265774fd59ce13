# Code of the tables' owner (triggers, checks, defaults, generated columns) finds what it would find in a session of the
# owner: the search_path that is stored for it, and a planner that is free to choose. Never what the calling session has.
use strict;
use warnings;
use AutomationTest;
use Test::More;
use Time::HiRes qw(time);

my $node = automation_node('main', conf => { log_statement => 'none', 'automation.max_attempts' => 2 });
sub sql { return $node->safe_psql($_[1] // 'postgres', $_[0]) }
sql('create role shop_owner; create role app login; create database shop owner shop_owner');
sub shop { return sql($_[0], 'shop') }
shop('create extension automation schema public');
give_tables($node, 'shop', 'shop_owner');
shop(<<'SQL');
create schema audit authorization shop_owner;
create schema other authorization shop_owner;
select automation_start();
select automation_grant('app', 'app');
SQL
welcome($node, 'shop');
create_rule($node, 'shop', name => 'Mark', type => 'crm_update', trigger => 'new_lead', actions => { set => { 'attributes.marked' => \1 } });

# Every table that a run writes has triggers, before and after, for rows and statements; none qualifies a name.
shop(<<'SQL');
set role shop_owner;
create table audit.seen (relation text, operation text, path text, hashjoin text, place text default 'audit');
create table other.seen (relation text, operation text, path text, hashjoin text, place text default 'other');
create function audit.see() returns trigger language plpgsql as $$
begin
    insert into seen values (tg_table_name, tg_op, current_setting('search_path'), current_setting('enable_hashjoin'));
    return coalesce(new, old);
end $$;
create function audit.is_fine(text) returns boolean language plpgsql immutable as 'begin return is_short($1); end';
create function audit.is_short(text) returns boolean language plpgsql immutable as 'begin return length($1) < 1000; end';
create function audit.mark() returns text language plpgsql as 'begin return (select count(*) from nothing)::text; end';
create table audit.nothing ();
do $$
declare
    r text;
begin
    foreach r in array array['leads', 'messages', 'activities', 'automation_queue'] loop
        execute format('create trigger see after insert or update or delete on public.%I for each row execute function audit.see()', r);
        execute format('create trigger see_before before insert on public.%I for each row execute function audit.see()', r);
        execute format('create trigger see_statement after insert on public.%I for each statement execute function audit.see()', r);
    end loop;
end $$;
alter table public.automation_enrollments add check (audit.is_fine(tenant_id)), add column marked text default audit.mark();
alter table public.automation_stat_deltas add check (audit.is_fine(tenant_id));
alter table public.messages add check (audit.is_fine(body)), add column short boolean generated always as (audit.is_fine(body)) stored;
SQL

# Leads come by a session that has planted tables of its own, in a schema and among its temporary ones.
sub leads
{
	my ($count) = @_;
	shop("insert into leads (name) select 'Lead ' || i from generate_series(1, $count) i");
	wait_for($node, 'select count(*) from automation_queue', 0, db => 'shop');
	is(shop("select count(*) from activities where type = 'automation_failed'"), 0, 'nothing failed');
	return;
}
sub seen
{
	my ($schema) = @_;
	my $seen = shop("select string_agg(distinct relation || ' ' || operation, ', ' order by relation || ' ' || operation) || ': ' || string_agg(distinct path, ' / ') from $schema.seen where relation <> 'leads' or operation <> 'INSERT'");
	shop('truncate audit.seen, other.seen');
	return $seen;
}
# An INSERT into leads is the session's own, and what its triggers find, too.
my $all = 'activities INSERT, automation_queue DELETE, automation_queue INSERT, leads UPDATE, messages INSERT';

$node->safe_psql('postgres', 'alter database shop set search_path = audit, public');
leads(20);
is(seen('audit'), "$all: audit, public, pg_temp", 'a path stored for the database');
sql('alter role shop_owner set search_path = audit');
leads(20);
is(seen('audit'), "$all: audit, pg_temp", 'one stored for the owner goes first');
sql('alter role shop_owner in database shop set search_path = other, audit');
leads(20);
is(seen('other'), "$all: other, audit, pg_temp", 'and one for the owner in the database before that');
sql('alter role shop_owner in database shop reset all; alter role shop_owner reset all; alter database shop reset search_path');
$node->append_conf('postgresql.conf', "search_path = 'audit, public'");
$node->reload;
wait_for($node, 'show search_path', 'audit, public');
leads(20);
is(seen('audit'), "$all: audit, public, pg_temp", 'else that of the configuration');

# --- what the calling session has is nothing to the owner's code ---

shop("insert into leads (name, email) values ('Zoe', 'zoe\@example.org')");
wait_for($node, 'select count(*) from automation_queue', 0, db => 'shop');
shop('truncate audit.seen');
$node->safe_psql('shop', <<'SQL');
create schema evil;
grant all on schema evil to app;
grant temporary on database shop to app;
set role app;
set search_path = evil, public;
create function evil.planted() returns trigger language plpgsql as $$ begin raise exception 'planted'; end $$;
create table evil.seen (relation text, operation text, path text, hashjoin text);
create temporary table seen (like evil.seen);
create trigger planted before insert on evil.seen for each row execute function evil.planted();
create trigger planted before insert on pg_temp.seen for each row execute function evil.planted();
set enable_hashjoin = on;
select public.automation_receive('email', 'zoe@example.org', 'Hello');
SQL
wait_for($node, 'select count(*) from automation_queue', 0, db => 'shop');
is(shop("select count(*) > 0 from audit.seen where relation = 'messages'"), 't', "functions: the owner's tables are found");
is(shop("select string_agg(distinct hashjoin, ',') from audit.seen where relation <> 'leads' or operation <> 'INSERT'"), 'on', 'and the planner is free everywhere');
is(shop("select distinct path from audit.seen where relation = 'messages'"), 'audit, public, pg_temp', 'with the path of the configuration');

# --- a join that a pinned planner cannot do ---

shop(<<'SQL');
drop function audit.see() cascade;
set role shop_owner;
create table audit.big (a int, b text);
insert into audit.big select i, i from generate_series(1, 8000) i;
analyze audit.big;
create table audit.took (ms numeric);
create function audit.join() returns trigger language plpgsql as $$
declare
    began timestamptz := clock_timestamp();
begin
    perform count(*) from big x join big y on x.b = y.b;
    insert into took values (extract(epoch from clock_timestamp() - began) * 1000);
    return null;
end $$;
create trigger join_them after insert on public.messages for each statement execute function audit.join();
SQL
shop("insert into leads (name, email) values ('Yve', 'yve\@example.org')");
wait_for($node, 'select count(*) from automation_queue', 0, db => 'shop');
shop("select automation_receive('email', 'yve\@example.org', 'Hello')");
my $took = shop('select count(*) || \' \' || max(ms)::int from audit.took');
like($took, qr/^[2-9] \d{1,3}$/, "a join of 8,000 rows in a trigger, by the worker and by automation_receive(): $took ms at most");

$node->stop;
done_testing();
