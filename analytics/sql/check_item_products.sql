-- the ordered lines whose product is not there, or has another partner or SKU. A product that an
-- order names is never removed: where a revert has done it, its feed is named
with removed as (
    select product_id, max(feed_id) as feed_id from removed_product group by product_id
),
item as (
    select order_id, line, product_id, partner_id, sku
    from order_item
    where product_id is not null
    union all
    -- a past refund is a line of its own
    select order_id, line, product_id, partner_id, sku
    from order_refund
    where product_id is not null and is_imported
)
select
    case when len(ordered.partner_ids) = 1 then ordered.partner_ids[1] end as partner_id,
    item.order_id, item.line, item.product_id, item.sku,
    case
        when product.product_id is not null then 'the product has another partner or SKU'
        when removed.product_id is not null then 'a revert removed the product'
        else 'the product is not there'
    end as fault,
    removed.feed_id as reverted_feed_id
from item
left join product
    on product.product_id = item.product_id
left join removed on removed.product_id = item.product_id
left join customer_order as ordered on ordered.order_id = item.order_id
where product.product_id is null
    or product.partner_id <> item.partner_id
    or product.sku <> item.sku
