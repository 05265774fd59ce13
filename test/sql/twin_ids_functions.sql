-- Functions that take an id, where two tenants hold the same: a superuser without a tenant is asked which one is meant.
\set SHOW_CONTEXT never
set client_min_messages = warning;
create schema crm;
create extension automation schema crm;
reset client_min_messages;
set search_path = crm;
insert into automations (id, tenant_id, name, type, trigger, message_template, review)
values (77, 'a', 'of a', 'lead_followup', 'new_lead', 'a to {lead_name}', 'always'),
       (77, 'b', 'of b', 'lead_followup', 'new_lead', 'b to {lead_name}', 'always'),
       (78, 'b', 'b alone', 'lead_followup', 'new_lead', 'b again', 'always');
insert into leads (id, tenant_id, name) values (5, 'a', 'Ann'), (5, 'b', 'Bob'), (6, 'b', 'Bea');
insert into messages (id, tenant_id, lead_id, automation_id, body, status)
select m.id, t, 5, 77, 'to ' || t, m.status
  from unnest('{a,b}'::text[]) t, (values (50, 'held'), (51, 'held'), (52, 'failed')) m (id, status);
insert into activities (id, tenant_id, type, lead_id, automation_id, details)
select 60, t, 'automation_failed', 5, 77, '{"event": "new_lead"}' from unnest('{a,b}'::text[]) t;
create function asked(call text) returns text language plpgsql as $$
declare
    state text; message text; hint text; said text;
begin
    execute 'select (' || call || ')::text' into said;
    return said;
exception when others then
    get stacked diagnostics state = returned_sqlstate, message = message_text, hint = pg_exception_hint;
    return state || ': ' || message || ' / ' || hint;
end $$;
create temp table calls (n int generated always as identity, call text);
insert into calls (call) values
    ('automation_update(77, ''{"name": "mine"}'') ->> ''name'''), ('automation_enable(77, false) ->> ''enabled'''),
    ('select body from automation_test(77, 5)'), ('select body from automation_test(78, 5)'),
    ('automation_trigger(''new_lead'', 5)'), ('automation_cancel(5)'), ('automation_cancel(5, 77)'),
    ('select count(*) from automation_explain(77, 5)'), ('select count(*) from automation_explain(78, 6)'),
    ('select count(*) from automation_why(5)'), ('select count(*) from automation_why(6)'),
    ('select count(*) from automation_upcoming(5)'),
    ('select string_agg(lead_name, '' '') from automation_preview(77)'),
    ('select count(*) from automation_preview_summary(77)'),
    ('select text from automation_render(''Hello {lead_name}'', 5)'),
    ('automation_approve(50)'), ('automation_reject(51)'), ('automation_retry(52)'),
    ('automation_retry_run(60) is not null'), ('automation_delete(77)');

-- without a tenant: which one is meant?
select call, asked(call) from calls order by n;
select tenant_id, id, name, enabled from automations order by 1, 2;
select tenant_id, id, status from messages where id between 50 and 52 order by 1, 2;
-- the same ids are fine where a tenant is set, and only that tenant's rows are touched
set automation.tenant_id = 'b';
select call, asked(call) from calls order by n;
reset automation.tenant_id;
select tenant_id, id, name, enabled from automations order by 1, 2;
select tenant_id, id, status from messages where id between 50 and 52 order by 1, 2;
-- one that only one tenant has is found without
select automation_enable(78, false) ->> 'name' as name;
select automation_delete(78), automation_delete(78) as again;

-- what is imported and installed goes by name within the tenant
insert into automations (id, tenant_id, name, type, trigger, message_template)
values (90, '', 'welcome', 'lead_followup', 'new_lead', 'old'), (90, 'a', 'welcome', 'lead_followup', 'new_lead', 'of a');
select r ->> 'id' as id, r ->> 'tenant_id' as tenant
  from automation_import(jsonb_set(automation_export(), '{automations,0,message_template}', '"new"')) r;
select tenant_id, id, message_template from automations where id = 90 order by 1;

-- reports of providers
insert into messages (id, tenant_id, lead_id, body, status, channel, provider_message_id)
values (70, 'a', 5, 'x', 'sent', 'webhook', 'theirs-1'), (70, 'b', 5, 'x', 'sent', 'webhook', 'theirs-1');
select asked('automation_delivery_report(''webhook'', ''theirs-1'', ''delivered'')');
set automation.tenant_id = 'a';
select asked('automation_delivery_report(''webhook'', ''theirs-1'', ''delivered'')');
select tenant_id, status from messages where id = 70 order by 1;

set client_min_messages = warning;
drop extension automation cascade;
drop schema crm cascade;
