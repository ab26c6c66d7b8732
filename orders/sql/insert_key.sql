-- the answer to a key, kept for good
insert into idempotency_key (owner, key, body_sha256, order_id, created_at)
values ($owner, $key, $body_sha256, $order_id, $created_at)
