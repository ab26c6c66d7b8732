-- the orders whose total is not that of their items, whose number is there twice, and lost items
with summed as (
    select
        order_id, sum(line_total) as total, count(*) as lines, count(distinct line) as numbers,
        min(currency) as first_currency, max(currency) as last_currency
    from order_item
    group by order_id
)
select
    'order ' || ordered.order_number as subject,
    format('total {}, items {}', ordered.total, coalesce(summed.total, 0)) as fault
from customer_order as ordered
left join summed using (order_id)
where ordered.total <> coalesce(summed.total, 0)
    or summed.lines <> summed.numbers
    or summed.first_currency <> ordered.currency
    or summed.last_currency <> ordered.currency
    or (summed.order_id is null and ordered.imported_from is null)
union all
select 'order ' || order_number, 'its number is there more than once'
from customer_order
where imported_from is null
group by order_number
having count(*) > 1
union all
select 'order ' || order_id::varchar, 'has items, and is not there'
from (select distinct order_id from order_item)
where order_id not in (select order_id from customer_order)
union all
select 'product ' || product_id::varchar, 'was ordered, and is not there'
from (select distinct product_id from order_item where not is_imported)
where product_id not in (select product_id from product)
