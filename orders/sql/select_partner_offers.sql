-- all of a partner's products as select_offers has them, with the hash of each SKU
select
    hash(sku) as hash, product_id, partner_id, sku, coalesce(product_name, sku) as product_name,
    category, brand, coalesce(sale_price, price) as unit_price, currency, availability, is_active,
    cast(price_feed_id as varchar) as price_feed_id, cast(last_feed_id as varchar) as state_feed_id,
    case when availability = 'in_stock' then quantity end as quantity,
    epoch_us(coalesce(quantity_counted_at, created_at)) as counted_us
from product
where partner_id = $partner_id
