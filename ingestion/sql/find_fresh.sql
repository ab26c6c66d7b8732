-- the records that could change something, those of the fast reader first and in its order
create or replace temp table fresh as
select record_number, line_number, read_line
from sighted
where same_id is null
order by read_line nulls last, record_number
