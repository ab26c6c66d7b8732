-- the rows of a month
select *
from shown.{table_name}
where day >= cast($month || '-01' as date)
    and day < cast(cast($month || '-01' as date) + interval 1 month as date)
