-- a page of the active products that nobody ordered in a period, those first that are longest in
-- the catalog, each with the last day of the zone on which it was ordered at all
with sold as (
    select distinct product_id
    from order_item
    where product_id is not null
        and ($from_at is null or ordered_at >= $from_at)
        and ($to_at is null or ordered_at < $to_at)
),
-- past orders know the product by its SKU alone where the catalog did not have it yet
sold_by_sku as (
    select distinct partner_id, sku
    from order_item
    where product_id is null
        and ($from_at is null or ordered_at >= $from_at)
        and ($to_at is null or ordered_at < $to_at)
),
page as (
    select
        product_id, partner_id, sku, product_name, coalesce(sale_price, price) as price, currency,
        availability, created_at
    from product
    where is_active
        and ($after_product is null or product_id > $after_product)
        and ($partner_id is null or partner_id = $partner_id)
        and ($to_at is null or created_at < $to_at)
        and not exists (from sold where sold.product_id = product.product_id)
        and not exists (
            from sold_by_sku
            where sold_by_sku.partner_id = product.partner_id and sold_by_sku.sku = product.sku
        )
    order by product_id
    limit $limit
),
last_sold as (
    select page.product_id, max(item.ordered_at) as last_sold_at
    from order_item as item
    join page on page.partner_id = item.partner_id and page.sku = item.sku
    group by page.product_id
)
select
    page.product_id, partner.code as partner, page.sku, page.product_name, page.price,
    page.currency, page.availability, page.created_at as in_catalog_since, last_sold_at
from page
join partner on partner.partner_id = page.partner_id
left join last_sold on last_sold.product_id = page.product_id
order by page.product_id
