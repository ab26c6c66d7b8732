-- products as they can be ordered, and when their quantity was counted, as the row itself says;
-- times are microseconds since 1970 in UTC, as they are read often
select
    product_id, partner_id, sku, coalesce(product_name, sku) as product_name, category, brand,
    coalesce(sale_price, price) as unit_price, currency, availability, is_active, price_feed_id,
    last_feed_id as state_feed_id,
    -- null where no count limits it
    case when availability = 'in_stock' then quantity end as quantity,
    epoch_us(coalesce(quantity_counted_at, created_at)) as counted_us
from product
where product_id in (select unnest($product_ids::bigint[]))
