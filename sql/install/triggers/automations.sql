-- Triggers of automations. None of them minds statistics: times_triggered and last_triggered are in no column list.
create or replace trigger automation_validate
    before insert or update of
        name, type, trigger, delay_days, delay_hours, delay_minutes, channel, subject_template, message_template,
        ai_instructions, conditions, actions, review, stop_on_reply, max_runs, cooldown, max_lateness, send_window, needs,
        date_field, at, after, yearly, "to", steps, exit, goal, enabled
    on @home@.automations
    for each row
    execute function @code@.automation_validate();

-- Waiting runs follow the rule that they wait for.
create or replace trigger automation_rule_saved
    after insert or delete or update of
        type, trigger, delay_days, delay_hours, delay_minutes, conditions, actions, max_runs, send_window,
        date_field, at, after, yearly, steps, exit, goal, enabled
    on @home@.automations
    for each row
    execute function @code@.automation_on_rule();

create or replace trigger automation_rules_changed
    after insert or delete or truncate or update of
        name, type, trigger, delay_days, delay_hours, delay_minutes, channel, subject_template, message_template,
        ai_instructions, conditions, actions, review, stop_on_reply, max_runs, cooldown, max_lateness, send_window, needs,
        date_field, at, after, yearly, "to", steps, exit, goal, enabled
    on @home@.automations
    for each statement
    execute function @code@.automation_rules_changed();

create or replace trigger automation_touch
    before update of
        name, type, trigger, delay_days, delay_hours, delay_minutes, channel, subject_template, message_template,
        ai_instructions, conditions, actions, review, stop_on_reply, max_runs, cooldown, max_lateness, send_window, needs,
        date_field, at, after, yearly, "to", steps, exit, goal, enabled
    on @home@.automations
    for each row when (old.updated_at is not distinct from new.updated_at)
    execute function @code@.automation_touch();

create or replace trigger automation_keep_tenant
    before update of tenant_id on @home@.automations
    for each row when (old.tenant_id::text collate "C" is distinct from new.tenant_id::text collate "C")
    execute function @code@.automation_keep_tenant();
