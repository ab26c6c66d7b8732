-- the before- and after-image of every product that the full feed no longer has
create or replace temp view planned_deactivation as
select
    old.product_id, old.sku,
    'deactivated' as action,
    ['is_active'] as changed_columns,
    struct_pack(
        product_name := old.product_name, price := old.price, currency := old.currency,
        availability := old.availability, quantity := old.quantity, sale_price := old.sale_price,
        description := old.description, brand := old.brand, category := old.category,
        gtin := old.gtin, mpn := old.mpn, image_link := old.image_link, link := old.link,
        condition := old.condition, availability_date := old.availability_date,
        attributes := old.attributes, availability_derived := old.availability_derived,
        is_active := old.is_active, updated_at := old.updated_at,
        last_feed_id := old.last_feed_id, price_feed_id := old.price_feed_id,
        quantity_counted_at := old.quantity_counted_at
    ) as before,
    struct_pack(
        product_name := old.product_name, price := old.price, currency := old.currency,
        availability := old.availability, quantity := old.quantity, sale_price := old.sale_price,
        description := old.description, brand := old.brand, category := old.category,
        gtin := old.gtin, mpn := old.mpn, image_link := old.image_link, link := old.link,
        condition := old.condition, availability_date := old.availability_date,
        attributes := old.attributes, availability_derived := old.availability_derived,
        is_active := false
    ) as after
from absent
join partner_product as old using (product_id)
