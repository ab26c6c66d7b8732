-- the prices of picked products before anything changed them; none for those that nothing changed
create or replace temp table first_image as
select
    product_id,
    arg_min(
        struct_pack(
            price := before.price, sale_price := before.sale_price, currency := before.currency
        ),
        changed_at
    ) as image
from product_change
where product_id in (select product_id from picked_new_product)
group by product_id
