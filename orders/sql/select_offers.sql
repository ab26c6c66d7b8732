-- products as they can be ordered; units_left is null where nothing limits it.
-- What is left is the latest count less the units ordered since: a count of stock_count stands
-- while the row still says that quantity, and until a later feed writes it
with wanted as materialized (
    select *, availability = 'in_stock' and quantity is not null as is_counted
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
),
taken as (
    select product_id, quantity as units, ordered_at
    from order_item
    where not is_imported
    union all
    -- what a cancelled order had taken since the count: older units no count has named again
    select product_id, -quantity, ordered_at
    from order_refund
    where is_cancellation
),
ordered as (
    select taken.product_id, sum(taken.units) as units
    from taken
    join counted
        on counted.product_id = taken.product_id and taken.ordered_at >= counted.counted_at
    group by taken.product_id
)
select
    wanted.product_id, wanted.partner_id, partner.code as partner, wanted.sku,
    coalesce(wanted.product_name, wanted.sku) as product_name, wanted.category, wanted.brand,
    coalesce(wanted.sale_price, wanted.price) as unit_price, wanted.currency, currency.minor_unit,
    wanted.availability, wanted.is_active,
    case when wanted.is_counted
        then cast(greatest(0, counted.units - coalesce(ordered.units, 0)) as bigint)
    end as units_left,
    wanted.price_feed_id,
    coalesce(counted.feed_id, wanted.last_feed_id) as state_feed_id
from wanted
join partner on partner.partner_id = wanted.partner_id
left join currency on currency.code = wanted.currency
left join counted on counted.product_id = wanted.product_id
left join ordered on ordered.product_id = wanted.product_id
