-- the order in its next state; only the desk, which is one, writes it
update customer_order set status = $status where order_id = $order_id::uuid
