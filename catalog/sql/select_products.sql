-- a page of products in the order of {sort}, one of the closed set of sorts, of those of a filter;
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
    from ({matching})
    where
        -- each of the two lets zone maps skip what lies before the page; nulls come last
        ($after_id is null or {sort} >= $after_key or {sort} is null)
        and ($after_id is null or {sort} is distinct from $after_key or product_id > $after_id)
    order by {sort}, product_id
    limit $limit
)
order by product.{sort}, product.product_id
