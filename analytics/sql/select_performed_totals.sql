-- how many products sold, fell, and sell nothing any more, by currency, the largest first
select
    currency,
    count(*) filter (units > 0) as products_sold,
    count(*) filter (change < 0) as products_falling,
    count(*) filter (units = 0 and previous_units > 0) as products_stopped,
    coalesce(-sum(change) filter (change < 0), 0) as lost,
    coalesce(sum(change) filter (change > 0), 0) as gained
from performed
group by currency
order by products_sold desc, currency
