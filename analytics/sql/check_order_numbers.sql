-- the orders that share their number, or past ones their number of one source, and ids given twice
with ordered as (
    select
        order_id, order_number, imported_from,
        case when len(partner_ids) = 1 then partner_ids[1] end as partner_id
    from customer_order
)
select
    case when min(partner_id) = max(partner_id) and count(partner_id) = count(*)
        then min(partner_id) end as partner_id,
    min(order_id) as order_id, order_number, imported_from, count(*) as orders
from ordered
group by order_number, imported_from
having count(*) > 1
union all
select null, order_id, min(order_number), min(imported_from), count(*)
from ordered
group by order_id
having count(*) > 1
