-- an order without its items
insert into customer_order (
    order_id, order_number, status, currency, total, customer_ref, owner, partner_ids, ordered_at
)
values (
    $order_id, $order_number, $status, $currency, $total, $customer_ref, $owner, $partner_ids,
    $ordered_at
)
