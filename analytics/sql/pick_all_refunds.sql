-- what was given back of all orders
create or replace temp view picked_refund as
from order_refund
