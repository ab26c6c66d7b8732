-- three items of each past order, each of a product that is there
insert into order_item (
    order_id, line, product_id, partner_id, sku, product_name, category, brand, unit_price,
    quantity, line_total, currency, feed_id, ordered_at
)
with numbered as (
    select *, row_number() over (order by product_id) - 1 as number from product
),
products as (
    select count(*) as there from product
),
line as (
    select
        past.order_id, past.ordered_at, line.number as line,
        hash(past.order_number, line.number) % products.there as product_number
    from customer_order as past, range(1, 4) as line(number), products
)
select
    line.order_id, line.line, product_id, partner_id, sku, product_name, category, brand, 10, 1, 10,
    'USD', price_feed_id, line.ordered_at
from line
join numbered on numbered.number = line.product_number
order by line.ordered_at
