-- What the page must show: the same by the views, as one JSON object.
select json_build_object(
  'totals', (select json_build_object('events', sum(events), 'runs', sum(runs), 'messages', sum(messages), 'sent', sum(sent),
                                      'replied', sum(replied), 'booked', sum(booked)) from automation_funnel()),
  'waiting', (select json_build_object('waiting', sum(waiting), 'due', sum(due), 'deliveries', sum(deliveries)) from automation_backlog),
  'held', (select count(*) from messages where status = 'held'),
  'failed_messages', (select count(*) from messages where status = 'failed'),
  'unclassified', (select count(*) from messages where direction = 'inbound' and 'maybe_stop' = any (flags)),
  'suppressed', (select count(*) from automation_suppressions),
  'steps', (select json_agg(json_build_object('step', s.step, 'waiting', s.waiting, 'ran', d.ran, 'replied', d.replied, 'left_here', d.left_here, 'converted', d.converted))
              from automation_steps s join (select step, sum(ran) as ran, sum(replied) as replied, sum(left_here) as left_here, sum(converted) as converted from automation_step_days
                                             where day >= ((now() - interval '30 days') at time zone 'UTC')::date group by 1) d using (step)),
  'automations', (select json_agg(json_build_object('id', automation_id, 'events', events, 'sent', sent, 'replied', replied))
                    from (select automation_id, sum(events) as events, sum(sent) as sent, sum(replied) as replied from automation_funnel() group by 1) f));
