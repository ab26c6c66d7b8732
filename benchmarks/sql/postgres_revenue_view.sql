-- the same, worked out beforehand by day and one thing more: all that the questions need
create materialized view revenue_daily as
select
    day, currency,
    case when grouping(partner) = 0 and grouping(sku) = 0 then 'product'
        when grouping(partner) = 0 then 'partner'
        when grouping(category) = 0 then 'category'
        when grouping(brand) = 0 then 'brand'
        when grouping(country) = 0 then 'country'
        else 'day' end as dimension,
    case when grouping(partner) = 0 and grouping(sku) = 0 then partner || '/' || sku
        else coalesce(partner, category, brand, country, '') end as name,
    count(distinct order_no) filter (where is_placed) as orders,
    sum(units) as units, sum(gross) as gross, sum(refunds) as refunds
from sale_line
group by grouping sets (
    (day, currency), (day, currency, partner), (day, currency, category), (day, currency, brand),
    (day, currency, country), (day, currency, partner, sku)
)
with no data;
create index on revenue_daily (dimension, day)
