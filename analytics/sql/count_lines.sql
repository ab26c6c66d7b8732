-- how many lines there are of orders and of refunds, which are only ever added
select
    (select count(*) from order_item) as items,
    (select count(*) from order_refund) as refunds
