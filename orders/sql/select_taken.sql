-- the units of each product ordered since it was counted; $since is the earliest of the counts.
-- What a cancelled order had taken since then is given back; what an older one had is not, as
-- no count has named it again
with counted as (
    select
        unnest($product_ids::bigint[]) as product_id,
        unnest($counted_at::timestamptz[]) as counted_at
),
taken as (
    select product_id, quantity as units, ordered_at
    from order_item
    where ordered_at >= $since and not is_imported
    union all
    select product_id, -quantity, ordered_at
    from order_refund
    where ordered_at >= $since and is_cancellation
)
select taken.product_id, cast(sum(taken.units) as bigint) as units
from taken
join counted
    on counted.product_id = taken.product_id and taken.ordered_at >= counted.counted_at
group by taken.product_id
