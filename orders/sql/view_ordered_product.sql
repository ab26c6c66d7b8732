-- the products that an order or a refund names: they must stay to be found
create or replace temp view ordered_product as
select product_id from order_item
union
select product_id from order_refund
