-- the orders that name other partners than those of their lines and refunds: who may read them
with line as (
    select order_id, partner_id from order_item
    union all
    select order_id, partner_id from order_refund
),
found as (
    select order_id, list_sort(list(distinct partner_id)) as partner_ids
    from line
    group by order_id
)
select
    cast(null as bigint) as partner_id, order_id, order_number,
    ordered.partner_ids as partners_named, coalesce(found.partner_ids, []) as partners_of_lines
from customer_order as ordered
left join found using (order_id)
where list_sort(ordered.partner_ids) <> coalesce(found.partner_ids, [])
