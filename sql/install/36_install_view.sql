-- Makes a view, or replaces one that is there, so that grants on it and views upon it stay. Inside an extension script
-- PostgreSQL replaces only members of that extension, which our views are not: there it becomes one for a moment.
create function automation_internal.automation_install_view(view text, statements text) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $body$
declare
    replacing text := replace(statements, 'create view ', 'create or replace view ');
begin
    if to_regclass(view) is null then
        execute statements;
        return;
    end if;
    execute replacing;
exception when object_not_in_prerequisite_state then
    execute format('alter extension automation add view %s', view);
    execute replacing;
    execute format('alter extension automation drop view %s', view);
end
$body$;
comment on function automation_internal.automation_install_view(text, text) is
'Creates or replaces a view of the extension.';
