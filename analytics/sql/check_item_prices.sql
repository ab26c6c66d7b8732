-- the ordered lines whose price is not the one that their feed had set. A feed sets a product's
-- price once: as it inserts it, or by a change
with taken as (
    select distinct product_id, feed_id, currency, unit_price
    from order_item
    where not is_imported
),
first_change as (
    select product_id, min(rowid) as first_row from product_change group by product_id
),
set_price as (
    select
        product_id, product.first_feed_id as feed_id,
        case when first_row is null then product.currency else change.before.currency end
            as currency,
        case when first_row is null then coalesce(product.sale_price, product.price)
            else coalesce(change.before.sale_price, change.before.price) end as price
    from product
    left join first_change using (product_id)
    left join product_change as change on change.rowid = first_change.first_row
    where product_id in (select product_id from taken)
    union all
    select product_id, feed_id, after.currency, coalesce(after.sale_price, after.price)
    from product_change
    where action = 'updated'
        and product_id in (select product_id from taken)
        and (
            after.price is distinct from before.price
            or after.sale_price is distinct from before.sale_price
            or after.currency is distinct from before.currency
        )
),
other as (
    select taken.*, set_price.price as price_of_feed, set_price.currency as currency_of_feed
    from taken
    left join set_price using (product_id, feed_id)
    where set_price.price is distinct from taken.unit_price
        or set_price.currency is distinct from taken.currency
)
select
    case when len(ordered.partner_ids) = 1 then ordered.partner_ids[1] end as partner_id,
    item.order_id, item.line, item.product_id, item.sku, item.feed_id, item.currency,
    item.unit_price, other.price_of_feed, other.currency_of_feed
from order_item as item
join other using (product_id, feed_id, currency, unit_price)
left join customer_order as ordered on ordered.order_id = item.order_id
where not item.is_imported
