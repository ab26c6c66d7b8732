-- those of the exact reader's records that could change something
insert into picked by name
from exact_record semi join fresh using (record_number)
