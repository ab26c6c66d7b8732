-- one line in 25 is given back, five days later
insert into order_refund (
    refund_id, order_id, line, product_id, partner_id, sku, product_name, category, brand, currency,
    country, quantity, amount, ordered_at, refunded_at
)
select
    uuidv7(), order_id, line, product_id, partner_id, sku, product_name, category, brand, currency,
    country, quantity, line_total, ordered_at, ordered_at + interval 5 day
from order_item
where hash(order_id, line) % 25 = 0 and ordered_at < $ends_at::timestamptz - interval 5 day
order by ordered_at
