-- the whole history of the products
create or replace temp view picked_change as
select rowid as row_id, *
from product_change
