-- what a held feed would do and a loaded one did, one row a product, the biggest price move
-- first, after the last row of the page before; of a product inserted: what it was then, also
-- where a revert has removed it; `in_catalog` is its id where the catalog has it now
with touched as (
    select product_id, action, before.price as old_price, after.price as new_price
    from feed_forecast
    where feed_id = $feed_id
    union all
    select product_id, action, before.price, after.price
    from product_change
    where feed_id = $feed_id and action in ('updated', 'deactivated')
    union all
    select product_id, 'inserted', null, null
    from product
    where first_feed_id = $feed_id
    union all
    select product_id, 'inserted', null, null
    from removed_product
    where feed_id = $feed_id
),
moved as (
    select
        product_id, action,
        case
            when old_price > 0 and new_price is not null
                then least(abs(new_price - old_price) / old_price * 1e6, 9e18)::bigint
            else 0
        end as move_ppm
    from touched
),
page as (
    select *
    from moved
    where $after_ppm is null
        or move_ppm < $after_ppm
        or (move_ppm = $after_ppm and product_id > $after_id)
    order by move_ppm desc, product_id
    limit $limit
),
first_change as (
    select product_id, arg_min(before, changed_at) as image
    from product_change
    where product_id in (select product_id from page where action = 'inserted')
    group by product_id
)
select
    page.product_id, page.move_ppm, page.action, product.product_id as in_catalog,
    coalesce(forecast.sku, product.sku, removed.sku) as sku,
    coalesce(forecast.changed_columns, change.changed_columns) as changed_columns,
    coalesce(forecast.before, change.before) as before,
    case
        when forecast.product_id is not null then forecast.after
        when change.product_id is not null then change.after
        when first_change.product_id is not null then struct_pack(
            product_name := first_change.image.product_name, price := first_change.image.price,
            currency := first_change.image.currency,
            availability := first_change.image.availability,
            quantity := first_change.image.quantity,
            sale_price := first_change.image.sale_price,
            description := first_change.image.description, brand := first_change.image.brand,
            category := first_change.image.category, gtin := first_change.image.gtin,
            mpn := first_change.image.mpn, image_link := first_change.image.image_link,
            link := first_change.image.link, condition := first_change.image.condition,
            availability_date := first_change.image.availability_date,
            attributes := first_change.image.attributes,
            availability_derived := first_change.image.availability_derived,
            is_active := first_change.image.is_active
        )
        when removed.product_id is not null then removed.image
        else struct_pack(
            product_name := product.product_name, price := product.price,
            currency := product.currency, availability := product.availability,
            quantity := product.quantity, sale_price := product.sale_price,
            description := product.description, brand := product.brand,
            category := product.category, gtin := product.gtin, mpn := product.mpn,
            image_link := product.image_link, link := product.link,
            condition := product.condition, availability_date := product.availability_date,
            attributes := product.attributes,
            availability_derived := product.availability_derived, is_active := product.is_active
        )
    end as after
from page
left join feed_forecast as forecast
    on forecast.feed_id = $feed_id and forecast.product_id = page.product_id
left join product_change as change
    on change.feed_id = $feed_id and change.product_id = page.product_id
    and change.action in ('updated', 'deactivated')
left join first_change on first_change.product_id = page.product_id
left join product on product.product_id = page.product_id
left join removed_product as removed on removed.product_id = page.product_id
order by page.move_ppm desc, page.product_id
