-- the key of each past order
insert into idempotency_key
select owner, gen_random_uuid()::text, order_id, ordered_at
from customer_order
order by order_id
