-- the file without the orders that are told anew
delete from published.orders
where order_id in (select order_id from changed_order)
