-- how many of the products that the feed inserted, and nobody changed since, an order names
select count(*)
from product
where first_feed_id = $feed_id and last_feed_id = $feed_id
    and product_id in (select product_id from ordered_product)
