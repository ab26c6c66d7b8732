-- one product by its id, or by its SKU, of any partner or of the one given
select
    product.product_id, partner.code as partner, product.sku, product.product_name, product.price,
    product.currency, product.availability, product.quantity, product.sale_price,
    product.description, product.brand, product.category, product.gtin, product.mpn,
    product.image_link, product.link, product.condition, product.availability_date,
    product.attributes, product.is_active, product.created_at, product.updated_at
from product
join partner using (partner_id)
where ($product_id is null or product.product_id = $product_id)
    and ($sku is null or product.sku = $sku)
    and ($partner_id is null or product.partner_id = $partner_id)
