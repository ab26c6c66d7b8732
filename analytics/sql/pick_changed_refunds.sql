-- what was given back of the orders to tell anew
create or replace temp view picked_refund as
from order_refund
where order_id in (select order_id from changed_order)
