-- the records that made the partner's active products what they are
create or replace temp view known as
select sku, product_id, record_hash.one as hash_one, record_hash.two as hash_two
from partner_product
where record_hash is not null and is_active
