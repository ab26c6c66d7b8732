-- where products stand: sell-through of the units sold, and the price against other partners that
-- offer the same GTIN in the same currency, of each the lowest
with asked as (
    select
        unnest($rows::integer[]) as row_no, unnest($product_ids::bigint[]) as product_id,
        unnest($currencies::varchar[]) as currency, unnest($units::bigint[]) as units,
        unnest($units_left::bigint[]) as units_left
),
own as (
    select
        asked.row_no, product.partner_id, product.gtin, product.currency,
        coalesce(product.sale_price, product.price) as price
    from asked
    join product
        on product.product_id = asked.product_id and product.currency = asked.currency
    where product.is_active and product.gtin is not null
),
rival as (
    select
        own.row_no, other.partner_id, min(coalesce(other.sale_price, other.price)) as price
    from own
    join product as other
        on other.gtin = own.gtin and other.currency = own.currency
        and other.partner_id <> own.partner_id
    where other.is_active
    group by own.row_no, other.partner_id
),
rivals as (
    select row_no, sum(price) as total, count(price) as partners
    from rival
    group by row_no
)
select
    asked.row_no, measure_sell_through(asked.units, asked.units_left) as sell_through,
    measure_price_index(own.price, rivals.total, rivals.partners) as price_index
from asked
left join own using (row_no)
left join rivals using (row_no)
