-- the items of orders, one row a line, each column a list
insert into order_item (
    order_id, line, product_id, partner_id, sku, product_name, category, brand, unit_price,
    quantity, line_total, currency, feed_id, ordered_at
)
select
    unnest($order_id::uuid[]), unnest($line::integer[]), unnest($product_id::bigint[]),
    unnest($partner_id::bigint[]), unnest($sku::varchar[]), unnest($product_name::varchar[]),
    unnest($category::varchar[]), unnest($brand::varchar[]),
    unnest($unit_price::decimal(18, 4)[]), unnest($quantity::bigint[]),
    unnest($line_total::decimal(18, 4)[]), unnest($currency::varchar[]),
    unnest($feed_id::uuid[]), unnest($ordered_at::timestamptz[])
