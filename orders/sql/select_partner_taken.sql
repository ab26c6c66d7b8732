-- the units of each of a partner's products ordered since it was counted, as select_taken has
-- them; a product that is missing had none
with taken as (
    select product_id, quantity as units, ordered_at
    from order_item
    where partner_id = $partner_id and not is_imported
    union all
    select product_id, -quantity, ordered_at
    from order_refund
    where partner_id = $partner_id and is_cancellation
),
sold as materialized (
    select product_id, quantity, coalesce(quantity_counted_at, created_at) as counted_at
    from product
    where partner_id = $partner_id
        and availability = 'in_stock'
        and quantity is not null
        and product_id in (select product_id from taken)
),
again as (
    select product_id, quantity, max(counted_at) as counted_at
    from stock_count
    where product_id in (select product_id from sold)
    group by product_id, quantity
),
counted as (
    select sold.product_id, greatest(sold.counted_at, again.counted_at) as counted_at
    from sold
    left join again on again.product_id = sold.product_id and again.quantity = sold.quantity
)
select taken.product_id, cast(sum(taken.units) as bigint) as units
from taken
join counted
    on counted.product_id = taken.product_id and taken.ordered_at >= counted.counted_at
group by taken.product_id
