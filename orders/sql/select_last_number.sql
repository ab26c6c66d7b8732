-- the highest number that an order placed here has, 0 before the first
select coalesce(max(cast(substr(order_number, 4) as bigint)), 0) as given
from customer_order
where imported_from is null
