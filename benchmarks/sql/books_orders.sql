-- every order under its key, with its items by line
select
    placed.idempotency_key as key, placed.order_id, placed.order_number, placed.total,
    list({
        'line': item.line, 'sku': item.sku, 'unit_price': item.unit_price,
        'quantity': item.quantity, 'line_total': item.line_total
    } order by item.line) as items
from customer_order as placed
join order_item as item on item.order_id = placed.order_id
where placed.idempotency_key is not null
group by all
