-- the order that answered this key of this owner, and the body it was asked with
select order_id, body_sha256
from idempotency_key
where owner = $owner and key = $key
