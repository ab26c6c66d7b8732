-- the answer to a key that cancelled or refunded an order, kept for good
insert into idempotency_key (
    key_hash, owner, key, operation, body_sha256, order_id, status, refunded, refusal, created_at
)
values (
    $key_hash, $owner, $key, $operation, $body_sha256, $order_id, $status, $refunded, $refusal,
    $created_at
)
