-- the lines placed of a batch; a product that was removed meanwhile is not named
insert into order_item (
    order_id, line, product_id, partner_id, sku, product_name, category, brand, unit_price,
    quantity, line_total, currency, country, ordered_at, is_imported
)
select
    due.order_id, due.line, there.product_id, due.partner_id, due.sku, due.product_name,
    case when there.product_id is not null then due.category end,
    case when there.product_id is not null then due.brand end,
    due.unit_price, due.quantity, due.amount, due.currency, due.country, due.moment, true
from due_line as due
left join product as there on there.product_id = due.product_id
where due.batch_no = $batch_no and not due.is_refund
order by due.record_number
