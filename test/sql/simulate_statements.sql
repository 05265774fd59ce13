-- automation_simulate(): statements that it cannot run, and what of a session is as before.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
set search_path = crm;
insert into automations (name, type, trigger, message_template) values ('welcome', 'lead_followup', 'new_lead', 'Hi');
create procedure crm.commits() language plpgsql as 'begin insert into leads (name) values (''x''); commit; end';
create procedure crm.rolls_back() language plpgsql as 'begin rollback; end';

-- what begins or ends a transaction or a part of one, alone and after something else
create function pg_temp.tried(statement text) returns text language plpgsql as $$
declare
    hint text;
    detail text;
begin
    perform automation_simulate(statement);
    return 'done';
exception when others then
    get stacked diagnostics hint = pg_exception_hint, detail = pg_exception_detail;
    return format('%s %s | %s | %s', sqlstate, sqlerrm, detail, hint);
end $$;
\t on
\a
select s, pg_temp.tried(s) from unnest(array[
    'commit', 'rollback', 'begin', 'start transaction', 'end', 'abort', 'savepoint a', 'release a', 'rollback to a',
    'prepare transaction ''x''', 'commit prepared ''x''', 'commit and chain',
    'insert into leads (name) values (''x''); commit', 'begin; insert into leads (name) values (''x''); commit;',
    'copy leads (name) from stdin', 'copy leads to stdout', 'copy (select 1) to stdout', 'insert into leads (name) values (''x''); copy leads (name) from stdin',
    'call commits()', 'call rolls_back()', 'do ''begin commit; end''', 'do ''begin call commits(); end''',
    'call automation_run()', 'vacuum leads', 'vacuum', 'cluster', 'create index concurrently on leads (name)', 'reindex table concurrently leads',
    'drop index concurrently nothing', 'create database regress_x', 'alter system set work_mem = 64', 'discard all',
    'set transaction isolation level serializable']) s;
-- statements that are wrong for other reasons keep their own
select s, pg_temp.tried(s) from unnest(array['selec', 'select 1/0', 'insert into nothing values (1)',
    'do ''begin raise exception using errcode = ''''XX000'''', message = ''''mine''''; end''']) s;
-- harmless ones
select s, pg_temp.tried(s) from unnest(array['', ';', 'select 1', 'listen somebody', 'notify somebody', 'set work_mem = 64', 'reset all', 'lock table leads',
    'declare c cursor for select 1', 'analyze leads', 'truncate leads cascade', 'create table crm.mine ()', 'set constraints all immediate',
    'set role pg_monitor', 'select automation_start()']) s;
\t off
\a
select count(*) from leads;
select count(*) from pg_listening_channels();
select setting = reset_val as as_before, current_user = session_user as still_me from pg_settings where name = 'work_mem';

-- advisory locks of the session that were taken inside are released, once or often, shared or not; those of before stay
select pg_advisory_lock(1), pg_advisory_lock(1, 2), pg_advisory_lock_shared(7);
select count(*) from automation_simulate($$
    select pg_advisory_lock(3), pg_advisory_lock(3), pg_advisory_lock_shared(4), pg_advisory_lock(5, 6), pg_advisory_xact_lock(8), pg_advisory_lock(7);
    do 'begin perform pg_advisory_lock(9); perform 1/0; exception when division_by_zero then null; end' $$);
select classid, objid, objsubid, mode from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() order by 1, 2, 3, 4;
select pg_advisory_unlock_all();

-- numbers of sequences are used up
select count(*) from automation_simulate($$ insert into leads (name) values ('a'), ('b') $$);
select (select count(*) from leads) as leads, last_value > 1 as used_up from leads_id_seq;
set client_min_messages = warning;
drop schema crm cascade;
