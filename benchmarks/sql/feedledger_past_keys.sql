-- the key of each past order
insert into idempotency_key (
    owner, key, operation, body_sha256, order_id, status, refunded, created_at
)
select
    owner, gen_random_uuid()::varchar, 'place', sha256(order_number), order_id, 'CONFIRMED', 0,
    ordered_at
from customer_order
order by ordered_at
