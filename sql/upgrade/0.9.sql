
-- Another result or other parameters cannot be had by replacing: these are made anew, and who may call automation_status()
-- has to be said again.
drop function automation_status();
drop function automation_install_steps(text, jsonb, jsonb);
