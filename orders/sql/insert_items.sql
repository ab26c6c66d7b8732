-- the items of orders, one row a line
insert into order_item (
    order_id, line, product_id, partner_id, sku, product_name, category, brand, unit_price,
    quantity, line_total, currency, feed_id, ordered_at
)
select
    cast(order_id as uuid), line, product_id, partner_id, sku, product_name, category, brand,
    unit_price, quantity, line_total, currency, cast(feed_id as uuid), ordered_at
from new_item
