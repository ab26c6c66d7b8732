-- the records that could change something, in the order of the file
create or replace temp table fresh as
select record_number, line_number
from sighted
where same_id is null
order by record_number
