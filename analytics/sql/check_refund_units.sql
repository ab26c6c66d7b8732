-- the lines of which more was given back than was bought, or all for another amount than paid
with given as (
    select order_id, line, sum(quantity) as units, sum(amount) as amount
    from order_refund
    where not is_imported
    group by order_id, line
)
select
    case when len(ordered.partner_ids) = 1 then ordered.partner_ids[1] end as partner_id,
    order_id, line, item.sku, item.currency, item.quantity, given.units as quantity_given_back,
    item.line_total, given.amount as amount_given_back
from order_item as item
join given using (order_id, line)
left join customer_order as ordered using (order_id)
where given.units > item.quantity
    or given.amount > item.line_total
    or (given.units = item.quantity and given.amount <> item.line_total)
