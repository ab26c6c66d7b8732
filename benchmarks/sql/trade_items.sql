-- three lines of each order, of products of its currency, some of which sell far more than others
insert into order_item (
    order_id, line, product_id, partner_id, sku, product_name, category, brand, unit_price,
    quantity, line_total, currency, country, feed_id, ordered_at
)
select
    line.order_id, line.line, product.product_id, product.partner_id, product.sku,
    product.product_name, product.category, product.brand, product.price, line.quantity,
    product.price * line.quantity, line.currency, line.country, product.price_feed_id,
    line.ordered_at
from (
    select
        placed.*, number as line, 1 + hash(order_number, number) % 4 as quantity,
        list_extract(
            case currency
                when 'EUR' then [1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 20]
                when 'USD' then [6, 7, 8, 16, 17, 18]
                else [9, 19]
            end,
            1 + cast(
                hash(order_number, number, 1)
                % case currency when 'EUR' then 12 when 'USD' then 6 else 2 end as bigint
            )
        ) as seller,
        cast(
            floor($sold_each * pow(hash(order_number, number, 2) % 1000000 / 1e6, 3)) as bigint
        ) as rank
    from customer_order as placed, range(1, 4) as line(number)
) as line
join product on product.product_id = (seller - 1) * $products_each + rank * $apart
order by line.ordered_at
