-- how many orders there are, how many units in them, how many keys, and how much stock is left
select
    (select count(*) from customer_order) as orders,
    (select coalesce(sum(quantity), 0) from order_item) as units,
    (select count(*) from idempotency_key) as keys,
    (select count(distinct refusal_id) from order_refusal) as refused,
    (select count(*) from product where quantity < 0) as below_zero,
    (select sum(quantity) from product where sku <= %(last_sku)s) as stock
