-- what feeds did to one product, the newest first; its insert, the oldest, is in its own row
with change as (
    select feed_id, action, changed_at, changed_columns, before, after
    from product_change
    where product_id = $product_id
    union all
    select first_feed_id, 'inserted', created_at, [], null, null
    from product
    where product_id = $product_id
)
select feed_id, action, changed_at, changed_columns, before, after
from change
where $after_at is null
    or changed_at < try_cast($after_at as timestamptz)
    or (
        changed_at = try_cast($after_at as timestamptz)
        and feed_id < try_cast($after_feed_id as uuid)
    )
order by changed_at desc, feed_id desc
limit $limit
