-- the products that were there and whose record carried a quantity, changed or not
create or replace temp table carried_quantity as
select product_id, quantity
from outcome
where has_quantity and product_id is not null and action in ('updated', 'unchanged')
