-- products that the feed inserted and orders name: kept, and not orderable
update product
set is_active = false, updated_at = now(), record_hash = null
from reverting
where reverting.outcome = 'kept_for_orders' and product.product_id = reverting.product_id
