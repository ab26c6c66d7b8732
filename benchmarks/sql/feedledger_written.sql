-- how many orders there are, how many units in them, and how many keys
select
    (select count(*) from customer_order) as orders,
    (select coalesce(sum(quantity), 0) from order_item) as units,
    (select count(*) from answered_key) as keys
