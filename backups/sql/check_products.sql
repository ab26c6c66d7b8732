-- the products that are there twice, or that name a feed or a partner that is not
select 'product ' || product_id::varchar as subject, 'is there more than once' as fault
from product
group by product_id
having count(*) > 1
union all
select 'SKU ' || sku, format('is there {} times for partner {}', count(*), partner_id)
from product
group by partner_id, sku
having count(*) > 1
union all
select 'product ' || product_id::varchar, 'names a feed or a partner that is not there'
from product
where first_feed_id not in (select feed_id from feed)
    or last_feed_id not in (select feed_id from feed)
    or price_feed_id not in (select feed_id from feed)
    or partner_id not in (select partner_id from partner)
