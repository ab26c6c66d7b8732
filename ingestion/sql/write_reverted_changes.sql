-- the history goes on: what the revert does to each product that it changes and does not remove
insert into product_change
select
    $feed_id as feed_id, product.product_id, 'reverted' as action,
    coalesce(change.changed_columns, ['is_active']) as changed_columns,
    struct_pack(
        product_name := product.product_name, price := product.price, currency := product.currency,
        availability := product.availability, quantity := product.quantity,
        sale_price := product.sale_price, description := product.description,
        brand := product.brand, category := product.category, gtin := product.gtin,
        mpn := product.mpn, image_link := product.image_link, link := product.link,
        condition := product.condition, availability_date := product.availability_date,
        attributes := product.attributes, availability_derived := product.availability_derived,
        is_active := product.is_active, updated_at := product.updated_at,
        last_feed_id := product.last_feed_id, price_feed_id := product.price_feed_id,
        quantity_counted_at := product.quantity_counted_at
    ) as before,
    case
        when change.product_id is not null then struct_pack(
            product_name := change.before.product_name, price := change.before.price,
            currency := change.before.currency, availability := change.before.availability,
            quantity := change.before.quantity, sale_price := change.before.sale_price,
            description := change.before.description, brand := change.before.brand,
            category := change.before.category, gtin := change.before.gtin,
            mpn := change.before.mpn, image_link := change.before.image_link,
            link := change.before.link, condition := change.before.condition,
            availability_date := change.before.availability_date,
            attributes := change.before.attributes,
            availability_derived := change.before.availability_derived,
            is_active := change.before.is_active
        )
        else struct_pack(
            product_name := product.product_name, price := product.price,
            currency := product.currency, availability := product.availability,
            quantity := product.quantity, sale_price := product.sale_price,
            description := product.description, brand := product.brand,
            category := product.category, gtin := product.gtin, mpn := product.mpn,
            image_link := product.image_link, link := product.link, condition := product.condition,
            availability_date := product.availability_date, attributes := product.attributes,
            availability_derived := product.availability_derived, is_active := false
        )
    end as after,
    now() as changed_at
from reverting
join product on product.product_id = reverting.product_id
left join product_change as change
    on change.product_id = reverting.product_id
    and change.feed_id = $feed_id and change.action in ('updated', 'deactivated')
where reverting.outcome in ('restored', 'kept_for_orders')
