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

-- a reminder whose day was a holiday is found again when it is none any more, by an automation with a window of its own
set timezone = 'UTC';
delete from automation_settings;
insert into automation_settings (timezone, holidays) values ('UTC', array[current_date, current_date + 1]);
insert into automations (id, name, type, trigger, delay_hours, message_template, send_window) values
  (900, 'Remind', 'booking_reminder', 'booking_reminder_hours', 1, 'See you', '{"from": "00:00", "until": "24:00"}');
call automation_run();
insert into leads (id, name) values (900, 'Zoe');
insert into bookings (id, lead_id, starts_at) values (900, 900, current_date + interval '36 hours');
call automation_run();
select details ->> 'reason' as reason from activities where automation_id = 900;
update automation_settings set holidays = null;
call automation_run();
select q.run_at - current_date::timestamptz as due from automation_queue q where q.automation_id = 900;

set client_min_messages = error;
drop schema send_windows cascade;
