-- the products of an order, each with its partner
select distinct partner_id, product_id
from order_item
where order_id = $order_id::uuid and product_id is not null
