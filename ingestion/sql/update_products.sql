-- the changed products as the feed has them
update product
set
    product_name = outcome.product_name,
    price = outcome.price,
    currency = outcome.currency,
    availability = outcome.availability,
    quantity = outcome.quantity,
    sale_price = outcome.sale_price,
    description = outcome.description,
    brand = outcome.brand,
    category = outcome.category,
    gtin = outcome.gtin,
    mpn = outcome.mpn,
    image_link = outcome.image_link,
    link = outcome.link,
    condition = outcome.condition,
    availability_date = outcome.availability_date,
    attributes = outcome.attributes,
    availability_derived = outcome.availability_derived,
    is_active = outcome.is_active,
    updated_at = now(),
    last_feed_id = $feed_id,
    price_feed_id = case
        when outcome.price is distinct from product.price
            or outcome.sale_price is distinct from product.sale_price
            or outcome.currency is distinct from product.currency
            then $feed_id
        else product.price_feed_id
    end,
    quantity_counted_at = case
        when outcome.has_quantity then $now else product.quantity_counted_at
    end,
    record_hash = outcome.record_hash
from changed as outcome
where outcome.product_id = product.product_id
