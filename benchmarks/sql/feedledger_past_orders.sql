-- past orders with their keys, placed in the 300 days before now; as many as asked for
insert into customer_order (
    order_id, order_number, status, currency, total, customer_ref, owner, partner_ids, ordered_at,
    idempotency_key, key_hash, body_sha256
)
select
    uuidv7(), format('FL-{:06d}', number + 1), 'CONFIRMED', 'USD', 30,
    'C-' || number % 10007, $owner, (select list(partner_id) from partner),
    now() - interval 1 day - interval 300 day * (1 - number / $orders),
    'past-' || number, hash(number), sha256(number::varchar)
from range($orders) as past(number)
