-- the changes that do not begin where the one before it of their product ended, or that a feed
-- made twice of a product. Rows are in the order of commits
with change as (
    select
        product_id, feed_id, action, rowid as row_no,
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
    where product_id in (
        select product_id from product_change group by product_id having count(*) > 1
    )
),
compared as (
    select
        product_id, feed_id, action, begins,
        lag(ends) over (partition by product_id order by row_no) as ended,
        count(*) over (partition by product_id, feed_id, action) as times
    from change
)
select
    product.partner_id, product_id, product.sku, compared.feed_id, compared.action,
    case when compared.times > 1 then 'is there more than once'
        else 'does not begin where the change before it ended'
    end as fault
from compared
left join product using (product_id)
where compared.times > 1 or compared.begins <> compared.ended
