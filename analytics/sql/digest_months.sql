-- for each month of a table, how many rows it has and a number that changes with any of them
select
    strftime(exported.day, '%Y-%m') as month, count(*) as rows,
    sum(hash(exported)::hugeint) as digest
from shown.{table_name} as exported
group by month
order by month
