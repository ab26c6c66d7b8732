-- the order lines of a range of rows
insert into published.order_items
select
    item.order_id, placed.order_number, item.line, item.ordered_at,
    cast(timezone($zone, item.ordered_at) as date),
    hour(timezone($zone, item.ordered_at)), placed.customer_ref, partner.code, item.sku,
    item.product_id, item.product_name, item.category, item.brand, item.country, item.quantity,
    item.unit_price, item.line_total, item.currency, item.feed_id, item.is_imported
from order_item as item
join customer_order as placed on placed.order_id = item.order_id
join partner on partner.partner_id = item.partner_id
where item.rowid between $first and $last
