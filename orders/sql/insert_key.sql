-- the answer to a key, kept for good
insert into idempotency_key (
    owner, key, operation, body_sha256, order_id, status, refunded, created_at
)
values ($owner, $key, 'place', $body_sha256, $order_id, 'CONFIRMED', 0, $created_at)
