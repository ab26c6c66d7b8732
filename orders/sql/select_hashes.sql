-- the hash of each SKU of a partner and the product that has it
select hash(sku) as hash, product_id
from product
where partner_id = $partner_id
