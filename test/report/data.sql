-- Two months of a studio: what every section of the report shows. Written as history, so that nothing is sent.
create extension automation;
set automation.restoring = on;
insert into automation_settings (business_name, timezone) values ('Lakeside Yoga & <b>Sons</b>', 'Europe/Berlin');
insert into automations (id, name, type, trigger, delay_days, message_template)
select i, n, 'lead_followup', 'new_lead', 3, 'Hi {lead_name}'
  from unnest(array['Welcome', 'Website offer', 'Win back', 'After the trial lesson',
                    'A name that is much longer than anybody would call an automation, and has aVeryLongWordWithoutAnyBreakThatMustNotWidenThePage',
                    '"><script>throw 1</script>', 'مرحبا بالعملاء', 'Empty']) with ordinality v (n, i);
-- one day without anything, one with very much; the last weeks are not settled yet
insert into automation_daily_stats (automation_id, day, ran, skipped, blocked, failed, held, messages, sent, replied, booked, converted, input_tokens,
                                    output_tokens, settled, statuses, wait_buckets, wait_counts)
select a, current_date - d, n, n / 7, n / 19, n / 50, n / 40, n, n - n / 15, n / 9, n / 20, n / 30, n * 310, n * 90, true, jsonb_build_object('customer', 1 + n / 9, '<i>new</i>', n),
       array[200 + a * 10, 330 + a * 20]::smallint[], array[n, n / 3]
  from generate_series(1, 7) a, generate_series(0, 59) d,
       lateral (select case when d = 13 then 0 when d = 20 then 110 else 5 + (a * 37 + d * 11) % 60 end as n) v;
insert into leads (id, name, email, status) select i, case i when 7 then '<img src=x onerror="throw 2">' else 'Lead ' || i end, 'lead' || i || '@example.com',
       (array['new', 'contacted', 'customer'])[1 + i % 3] from generate_series(1, 60) i;
insert into messages (lead_id, automation_id, direction, channel, status, error, created_at)
select i, 1 + i % 3, 'outbound', 'email', 'failed', (array['the server rejects the recipient: 550 5.1.1 <lead' || i || '@example.com> user unknown', 'timed out', 'HTTP 401'])[1 + i % 3],
       now() - i * interval '3 hours' from generate_series(1, 40) i;
insert into messages (lead_id, automation_id, direction, channel, status, subject, flags, created_at)
select i, 6, 'outbound', 'email', 'held', 'Your lesson ' || i, array['money', 'person'], now() - i * interval '1 hour' from generate_series(1, 30) i;
insert into messages (lead_id, automation_id, direction, channel, status, created_at)
select i, 1, 'outbound', 'email', 'recorded', now() - interval '2 days' from generate_series(1, 60) i;
insert into messages (lead_id, direction, flags) values (5, 'inbound', '{maybe_stop}');
insert into automation_suppressions (channel, address, reason, cause) values ('email', 'out@example.com', 'opted_out', 'unsubscribe'),
  ('sms', '+4930123456', 'opted_out', 'stop_word'), ('email', 'gone@example.com', 'undeliverable', 'provider');
insert into automation_queue (automation_id, lead_id, event_at, run_at, event, last_error)
select 1 + i % 7, i, now(), now() + (i - 10) * interval '1 hour', 'new_lead', case when i % 9 = 0 then 'HTTP 503 of the model' end from generate_series(1, 60) i;
insert into activities (lead_id, automation_id, type, details)
select i, 1, t, jsonb_build_object('reason', r, 'detail', 'division by zero')
  from generate_series(1, 20) i, (values ('automation_skipped', 'conditions'), ('automation_blocked', 'opted_out'), ('automation_failed', 'error')) v (t, r);
-- a sequence with a branch, whose names would be markup, and leads at its steps
insert into automations (id, name, type, trigger, channel, goal, steps) values
  (20, '"><b>Drip</b> aVeryLongWordWithoutAnyBreakThatMustNotWidenThePageAtAllWhateverItIs', 'sequence', 'new_lead', 'email', '"booking"',
   '[{"name": "welcome", "message_template": "Hi"}, {"name": "<i>tier</i>", "if": {"attributes.tier": "gold"}, "then": [{"name": "call", "actions": {"set": {"attributes.call": true}}}]},
     {"name": "day 3", "wait": "3 days", "message_template": "Still there?"}, {"name": "day 7", "wait": "4 days", "message_template": "Last one"}]');
insert into automation_daily_stats (automation_id, day, ran, messages, sent, replied, booked, settled, steps)
select 20, current_date - d, 40, 90, 85, 9, 4, true,
       jsonb_build_object('welcome', '{"ran": 40, "left": 3, "replied": 5, "booked": 1}'::jsonb, 'call', '{"ran": 9}'::jsonb,
                          'day 3', '{"ran": 30, "skipped": 4, "blocked": 1, "left": 6, "replied": 4, "booked": 3, "goal": 2}'::jsonb, 'removed', '{"ran": 2, "failed": 1}'::jsonb)
  from generate_series(0, 45) d;
insert into automation_enrollments (automation_id, lead_id, runs, entry)
select 20, i, 1, jsonb_build_object('step', case when i % 3 = 0 then 'day 7' else 'day 3' end, 'entered_at', 1790000000000000, 'reached_at', 1790000000000000) from generate_series(1, 31) i;
insert into automation_queue (automation_id, lead_id, event, event_at, run_at, context)
select 20, lead_id, 'step', now(), now() + interval '1 day', jsonb_build_object('step', entry ->> 'step', 'entry', id) from automation_enrollments where automation_id = 20;
