-- What the triggers call that have to do with consent and with channels.

create function automation_on_opt_out() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_opt_out() is
'Trigger on leads: ends the runs and messages that wait on a channel which the lead has just refused, and writes the
refusal down for its addresses.';

create function automation_keep_opt_out() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_keep_opt_out() is
'Trigger on leads: puts channels back into opted_out that an application left out although the person or a provider
refused them.';

create function automation_check_suppression() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_check_suppression() is
'Trigger on automation_suppressions: brings channel, address and reason to the form in which they are compared.';

create function automation_on_suppression_removed() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_suppression_removed() is
'Trigger on automation_suppressions: when a row is deleted by hand, leads with the address take back what it stood for.';

create function automation_check_channel() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_check_channel() is
'Trigger on automation_channels: refuses settings that could never work, and ends a pause when they change.';

create function automation_on_channel() returns trigger
language c as 'MODULE_PATHNAME';
comment on function automation_on_channel() is
'Trigger on automation_channels: tells the worker at commit.';
