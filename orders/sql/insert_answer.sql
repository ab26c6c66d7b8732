-- the answer to a key, kept for good
insert into idempotency_key (
    owner, key, operation, body_sha256, order_id, status, refunded, refusal, created_at
)
values (
    $owner, $key, $operation, $body_sha256, $order_id, $status, $refunded, $refusal, $created_at
)
