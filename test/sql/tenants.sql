-- Two businesses in one installation: each sees its own, acts on its own, and nothing moves between them.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
create temp view story as
select l.tenant_id, l.name as lead, a.type, a.details ->> 'reason' as reason, m.body
  from activities a
  join leads l on l.id = a.lead_id and l.tenant_id = a.tenant_id
  left join messages m on m.id = a.message_id and m.tenant_id = a.tenant_id
 order by a.id;

-- rows belong to the tenant of the session that writes them
set automation.tenant_id = 'a';
select c ->> 'id' as id, c ->> 'tenant_id' as tenant
  from automation_create('{"name":"of a","type":"lead_followup","trigger":"new_lead","message_template":"a to {lead_name}"}') c;
insert into automation_settings (business_name, timezone) values ('Acme', 'Europe/Berlin');
insert into leads (name) values ('Ann');
set automation.tenant_id = 'b';
select c ->> 'id' as id, c ->> 'tenant_id' as tenant
  from automation_create('{"name":"of b","type":"lead_followup","trigger":"new_lead","message_template":"b to {lead_name}, {business_name|us}"}') c;
insert into leads (name) values ('Bea');
-- or to the one they name, in one statement too
insert into leads (tenant_id, name) values ('a', 'Ada'), ('b', 'Ben'), ('c', 'Cy'), ('', 'Dot'), ('a', 'Aki');
select tenant_id, event, lead_id, automation_id from automation_queue order by id;

-- each automation has acted on leads of its own tenant, with the settings of that tenant
call automation_run();
select * from story;
select tenant_id, name, times_triggered from automations order by id;
select tenant_id, name, ran from automation_stats order by id;

-- automation_list() shows the current tenant's, whoever asks
select name from automation_list();
set automation.tenant_id = 'a';
select name from automation_list();
set automation.tenant_id = '';
select name from automation_list();

-- a fallback for all tenants is what the empty one has set
insert into automation_settings (tenant_id, business_name) values ('', 'the company');
set automation.tenant_id = 'b';
insert into leads (name) values ('Bo');
call automation_run();
select * from story where lead = 'Bo';

-- ids of another tenant are not found: automation 1 and lead 1 are a's, 2 and 2 are b's
select automation_update(1, '{"name":"mine now"}');
select automation_enable(1, false);
select automation_delete(1);
select * from automation_test(1, 2);
select * from automation_test(2, 1);
select * from automation_explain(1, 2);
select * from automation_explain(2, 1);
select automation_trigger('new_lead', 1);
select automation_cancel(1);
select automation_cancel(2, 1);
select tenant_id, name, enabled from automations order by id;

-- the superuser who has named no tenant finds all; but brings no two of them together
reset automation.tenant_id;
select automation_update(1, '{"name":"renamed"}') ->> 'name' as name;
select automation_trigger('new_lead', 1), automation_trigger('new_lead', 2);
select body, would_run from automation_test(1, 1);
select body, would_run from automation_test(2, 2);
select * from automation_test(1, 2);
select bool_and(ok) as would_run from automation_explain(2, 2) where step not in ('last outcome', 'event', 'worker');
select automation_cancel(1), automation_cancel(2);
select automation_delete(2);
select tenant_id, name from automations order by id;

-- nothing moves to another tenant
update leads set tenant_id = 'b' where name = 'Ann';
update automations set tenant_id = 'b';
update automation_settings set tenant_id = 'c' where tenant_id = 'a';
set automation.tenant_id = 'a';
insert into bookings (lead_id, title) values (1, 'Massage');
update bookings set tenant_id = 'b';
update messages set tenant_id = 'b' where body = 'a to Ann';
update activities set tenant_id = 'b' where lead_id = 1;
update leads set tenant_id = tenant_id where name = 'Ann';
-- nor refers to one
insert into bookings (tenant_id, lead_id, title) values ('b', 1, 'Massage');
insert into messages (tenant_id, lead_id, body) values ('b', 1, 'hello');

-- the same id may stand in two tenants, and each is a lead of its own
insert into automations (tenant_id, name, type, trigger, message_template) values
  ('b', 'of b again', 'lead_followup', 'new_lead', 'b to {lead_name}');
insert into leads (id, tenant_id, name) values (500, 'a', 'Alf'), (500, 'b', 'Bob');
insert into bookings (id, tenant_id, lead_id, title) values (500, 'a', 500, 'Massage'), (500, 'b', 500, 'Haircut');
do $$
declare
    first bigint;
    second bigint;
begin
    call crm.automation_run(first);
    call crm.automation_run(second);  -- where two share an id, one of them waits a moment for the other
    raise notice '% runs', first + second;
end $$;
select * from story where lead in ('Alf', 'Bob') order by lead;
select tenant_id, name, last_contacted is not null as contacted from leads where id = 500 order by 1;

reset search_path;
reset automation.tenant_id;
set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
