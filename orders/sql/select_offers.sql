-- products as they can be ordered, with their latest count, null where nothing limits them: a
-- count of stock_count stands while the row still says that quantity, and until a later feed
-- writes it
with wanted as materialized (
    select
        product_id, partner_id, sku, product_name, category, brand, price, sale_price, currency,
        availability, is_active, quantity, quantity_counted_at, created_at, price_feed_id,
        last_feed_id, availability = 'in_stock' and quantity is not null as is_counted
    from product
    where product_id in (select unnest($product_ids::bigint[]))
),
again as (
    select
        product_id, quantity, max(counted_at) as counted_at, arg_max(feed_id, counted_at) as feed_id
    from stock_count
    where product_id in (select product_id from wanted)
    group by product_id, quantity
),
counted as materialized (
    select
        wanted.product_id, greatest(0, floor(wanted.quantity)) as units,
        coalesce(again.counted_at, wanted.quantity_counted_at, wanted.created_at) as counted_at,
        again.feed_id
    from wanted
    left join again
        on again.product_id = wanted.product_id
        and again.quantity = wanted.quantity
        and again.counted_at > coalesce(wanted.quantity_counted_at, wanted.created_at)
    where wanted.is_counted
)
select
    wanted.product_id, wanted.partner_id, partner.code as partner, wanted.sku,
    coalesce(wanted.product_name, wanted.sku) as product_name, wanted.category, wanted.brand,
    coalesce(wanted.sale_price, wanted.price) as unit_price, wanted.currency, currency.minor_unit,
    wanted.availability, wanted.is_active,
    cast(counted.units as bigint) as units_counted, counted.counted_at,
    wanted.price_feed_id,
    coalesce(counted.feed_id, wanted.last_feed_id) as state_feed_id
from wanted
join partner on partner.partner_id = wanted.partner_id
left join currency on currency.code = wanted.currency
left join counted on counted.product_id = wanted.product_id
