-- lost demand: the lines of refused orders that could not be met
insert into order_refusal (refused_at, product_id, partner, sku, requested, code, feed_id)
select refused_at, product_id, partner, sku, requested, code, feed_id
from (
    select unnest($lines::struct(
        refused_at timestamptz, product_id bigint, partner varchar, sku varchar,
        requested bigint, code varchar, feed_id uuid
    )[], max_depth := 2)
)
