-- What the triggers of automation_booking_sources call.

create function automation_check_booking_source() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_check_booking_source() is
'Trigger on automation_booking_sources: rejects a source that could never be synced, and ends a pause when the account changes.';

create function automation_on_booking_source() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_booking_source() is
'Trigger on automation_booking_sources: notifies the worker at commit.';
