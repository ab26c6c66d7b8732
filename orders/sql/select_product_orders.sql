-- the order lines of one product with their orders, the newest first, after the place of the page
-- before; the lines of the page are found first
with page as materialized (
    select order_id, line, quantity, unit_price, line_total, currency, ordered_at
    from order_item
    where product_id = $product_id
        -- the first of the two lets zone maps skip what lies before the page
        and ($after_at is null or ordered_at <= $after_at)
        and (
            $after_at is null
            or ordered_at < $after_at
            or order_id < $after_id::uuid
            or (order_id = $after_id::uuid and line > $after_line)
        )
    order by ordered_at desc, order_id desc, line
    limit $limit
)
select
    page.order_id, booked.order_number, booked.status, booked.customer_ref, page.line,
    page.quantity, page.unit_price, page.line_total, page.currency, page.ordered_at
from page
join customer_order as booked on booked.order_id = page.order_id
order by page.ordered_at desc, page.order_id desc, page.line
