-- the history of a partner's products, those that are no more included
with named as (
    select product_id, partner_id, sku from product
    union all
    select product_id, partner_id, sku from removed_product
)
select
    change.feed_id::varchar as feed_id, named.sku, change.action, change.before, change.after
from product_change as change
join named using (product_id)
join partner using (partner_id)
where partner.code = $partner
