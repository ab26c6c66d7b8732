-- the orders whose total is not the sum of their lines
with summed as (
    select order_id, sum(line_total) as lines_total from order_item group by order_id
)
select
    case when len(partner_ids) = 1 then partner_ids[1] end as partner_id,
    order_id, order_number, currency, total, coalesce(summed.lines_total, 0) as lines_total
from customer_order
left join summed using (order_id)
where total <> coalesce(summed.lines_total, 0)
