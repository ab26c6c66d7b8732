-- the price changes of a range of rows that picked feeds and their reverts made
insert into published.price_history
select
    change.product_id, partner.code, product.sku, change.changed_at,
    cast(timezone($zone, change.changed_at) as date), change.action, change.feed_id,
    change.after.price, change.after.sale_price, change.after.currency,
    change.before.price, change.before.sale_price, change.before.currency
from picked_change as change
join product on product.product_id = change.product_id
join partner on partner.partner_id = product.partner_id
where change.row_id between $first and $last
    and list_has_any(change.changed_columns, ['price', 'sale_price', 'currency'])
