-- the changes that do not begin where the one before it of their product ended, or that a feed
-- made twice of a product. Rows are in the order of commits
with several as (
    select product_id from product_change group by product_id having count(*) > 1
),
change as (
    select
        product_id, rowid as row_no,
        hash(
            before.product_name, before.price, before.currency, before.availability,
            before.quantity, before.sale_price, before.description, before.brand, before.category,
            before.gtin, before.mpn, before.image_link, before.link, before.condition,
            before.availability_date, before.attributes, before.is_active
        ) as begins,
        hash(
            after.product_name, after.price, after.currency, after.availability,
            after.quantity, after.sale_price, after.description, after.brand, after.category,
            after.gtin, after.mpn, after.image_link, after.link, after.condition,
            after.availability_date, after.attributes, after.is_active
        ) as ends
    from product_change
    where product_id in (select product_id from several)
),
compared as (
    select
        row_no, begins, lag(ends) over (partition by product_id order by row_no) as ended
    from change
),
torn as (
    select row_no from compared where begins <> ended
),
repeated as (
    select product_id, feed_id, action
    from product_change
    where product_id in (select product_id from several)
    group by product_id, feed_id, action
    having count(*) > 1
)
select
    product.partner_id, product_id, product.sku, change.feed_id, change.action,
    case when repeated.product_id is not null then 'is there more than once'
        else 'does not begin where the change before it ended'
    end as fault
from product_change as change
left join repeated using (product_id, feed_id, action)
left join product using (product_id)
where repeated.product_id is not null or change.rowid in (select row_no from torn)
