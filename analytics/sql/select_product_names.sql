-- the latest name of each product of the list, as the catalog has it, else as it was sold
with wanted as (
    select distinct partner.partner_id, asked.sku, asked.partner || '/' || asked.sku as product
    from (select unnest($partners) as partner, unnest($skus) as sku) as asked
    join partner on partner.code = asked.partner
),
cataloged as (
    select wanted.product, any_value(product.product_name) as name
    from wanted
    join product on product.partner_id = wanted.partner_id and product.sku = wanted.sku
    where product.product_name is not null
    group by wanted.product
),
sold as (
    select wanted.product, arg_max(item.product_name, item.ordered_at) as name
    from wanted
    join order_item as item on item.partner_id = wanted.partner_id and item.sku = wanted.sku
    where wanted.product not in (select product from cataloged)
    group by wanted.product
)
select wanted.product, coalesce(cataloged.name, sold.name) as name
from wanted
left join cataloged on cataloged.product = wanted.product
left join sold on sold.product = wanted.product
where coalesce(cataloged.name, sold.name) is not null
