-- What the owner of the tables needs of the extension's functions.
create function automation_install_execute() returns void
language c volatile as 'MODULE_PATHNAME';
comment on function automation_install_execute() is
'Grants the owner of the tables EXECUTE on the trigger functions, which attaching a partition requires.';
