-- what must never be in the books, and how often it is
select fault, count(*) as rows
from (
    select 'keys are there twice' as fault
    from answered_key group by owner, key having count(*) > 1
    union all
    select 'orders have no key' from customer_order where idempotency_key is null
    union all
    select 'keys name no order'
    from answered_key where order_id not in (select order_id from customer_order)
    union all
    select 'order numbers are left out'
    from customer_order having max(cast(substr(order_number, 4) as bigint)) <> count(*)
    union all
    select 'states are not what was given back'
    from customer_order as placed
    left join (
        select order_id, sum(amount) as amount from order_refund group by order_id
    ) as given on given.order_id = placed.order_id
    where (placed.status = 'CANCELLED') <> (given.amount is not null)
        or given.amount <> placed.total
    union all
    select 'orders are there twice' from customer_order group by order_id having count(*) > 1
    union all
    select 'order numbers are given twice'
    from customer_order group by order_number having count(*) > 1
    union all
    select 'orders have no items'
    from customer_order where order_id not in (select order_id from order_item)
    union all
    select 'items have no order'
    from order_item where order_id not in (select order_id from customer_order)
    union all
    select 'lines are there twice' from order_item group by order_id, line having count(*) > 1
    union all
    select 'totals are not those of the items'
    from customer_order as placed
    join order_item as item on item.order_id = placed.order_id
    group by placed.order_id, placed.total
    having placed.total <> sum(item.line_total)
)
group by fault
