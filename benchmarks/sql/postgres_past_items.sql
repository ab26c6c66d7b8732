-- three items of each past order, each of a product that is there
insert into order_item
select
    past.order_id, line.number, product.product_id, product.sku, product.product_name, 10, 1, 10
from customer_order as past
cross join generate_series(1, 3) as line(number)
join product on product.product_id
    = 1 + abs(hashint8extended(past.order_id, line.number)) % (select count(*) from product)
order by past.order_id
