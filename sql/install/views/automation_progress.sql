-- automation_progress: long work that is under way. Reads small tables and shared memory.
create view @home@.automation_progress with (security_invoker = true) as
select w.work, w.tenant_id, w.automation_id, w.done, w.total, w.unit, w.started_at, w.detail
  from @code@.automation_progress() w;

comment on view @home@.automation_progress is 'Long work of the background worker that is under way.';
comment on column @home@.automation_progress.work is 'retention (old rows are removed), lead dates (existing leads are read for an automation with trigger lead_date), scan (what is due soon is looked for) or booking import (the first sync of a source).';
comment on column @home@.automation_progress.tenant_id is 'The tenant; null if the work concerns all tenants.';
comment on column @home@.automation_progress.automation_id is 'The automation, if the work is for one.';
comment on column @home@.automation_progress.done is 'How much is done; null if it is not known.';
comment on column @home@.automation_progress.total is 'How much there is to do; null if it is not known.';
comment on column @home@.automation_progress.unit is 'The unit of done and total.';
comment on column @home@.automation_progress.started_at is 'When the work began; null if it is not known.';
comment on column @home@.automation_progress.detail is 'The work in words.';
