select id, name, type, trigger, delay, channel, conditions
from automation_list() order by id;
