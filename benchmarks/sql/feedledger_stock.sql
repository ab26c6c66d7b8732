-- each product that was ordered since the last feed was received, and what must be left of it
select product_id, floor(any_value(product.quantity))::bigint - sum(item.quantity) as units_left
from order_item as item
join product using (product_id)
where item.ordered_at >= $counted_at
group by product_id
