-- the picked products of a range of rows, as they are
insert into published.products
select
    product.product_id, partner.code, product.sku, product.product_name, product.price,
    product.sale_price, product.currency, product.availability, product.quantity, product.brand,
    product.category, product.description, product.gtin, product.mpn, product.image_link,
    product.link, product.condition, product.availability_date, product.attributes,
    product.is_active, product.created_at, product.updated_at, product.first_feed_id,
    product.last_feed_id, product.price_feed_id
from picked_product as product
join partner on partner.partner_id = product.partner_id
where product.row_id between $first and $last
