-- the before- and after-image of every product that the feed changes
create or replace temp view planned_update as
select
    outcome.product_id, old.sku,
    'updated' as action,
    list_filter(
        [
            case when outcome.product_name is distinct from old.product_name then 'product_name' end,
            case when outcome.price is distinct from old.price then 'price' end,
            case when outcome.currency is distinct from old.currency then 'currency' end,
            case when outcome.availability is distinct from old.availability then 'availability' end,
            case when outcome.quantity is distinct from old.quantity then 'quantity' end,
            case when outcome.sale_price is distinct from old.sale_price then 'sale_price' end,
            case when outcome.description is distinct from old.description then 'description' end,
            case when outcome.brand is distinct from old.brand then 'brand' end,
            case when outcome.category is distinct from old.category then 'category' end,
            case when outcome.gtin is distinct from old.gtin then 'gtin' end,
            case when outcome.mpn is distinct from old.mpn then 'mpn' end,
            case when outcome.image_link is distinct from old.image_link then 'image_link' end,
            case when outcome.link is distinct from old.link then 'link' end,
            case when outcome.condition is distinct from old.condition then 'condition' end,
            case
                when outcome.availability_date is distinct from old.availability_date
                    then 'availability_date'
            end,
            case when outcome.attributes is distinct from old.attributes then 'attributes' end,
            case when outcome.is_active is distinct from old.is_active then 'is_active' end
        ],
        lambda each: each is not null
    ) as changed_columns,
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
        product_name := outcome.product_name, price := outcome.price,
        currency := outcome.currency, availability := outcome.availability,
        quantity := outcome.quantity, sale_price := outcome.sale_price,
        description := outcome.description, brand := outcome.brand,
        category := outcome.category, gtin := outcome.gtin, mpn := outcome.mpn,
        image_link := outcome.image_link, link := outcome.link, condition := outcome.condition,
        availability_date := outcome.availability_date, attributes := outcome.attributes,
        availability_derived := outcome.availability_derived, is_active := outcome.is_active
    ) as after
from changed as outcome
join catalog as old using (product_id)
