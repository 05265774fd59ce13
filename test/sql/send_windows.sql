-- Sending windows and delays of minutes: what is refused, with its hint, and what the functions show of them.
\set SHOW_CONTEXT never
set client_min_messages = error;
create schema send_windows;
create extension automation schema send_windows;
reset client_min_messages;
set search_path = send_windows;

select automation_create('{"name": "Office", "type": "lead_followup", "trigger": "new_lead", "delay_minutes": 90,
    "send_window": {"days": ["mon", "fri"], "from": "09:00", "until": "18:00"}, "message_template": "Hello"}')
       ->> 'send_window';
select name, delay from automation_list();
select automation_update(1, '{"delay_hours": 1, "delay_minutes": 1}') ->> 'delay_minutes';
select delay from automation_list();
select e -> 'send_window', e -> 'delay_minutes' from jsonb_array_elements(automation_export() -> 'automations') e;
select automation_update(1, '{"send_window": null, "delay_minutes": null}') -> 'send_window';

-- bad input
\set bad '{"name": "Bad", "type": "lead_followup", "trigger": "new_lead"}'
select automation_create(:'bad'::jsonb || '{"send_window": "9-18"}');
select automation_create(:'bad'::jsonb || '{"send_window": {"from": "09:00"}}');
select automation_create(:'bad'::jsonb || '{"send_window": {"from": "9am", "until": "18:00"}}');
select automation_create(:'bad'::jsonb || '{"send_window": {"from": "09:00", "until": "25:00"}}');
select automation_create(:'bad'::jsonb || '{"send_window": {"from": "09:00", "until": "09:00"}}');
select automation_create(:'bad'::jsonb || '{"send_window": {"days": [], "from": "09:00", "until": "18:00"}}');
select automation_create(:'bad'::jsonb || '{"send_window": {"days": ["Monday"], "from": "09:00", "until": "18:00"}}');
select automation_create(:'bad'::jsonb || '{"send_window": {"day": ["mon"], "from": "09:00", "until": "18:00"}}');
select automation_create(:'bad'::jsonb || '{"delay_minutes": 1.5}');
select automation_create(:'bad'::jsonb || '{"delay_minutes": -5}');
select automation_create(:'bad'::jsonb || '{"delay_minutes": 99999999}');
insert into automation_settings (send_window) values ('{"from": "18:00", "to": "09:00"}');
insert into automation_settings (send_window, quiet_from, quiet_until)
values ('{"from": "22:00", "until": "06:00"}', '21:00', '08:00');
insert into automation_settings (holidays) values ('{2026-13-01}');

-- quiet hours that leave a window never open, whichever is saved last
insert into automation_settings (quiet_from, quiet_until) values ('20:00', '08:00');
select automation_create(:'bad'::jsonb || '{"send_window": {"from": "21:00", "until": "23:00"}}');
select automation_update(1, '{"send_window": {"from": "07:00", "until": "09:00"}}') ->> 'send_window';
update automation_settings set quiet_until = '10:00';
update automation_settings set quiet_from = '23:00', quiet_until = '23:00';
insert into automation_settings (tenant_id, send_window) values ('a', '{"from": "07:00", "until": "09:00"}');

set client_min_messages = error;
drop schema send_windows cascade;
