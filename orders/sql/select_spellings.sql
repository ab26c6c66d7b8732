-- how the order numbers are written that differ from this one in capitals alone
select order_number from customer_order where order_number = upper($order_number)
union
-- only elsewhere are there numbers with small letters: ours are found by zone maps alone
select order_number
from customer_order
where imported_from is not null and lower(order_number) = lower($order_number)
