-- the products that were there and whose record carried a quantity, changed or not
create or replace temp table carried_quantity as
select product_id, quantity
from verdict
where has_quantity and product_id is not null and action in ('updated', 'unchanged')
union all
select product.product_id, product.quantity
from sighted
join product on product.product_id = sighted.same_id
anti join overridden using (shard_no, record_number)
where sighted.has_quantity_cell and product.quantity is not null
