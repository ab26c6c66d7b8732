-- all products
create or replace temp view picked_product as
select rowid as row_id, *
from product
