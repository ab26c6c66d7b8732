-- orders without their items, each column a list
insert into customer_order (
    order_id, order_number, status, currency, total, customer_ref, owner, partner_ids, ordered_at,
    idempotency_key, key_hash, body_sha256
)
select
    unnest($order_id::uuid[]), unnest($order_number::varchar[]), unnest($status::varchar[]),
    unnest($currency::varchar[]), unnest($total::decimal(18, 4)[]),
    unnest($customer_ref::varchar[]), unnest($owner::varchar[]), unnest($partner_ids::bigint[][]),
    unnest($ordered_at::timestamptz[]), unnest($idempotency_key::varchar[]),
    unnest($key_hash::ubigint[]), unnest($body_sha256::varchar[])
