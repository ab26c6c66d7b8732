-- the products that a feed changed, with what that did to their sale
create or replace temp table touched as
select
    change.product_id, product.partner_id, product.sku, product.product_name,
    coalesce(change.before.sale_price, change.before.price) as price_before,
    coalesce(change.after.sale_price, change.after.price) as price_after,
    change.before.currency as currency_before, change.after.currency as currency_after,
    price_before is distinct from price_after
        or currency_before is distinct from currency_after as is_repriced,
    case
        when change.before.is_active and not change.after.is_active then 'deactivated'
        when change.before.availability in ('in_stock', 'preorder', 'backorder')
            and coalesce(
                change.after.availability not in ('in_stock', 'preorder', 'backorder'), true
            ) then change.after.availability
        when change.after.quantity < 1 and change.after.availability = 'in_stock'
            and coalesce(change.before.quantity >= 1, true) then 'no stock'
    end as stopped
from product_change as change
left join product on product.product_id = change.product_id
where change.feed_id = $feed_id and change.action in ('updated', 'deactivated')
