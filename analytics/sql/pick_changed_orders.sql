-- the orders to tell anew
create or replace temp view picked_order as
select rowid as row_id, *
from customer_order
where order_id in (select order_id from changed_order)
