-- Sequences for the benchmark: who is inside, and time that passes for them.

-- A drip of messages, one a day; leads enter by their status.
create procedure bench_add_sequence() language plpgsql as $body$
begin
    perform automation_create(jsonb_build_object('name', 'Drip', 'type', 'sequence', 'trigger', 'lead_status_changed',
        'channel', 'email', 'conditions', jsonb_build_object('lead_status', 'open'), 'goal', jsonb_build_object('lead_status', 'customer'),
        'steps', (select jsonb_agg(jsonb_build_object('name', 'day ' || i, 'wait', '1 day', 'subject_template', 'Welcome',
                      'message_template', 'Hi {lead_name}, thank you for your interest. When would be a good time to talk?'))
                    from generate_series(1, 3) i)));
end
$body$;

-- One that waits for a reply.
create procedure bench_add_waiting() language plpgsql as $body$
begin
    perform automation_create(jsonb_build_object('name', 'Answered?', 'type', 'sequence', 'trigger', 'lead_status_changed',
        'channel', 'email', 'conditions', jsonb_build_object('lead_status', 'open'), 'steps', jsonb_build_array(jsonb_build_object(
            'name', 'answered?', 'wait', jsonb_build_object('for', 'reply', 'at_most', '30 days'),
            'then', jsonb_build_array(jsonb_build_object('name', 'thanks', 'subject_template', 'Welcome',
                'message_template', 'Thank you, {lead_name}.')),
            'else', jsonb_build_array()))));
end
$body$;

-- A day passes for those inside.
create procedure bench_pass_day() language sql as $body$
    update automation_enrollments set entry = entry || jsonb_build_object(
               'reached_at', (entry ->> 'reached_at')::bigint - 86400000000, 'entered_at', (entry ->> 'entered_at')::bigint - 86400000000)
     where entry is not null;
    update automation_queue set run_at = run_at - interval '1 day' where event = 'step'
$body$;

-- One message on the trigger of the sequence.
create procedure bench_add_single() language plpgsql as $body$
begin
    perform automation_create(jsonb_build_object('name', 'Single', 'type', 'lead_followup', 'trigger', 'lead_status_changed',
        'channel', 'email', 'conditions', jsonb_build_object('lead_status', 'open'), 'subject_template', 'Welcome',
        'message_template', 'Hi {lead_name}, thank you for your interest. When would be a good time to talk?'));
end
$body$;

-- Others who stand at the first step, due within the days to come. Their leads are not there: nobody looks at them. They came
-- before those who are inserted: their ids are lower.
create procedure bench_add_inside(number bigint) language sql as $body$
    insert into automation_enrollments (automation_id, lead_id, runs, last_run_at, looked_at, entry)
    select a.id, i - number - 1, 1, now(), now(), jsonb_build_object('step', 'day 1', 'waits', true,
               'entered_at', (extract(epoch from now()) * 1000000)::bigint, 'reached_at', (extract(epoch from now()) * 1000000)::bigint)
      from automations a, generate_series(1, number) i where a.type = 'sequence';
    insert into automation_queue (automation_id, lead_id, event, event_at, run_at, context)
    select e.automation_id, e.lead_id, 'step', now(), now() + interval '1 day' + e.id * interval '1 ms',
           jsonb_build_object('step', 'day 1', 'entry', e.id)
      from automation_enrollments e where e.entry is not null
$body$;
