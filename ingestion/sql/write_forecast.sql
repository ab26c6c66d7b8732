-- what the held feed would do to each product, as its merge would do it now
insert into feed_forecast
select $feed_id as feed_id, *
from (
    select product_id, sku, action, changed_columns, before, after
    from (from planned_update union all from planned_deactivation)
    union all
    select
        ($feed_no::bigint << 32) + record_number, sku, action, null, null,
        struct_pack(
            product_name := product_name, price := price, currency := currency,
            availability := availability, quantity := quantity, sale_price := sale_price,
            description := description, brand := brand, category := category, gtin := gtin,
            mpn := mpn, image_link := image_link, link := link, condition := condition,
            availability_date := availability_date, attributes := attributes,
            availability_derived := availability_derived, is_active := true
        )
    from outcome
    where action = 'inserted'
)
