-- every change of what matters to a sale, of the products in `asked`: whether it is in the
-- catalog, its availability, its quantity, its price; `stops` says that nobody could order it since
create or replace temp table turn as
with change as (
    select
        product_id, feed_id, action = 'reverted' as by_revert, changed_at,
        before.is_active as active_before, after.is_active as active_after,
        before.availability as availability_before, after.availability as availability_after,
        before.quantity as quantity_before, after.quantity as quantity_after,
        coalesce(before.sale_price, before.price) as price_before,
        coalesce(after.sale_price, after.price) as price_after,
        before.currency as currency_before, after.currency as currency_after
    from product_change
    where product_id in (select product_id from asked)
        and ($since is null or changed_at >= $since)
        and ($to_at is null or changed_at < $to_at)
),
worded as (
    select
        *, 'active' as kind, active_before is distinct from active_after as differs,
        case when active_before then 'active' else 'inactive' end as before,
        case when active_after then 'active' else 'inactive' end as after,
        coalesce(active_before, false) and not coalesce(active_after, false) as stops
    from change
    union all
    select
        *, 'availability', availability_before is distinct from availability_after,
        availability_before, availability_after,
        availability_before in ('in_stock', 'preorder', 'backorder')
            and coalesce(availability_after not in ('in_stock', 'preorder', 'backorder'), true)
    from change
    union all
    select
        *, 'quantity', quantity_before is distinct from quantity_after,
        regexp_replace(cast(quantity_before as varchar), '\.?0+$', ''),
        regexp_replace(cast(quantity_after as varchar), '\.?0+$', ''),
        coalesce(quantity_after < 1 and availability_after = 'in_stock', false)
            and coalesce(quantity_before >= 1, true)
    from change
    union all
    select
        *, 'price',
        price_before is distinct from price_after
        or currency_before is distinct from currency_after,
        null, null, price_before > 0 and coalesce(price_after <= 0, true)
    from change
)
select
    product_id, kind, changed_at, feed_id, by_revert, before, after, stops, quantity_before,
    quantity_after, price_before, price_after, currency_before, currency_after
from worded
where differs
