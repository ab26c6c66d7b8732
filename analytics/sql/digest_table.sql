-- how many rows a table has, and a number that changes with any of them
select count(*) as rows, coalesce(sum(hash(exported)::hugeint), 0) as digest
from shown.{table_name} as exported
