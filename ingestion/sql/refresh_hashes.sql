-- products that another spelling of their record left as they were: known by it from now on,
-- and by whether their availability follows their quantity, which is no value of theirs
update product
set record_hash = verdict.record_hash, availability_derived = verdict.availability_derived
from verdict
where verdict.product_id = product.product_id
    and verdict.action = 'unchanged'
    and (
        verdict.record_hash is not null
        or verdict.availability_derived <> product.availability_derived
    )
