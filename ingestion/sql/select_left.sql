-- the products that the revert does not put back as they were, after the last of the page before
select product_id, sku, outcome, last_feed_id as feed_id
from reverting
where outcome in ('kept_for_orders', 'changed_since')
    and ($after is null or product_id > $after)
order by product_id
limit $limit
