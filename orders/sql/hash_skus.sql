-- each SKU's hash, as select_hashes has it
select hash(sku) as hash
from (select unnest($skus::varchar[]) as sku)
