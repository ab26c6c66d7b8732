-- numbers for what is sold for the first time; a product keeps the first that it got
insert into revenue_item by name
with sold as (
    select distinct partner_id, sku, product_id, category, brand
    from month_line
),
unknown as (
    from sold
    anti join revenue_item as item
        on item.partner_id = sold.partner_id and item.sku = sold.sku
        and coalesce(item.product_id, -1) = coalesce(sold.product_id, -1)
        and item.category = sold.category and item.brand = sold.brand
),
numbered as (
    select
        *,
        (select coalesce(max(item_no), 0) from revenue_item)
            + row_number() over (order by partner_id, sku, category, brand, product_id) as item_no
    from unknown
),
known as (
    select partner_id, sku, min(product_no) as product_no
    from revenue_item
    group by partner_id, sku
)
select
    cast(item_no as integer) as item_no,
    cast(
        coalesce(
            known.product_no, min(item_no) over (partition by numbered.partner_id, numbered.sku)
        ) as integer
    ) as product_no,
    numbered.partner_id, numbered.sku, product_id, category, brand, category_path(category) as path
from numbered
left join known on known.partner_id = numbered.partner_id and known.sku = numbered.sku
