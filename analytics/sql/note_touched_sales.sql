-- what the touched products sold in the days before and since the feed, by product and currency
create or replace temp table touched_sales as
with split as (
    select
        product_id, currency,
        case when happened_at < $loaded_at then gross end as gross_before,
        case when happened_at < $loaded_at then refunds end as refunds_before,
        case when happened_at < $loaded_at then units end as units_before,
        case when happened_at >= $loaded_at then gross end as gross_after,
        case when happened_at >= $loaded_at then refunds end as refunds_after,
        case when happened_at >= $loaded_at then units end as units_after
    from sales_line
    where happened_at >= $from_at and happened_at < $to_at
        and product_id in (select product_id from touched)
)
select
    product_id, currency, measure_net(gross_before, refunds_before) as net_before,
    measure_units(units_before) as units_before, measure_net(gross_after, refunds_after)
        as net_after,
    measure_units(units_after) as units_after
from split
group by product_id, currency
