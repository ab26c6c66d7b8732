-- the lines of an order with what was given back of each
with given as (
    select line, sum(quantity) as units, sum(amount) as amount
    from order_refund
    where order_id = $order_id::uuid
    group by line
)
select
    item.line, item.quantity as bought, item.line_total,
    cast(coalesce(given.units, 0) as bigint) as refunded_units,
    coalesce(given.amount, 0) as refunded_amount
from order_item as item
left join given on given.line = item.line
where item.order_id = $order_id::uuid
order by item.line
