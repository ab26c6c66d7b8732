-- all orders
create or replace temp view picked_order as
select rowid as row_id, *
from customer_order
