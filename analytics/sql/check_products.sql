-- the products that are there twice, or that name a feed or a partner that is not
select
    any_value(partner_id) as partner_id, product_id, any_value(sku) as sku,
    format('this id is there {} times', count(*)) as fault
from product
group by product_id
having count(*) > 1
union all
select
    partner_id, min(product_id), sku, format('this SKU is there {} times', count(*))
from product
group by partner_id, sku
having count(*) > 1
union all
select
    product.partner_id, product_id, sku, 'names a feed or a partner that is not there'
from product
left join partner using (partner_id)
where partner.partner_id is null
    or first_feed_id not in (select feed_id from feed)
    or last_feed_id not in (select feed_id from feed)
    or price_feed_id not in (select feed_id from feed)
