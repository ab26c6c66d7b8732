-- how many there are of what the checks look at
select
    (select count(*) from feed) as feeds,
    (select count(*) from partner) as partners,
    (select count(*) from product) as products,
    (select count(*) from product_change) as changes,
    (select count(*) from customer_order) as orders,
    (select count(*) from order_item) as lines,
    (select count(*) from order_refund) as refunds,
    (select count(*) from order_import) as imports,
    (select count(*) from answered_key where key is not null) as keys,
    (select count(*) from revenue_cell) as cells
