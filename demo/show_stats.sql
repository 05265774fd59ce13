select name as automation, queued, ran, skipped, blocked, failed, held, input_tokens as "tokens read",
       output_tokens as "tokens written", to_char(last_triggered, 'HH24:MI:SS') as "last ran"
from automation_stats order by id;
