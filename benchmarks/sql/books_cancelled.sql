-- the orders that are cancelled
select order_id from customer_order where status = 'CANCELLED'
