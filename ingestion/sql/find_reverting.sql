-- every product that the feed inserted, updated or deactivated, and what its revert does to it:
-- nothing where a later feed changed it since, else its before-image comes back; one without
-- an image was inserted, and is removed, unless a row of `ordered_product` names it
create or replace temp table reverting as
select
    product.product_id, product.sku,
    case
        when product.last_feed_id <> $feed_id then 'changed_since'
        when change.product_id is not null then 'restored'
        when product.product_id in (select product_id from ordered_product) then 'kept_for_orders'
        else 'removed'
    end as outcome,
    product.last_feed_id
from product
left join product_change as change
    on change.product_id = product.product_id
    and change.feed_id = $feed_id and change.action in ('updated', 'deactivated')
where product.partner_id = $partner_id
    and (change.product_id is not null or product.first_feed_id = $feed_id)
