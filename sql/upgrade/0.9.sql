
-- Other parameters cannot be had by replacing.
drop function automation_install_steps(text, jsonb, jsonb);
