-- the ids of a partner's products by their SKUs
select product_id
from product
where partner_id = $partner_id and sku in (select unnest($skus::varchar[]))
