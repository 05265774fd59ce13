-- automation_step_list: the steps of every sequence in the order in which they are written, those within branches, too. Reads
-- the automations. That a step is an object is asked for the planner: it expects few of them then, and not a thousand for
-- every step, so that nothing is compiled or sorted for rows that never come.
create view @home@.automation_step_list with (security_invoker = true) as
with recursive written as (
    select a.tenant_id, a.id as automation_id, jsonb_strip_nulls(s.step) as step, array[s.place] as path, null::text as parent,
           null::text as branch
      from @home@.automations a
     cross join lateral jsonb_array_elements(jsonb_path_query_array(a.steps, 'lax $[*]')) with ordinality s (step, place)
     where a.type = 'sequence' and jsonb_typeof(s.step) = 'object'
    union all
    select w.tenant_id, w.automation_id, b.step, w.path || b.number || b.place, w.step ->> 'name', b.branch
      from written w
     cross join lateral (
           select 1::bigint as number, 'then'::text as branch, s.step, s.place
             from jsonb_array_elements(jsonb_path_query_array(w.step, 'lax $.then[*]')) with ordinality s (step, place)
            where jsonb_typeof(s.step) = 'object'
           union all
           select 2::bigint as number, 'else'::text as branch, s.step, s.place
             from jsonb_array_elements(jsonb_path_query_array(w.step, 'lax $.else[*]')) with ordinality s (step, place)
            where jsonb_typeof(s.step) = 'object'
           union all
           select 2 + x.number as number, x.arm ->> 'name' as branch, s.step, s.place
             from jsonb_array_elements(jsonb_path_query_array(w.step, 'lax $.split[*]')) with ordinality x (arm, number)
            cross join lateral jsonb_array_elements(jsonb_path_query_array(x.arm, 'lax $.steps[*]')) with ordinality s (step, place)
            where jsonb_typeof(x.arm) = 'object' and jsonb_typeof(s.step) = 'object') b
)
select w.tenant_id,
       w.automation_id,
       row_number() over (partition by w.tenant_id, w.automation_id order by w.path) as place,
       btrim(w.step ->> 'name', E' \t\r\n') as step,
       btrim(w.step ->> 'was', E' \t\r\n') as was,
       case when w.step ? 'if' then 'if'
            when w.step ? 'split' then 'split'
            when w.step ? 'enroll' then 'enroll'
            when w.step ? 'exit' then 'exit'
            when w.step ? 'actions' then 'actions'
            when w.step ?| '{channel,subject_template,message_template,ai_instructions,review,to}' then 'message'
            else 'wait' end as does,
       btrim(w.parent, E' \t\r\n') as parent,
       btrim(w.branch, E' \t\r\n') as branch
  from written w;

comment on view @home@.automation_step_list is 'The steps of sequences as they are written.';
comment on column @home@.automation_step_list.tenant_id is 'The tenant.';
comment on column @home@.automation_step_list.automation_id is 'The sequence.';
comment on column @home@.automation_step_list.place is 'Its place in the sequence, from 1, counting steps within branches and arms as they are written.';
comment on column @home@.automation_step_list.step is 'The name of the step.';
comment on column @home@.automation_step_list.was is 'The name that it had before it was renamed.';
comment on column @home@.automation_step_list.does is 'What it does: message, actions, if, split, enroll, exit or wait.';
comment on column @home@.automation_step_list.parent is 'The step of which it is a part; null if it is in no branch.';
comment on column @home@.automation_step_list.branch is 'then, else, or the arm of the parent that it is in.';
