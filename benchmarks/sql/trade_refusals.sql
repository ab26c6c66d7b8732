-- as many refused lines as one of 200 order items
insert into order_refusal by name
select
    item.ordered_at as refused_at, item.product_id, partner.code as partner, item.sku,
    item.quantity as requested, 'product/not_available' as code, item.feed_id
from order_item as item
join partner using (partner_id)
where hash(item.order_id, item.line) % 200 = 0
order by item.ordered_at
