-- an order without its items
insert into customer_order (order_id, order_number, status, currency, total, customer_ref, owner)
values (
    %(order_id)s, 'PG-' || %(order_id)s::bigint, 'CONFIRMED', %(currency)s, %(total)s, 'benchmark',
    %(owner)s
)
