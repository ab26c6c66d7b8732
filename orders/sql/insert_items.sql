-- the items of an order, one row a line
insert into order_item (
    order_id, line, product_id, partner_id, sku, product_name, category, brand, unit_price,
    quantity, line_total, currency, feed_id, ordered_at
)
select
    $order_id, line, product_id, partner_id, sku, product_name, category, brand, unit_price,
    quantity, line_total, $currency, feed_id, $ordered_at
from (
    select unnest($lines::struct(
        line integer, product_id bigint, partner_id bigint, sku varchar, product_name varchar,
        category varchar, brand varchar, unit_price decimal(18, 4), quantity bigint,
        line_total decimal(18, 4), feed_id uuid
    )[], max_depth := 2)
)
