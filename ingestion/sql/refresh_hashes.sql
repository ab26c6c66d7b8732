-- products that another spelling of their record left as they were: known by it from now on
update product
set record_hash = verdict.record_hash
from verdict
where verdict.product_id = product.product_id
    and verdict.action = 'unchanged' and verdict.record_hash is not null
