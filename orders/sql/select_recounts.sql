-- the latest count of each quantity that a feed repeated without changing the product's row
select
    product_id, quantity, epoch_us(max(counted_at)) as counted_us,
    arg_max(feed_id, counted_at) as feed_id
from stock_count
where product_id in (select unnest($product_ids::bigint[]))
group by product_id, quantity
