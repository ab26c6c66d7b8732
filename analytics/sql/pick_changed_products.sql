-- the products to tell anew
create or replace temp view picked_product as
select rowid as row_id, *
from product
where product_id in (select product_id from changed_product)
