-- the first price of the picked new products of a range of rows: as they were before any change
insert into published.price_history
select
    product.product_id, partner.code, product.sku, product.created_at,
    cast(timezone($zone, product.created_at) as date), 'inserted', product.first_feed_id,
    case when known.product_id is null then product.price else known.image.price end,
    case when known.product_id is null then product.sale_price else known.image.sale_price end,
    case when known.product_id is null then product.currency else known.image.currency end,
    null, null, null
from picked_new_product as product
join partner on partner.partner_id = product.partner_id
left join first_image as known on known.product_id = product.product_id
where product.row_id between $first and $last
