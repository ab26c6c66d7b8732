-- the products that nobody changed since, as they were before the feed; which record had made
-- them so is not known any more: the next one is compared by value
update product
set
    product_name = change.before.product_name,
    price = change.before.price,
    currency = change.before.currency,
    availability = change.before.availability,
    quantity = change.before.quantity,
    sale_price = change.before.sale_price,
    description = change.before.description,
    brand = change.before.brand,
    category = change.before.category,
    gtin = change.before.gtin,
    mpn = change.before.mpn,
    image_link = change.before.image_link,
    link = change.before.link,
    condition = change.before.condition,
    availability_date = change.before.availability_date,
    attributes = change.before.attributes,
    availability_derived = change.before.availability_derived,
    is_active = change.before.is_active,
    last_feed_id = change.before.last_feed_id,
    price_feed_id = change.before.price_feed_id,
    quantity_counted_at = change.before.quantity_counted_at,
    updated_at = now(),
    record_hash = null
from reverting
join product_change as change
    on change.product_id = reverting.product_id
    and change.feed_id = $feed_id and change.action in ('updated', 'deactivated')
where reverting.outcome = 'restored' and product.product_id = reverting.product_id
