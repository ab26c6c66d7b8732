-- how many lines there are of orders and of refunds together; they are only ever added
select (select count(*) from order_item) + (select count(*) from order_refund) as lines
