-- the ordered lines whose price is not the one that their feed had set. A feed sets a product's
-- price once: as it inserts it, or by a change. A line at the price that its product has of that
-- feed now is right by check_product_values; for the others the product's history is read
with current as (
    select
        product_id, price_feed_id as feed_id, currency, coalesce(sale_price, price) as unit_price
    from product
),
taken as (
    select distinct product_id, item.feed_id, item.currency, item.unit_price
    from order_item as item
    left join current using (product_id)
    where not item.is_imported
        and (
            current.feed_id is distinct from item.feed_id
            or current.currency is distinct from item.currency
            or current.unit_price is distinct from item.unit_price
        )
),
first_change as (
    select product_id, min(rowid) as first_row
    from product_change
    where product_id in (select product_id from taken)
    group by product_id
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
