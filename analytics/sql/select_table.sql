-- all rows
select *
from shown.{table_name}
