-- all products: each has a first price
create or replace temp view picked_new_product as
from picked_product
