-- What the triggers call that have to do with consent and with channels.

create function automation_on_opt_out() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_opt_out() is
'Trigger on leads: ends the runs and messages that wait on a channel which the lead has just refused, and tells it.';

create function automation_check_channel() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_check_channel() is
'Trigger on automation_channels: refuses settings that could never work, and ends a pause when they change.';

create function automation_on_channel() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_channel() is
'Trigger on automation_channels: tells the worker at commit.';
