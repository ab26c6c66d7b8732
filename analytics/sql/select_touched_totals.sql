-- what all touched products sold before and since, by currency
select
    currency, count(*) as products_sold, sum(net_before) as net_before,
    sum(net_after) as net_after, cast(sum(units_before) as bigint) as units_before,
    cast(sum(units_after) as bigint) as units_after
from touched_sales
group by currency
order by currency
