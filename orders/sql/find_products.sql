-- the ids of the products that the lines name, of any partner or of the one given
select product.product_id
from (select unnest($partners::varchar[]) as code, unnest($skus::varchar[]) as sku) as line
join partner on partner.code = line.code
join product on product.partner_id = partner.partner_id and product.sku = line.sku
where ($partner_id is null or partner.partner_id = $partner_id)
