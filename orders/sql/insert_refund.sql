-- what an order gives back, one row a line; what is given back is as its item says
insert into order_refund (
    refund_id, order_id, line, product_id, partner_id, sku, product_name, category, brand,
    currency, country, quantity, amount, is_cancellation, ordered_at, refunded_at
)
select
    $refund_id, item.order_id, item.line, item.product_id, item.partner_id, item.sku,
    item.product_name, item.category, item.brand, item.currency, item.country,
    given.quantity, given.amount, $is_cancellation, item.ordered_at, $refunded_at
from order_item as item
join (
    select unnest($lines::struct(
        line integer, quantity bigint, amount decimal(18, 4)
    )[], max_depth := 2)
) as given on given.line = item.line
where item.order_id = $order_id::uuid
