-- the orders that name other partners than those of their lines and refunds: who may read them
with line as (
    select order_id, partner_id from order_item
    union all
    select order_id, partner_id from order_refund
),
summed as (
    select order_id, min(partner_id) as first_id, max(partner_id) as last_id
    from line
    group by order_id
),
-- all but those that name one partner and have lines of that one alone, which most do
doubtful as (
    select order_id, order_number, partner_ids
    from customer_order
    left join summed using (order_id)
    where first_id is distinct from last_id or partner_ids is distinct from [first_id]
),
found as (
    select order_id, list_sort(list(distinct partner_id)) as partner_ids
    from line
    where order_id in (select order_id from doubtful)
    group by order_id
)
select
    cast(null as bigint) as partner_id, order_id, order_number,
    doubtful.partner_ids as partners_named, coalesce(found.partner_ids, []) as partners_of_lines
from doubtful
left join found using (order_id)
where list_sort(doubtful.partner_ids) <> coalesce(found.partner_ids, [])
