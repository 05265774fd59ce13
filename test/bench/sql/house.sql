-- What a round starts from, and how the end of one is seen. The extension with its tables is in public.
create extension automation;

-- Which transaction brought a lead: the lead's own row is soon a newer version.
create table bench_arrivals (lead_id bigint not null);

-- Empty tables and one automation of a kind.
create procedure bench_fresh(rule text) language plpgsql as $body$
declare
    config jsonb := '{"name": "Welcome", "type": "lead_followup", "trigger": "new_lead", "channel": "email"}';
begin
    truncate leads, bookings, messages, activities, automations, automation_queue, automation_enrollments,
             automation_stat_deltas, automation_daily_stats, bench_arrivals;
    if rule <> 'none' then
        perform automation_create(config || case rule
            when 'other' then jsonb_build_object('message_template', 'Hi {lead_name}', 'subject_template', 'Welcome',
                                                 'conditions', jsonb_build_object('source', 'Referral'))
            when 'match' then jsonb_build_object('subject_template', 'Welcome', 'message_template',
                'Hi {lead_name}, thank you for your interest. When would be a good time to talk?')
            when 'changed' then jsonb_build_object('trigger', 'lead_changed', 'message_template', 'Welcome to gold',
                'conditions', jsonb_build_object('attributes.tier', jsonb_build_object('changed_to', 'gold')))
            when 'model' then '{}'
        end);
    end if;
end
$body$;

-- Leads as an application has them.
create procedure bench_add_leads(number bigint) language sql as $body$
    insert into leads (name, email, phone, source, attributes)
    select 'Lead ' || i, 'lead' || i || '@example.com', '+4930' || 1000000 + i, 'Website', '{"tier": "gold"}'
      from generate_series(1, number) i
$body$;

-- Until the queue is empty; how long a transaction of the dispatcher was seen open meanwhile, in ms. Commits at every
-- look, so that it holds no snapshot that the dispatcher would have to live with.
create procedure bench_wait(inout longest numeric default null) language plpgsql as $body$
declare
    deadline timestamptz := clock_timestamp() + interval '150 seconds';
begin
    longest := 0;
    loop
        perform from automation_queue order by run_at desc, id desc limit 1;
        exit when not found;
        longest := greatest(longest, (select extract(epoch from max(clock_timestamp() - xact_start)) * 1000
                                        from pg_stat_activity where backend_type = 'automation dispatcher'));
        if clock_timestamp() > deadline then
            raise exception 'the queue is not empty after 150 seconds';
        end if;
        commit;
        perform pg_sleep(0.005);
        commit;
    end loop;
end
$body$;
