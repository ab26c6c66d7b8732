-- the products that are there twice, or that name a feed or a partner that is not. Of all products
-- numbers are counted, and hashes of SKUs; what is more than one of them is looked at closely
with id_twice as (
    select product_id from product group by product_id having count(*) > 1
),
hash_twice as (
    select hash(partner_id, sku) as sku_hash from product group by sku_hash having count(*) > 1
)
select
    any_value(partner_id) as partner_id, product_id, any_value(sku) as sku,
    format('this id is there {} times', count(*)) as fault
from product
where product_id in (select product_id from id_twice)
group by product_id
union all
select
    partner_id, min(product_id), sku, format('this SKU is there {} times', count(*))
from product
where hash(partner_id, sku) in (select sku_hash from hash_twice)
group by partner_id, sku
having count(*) > 1
union all
select partner_id, product_id, sku, 'names a feed or a partner that is not there'
from product
where partner_id not in (select partner_id from partner)
    or first_feed_id not in (select feed_id from feed)
    or last_feed_id not in (select feed_id from feed)
    or price_feed_id not in (select feed_id from feed)
