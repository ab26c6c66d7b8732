-- the counts of a feed that repeat what the row says, where units were ordered since the one before
insert into stock_count (product_id, feed_id, quantity, counted_at)
with last_ordered as (
    select product_id, max(ordered_at) as ordered_at
    from order_item
    where not is_imported
    group by product_id
),
again as (
    select product_id, quantity, max(counted_at) as counted_at
    from stock_count
    group by product_id, quantity
)
select carried.product_id, $feed_id, carried.quantity, $received_at
from carried_quantity as carried
join last_ordered on last_ordered.product_id = carried.product_id
join product on product.product_id = carried.product_id
left join again
    on again.product_id = carried.product_id and again.quantity = carried.quantity
where product.quantity = carried.quantity
    and $received_at
        > greatest(coalesce(product.quantity_counted_at, product.created_at), again.counted_at)
    and last_ordered.ordered_at
        >= greatest(coalesce(product.quantity_counted_at, product.created_at), again.counted_at)
