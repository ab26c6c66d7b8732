-- the name that the catalog has now for each product of the list that past lines know by its id: a
-- join by SKU reads the SKUs of all products, and one by id those rows alone
with wanted as (
    select distinct partner.partner_id, asked.sku, asked.partner || '/' || asked.sku as product
    from (select unnest($partners) as partner, unnest($skus) as sku) as asked
    join partner on partner.code = asked.partner
),
known as materialized (
    select item.product_id
    from wanted
    join revenue_item as item on item.partner_id = wanted.partner_id and item.sku = wanted.sku
),
found as materialized (
    select partner_id, sku, product_name
    from product
    where product_id in (select product_id from known)
)
select distinct wanted.product, found.product_name as name
from wanted
join found on found.partner_id = wanted.partner_id and found.sku = wanted.sku
where found.product_name is not null
