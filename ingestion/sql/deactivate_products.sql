-- products that the full feed no longer has: kept, and not orderable
update product
set is_active = false, updated_at = now(), last_feed_id = $feed_id, record_hash = null
from absent
where absent.product_id = product.product_id
