-- the refunds of a batch; a product that was removed meanwhile is not named
insert into order_refund (
    refund_id, order_id, line, product_id, partner_id, sku, product_name, category, brand,
    currency, country, quantity, amount, refunded_at, is_imported
)
select
    due.refund_id, due.order_id, due.line, there.product_id, due.partner_id, due.sku,
    due.product_name,
    case when there.product_id is not null then due.category end,
    case when there.product_id is not null then due.brand end,
    due.currency, due.country, due.quantity, due.amount, due.moment, true
from due_line as due
left join product as there on there.product_id = due.product_id
where due.batch_no = $batch_no and due.is_refund
order by due.record_number
