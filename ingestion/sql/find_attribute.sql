-- one row if some record has a cell in the attribute's column
select 1
from record
where json_exists(attributes, '$."' || $key || '"')
limit 1
