-- the products that an order or a refund names: they must stay to be found
create or replace temp view ordered_product as
select product_id from order_item where product_id is not null
union
select product_id from order_refund where product_id is not null
