-- a page of products in the order of {sort}, one of the closed set of sorts;
-- the keys of the page are found first, so that few columns of many rows are read
select
    product.product_id, partner.code as partner, product.sku, product.product_name, product.price,
    product.currency, product.availability, product.quantity, product.sale_price,
    product.description, product.brand, product.category, product.gtin, product.mpn,
    product.image_link, product.link, product.condition, product.availability_date,
    product.attributes, product.is_active, product.created_at, product.updated_at
from product
join partner using (partner_id)
where product.product_id in (
    select product_id
    from product
    where ($partner_id is null or partner_id = $partner_id)
        and ($sku is null or sku = $sku)
        and (
            $q is null
            or contains(lower(sku), lower($q))
            or contains(lower(product_name), lower($q))
            or contains(lower(brand), lower($q))
        )
        and ($category is null or category = $category)
        and ($brand is null or brand = $brand)
        and ($availability is null or availability = $availability)
        and ($min_price is null or price >= $min_price)
        and ($max_price is null or price <= $max_price)
        and ($currency is null or currency = $currency)
        and ($active is null or is_active = $active)
        and ($updated_since is null or updated_at >= $updated_since)
        -- each of the two lets zone maps skip what lies before the page; nulls come last
        and ($after_id is null or {sort} >= $after_key or {sort} is null)
        and ($after_id is null or {sort} is distinct from $after_key or product_id > $after_id)
    order by {sort}, product_id
    limit $limit
)
order by product.{sort}, product.product_id
