-- What the triggers call that have to do with consent and with channels.

create function automation_on_opt_out() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_opt_out() is
'Trigger on leads: ends the runs and messages that wait for a channel of which the lead has just opted out, and records the
opt-out for its addresses.';

create function automation_keep_opt_out() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_keep_opt_out() is
'Trigger on leads: restores channels in opted_out that an application removed although the person or a provider
recorded the opt-out.';

create function automation_check_suppression() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_check_suppression() is
'Trigger on automation_suppressions: normalizes channel, address and reason.';

create function automation_on_suppression_removed() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_suppression_removed() is
'Trigger on automation_suppressions: when a row is deleted by hand, revokes its opt-out for the leads with the address.';

create function automation_check_channel() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_check_channel() is
'Trigger on automation_channels: rejects settings that could never work, and ends a pause when they change.';

create function automation_on_channel() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_channel() is
'Trigger on automation_channels: notifies the worker at commit.';
