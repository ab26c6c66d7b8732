-- the products of a partner of which a feed repeated the quantity
select distinct product_id
from stock_count
where product_id in (select product_id from product where partner_id = $partner_id)
