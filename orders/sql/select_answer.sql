-- the answer that a key of an owner had, and what it was asked for
select operation, body_sha256, order_id, status, refunded, refusal
from idempotency_key
where owner = $owner and key = $key
