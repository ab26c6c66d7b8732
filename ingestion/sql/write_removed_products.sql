-- the products that the revert removes, as they are: the feed's diff shows them from now on
insert into removed_product
select
    $feed_id as feed_id, product.product_id, product.partner_id, product.sku,
    struct_pack(
        product_name := product.product_name, price := product.price, currency := product.currency,
        availability := product.availability, quantity := product.quantity,
        sale_price := product.sale_price, description := product.description,
        brand := product.brand, category := product.category, gtin := product.gtin,
        mpn := product.mpn, image_link := product.image_link, link := product.link,
        condition := product.condition, availability_date := product.availability_date,
        attributes := product.attributes, availability_derived := product.availability_derived,
        is_active := product.is_active
    ) as image,
    product.created_at, now() as removed_at
from reverting
join product on product.product_id = reverting.product_id
where reverting.outcome = 'removed'
