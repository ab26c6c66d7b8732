-- the answers to the keys that placed orders, kept for good
insert into idempotency_key (
    key_hash, owner, key, operation, body_sha256, order_id, status, refunded, created_at
)
select
    key_hash, owner, key, 'place', body_sha256, cast(order_id as uuid), 'CONFIRMED', 0,
    created_at
from new_key
