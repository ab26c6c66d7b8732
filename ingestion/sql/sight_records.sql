-- every record by its number; `same_id` is the product that it is known to have made what it is
create or replace temp table sighted_record as
select
    numbered_key.* exclude (row_problem, is_blank, inner_lines),
    known.product_id as same_id
from numbered_key
left join known
    on known.hash_one = numbered_key.record_hash.one
    and known.hash_two = numbered_key.record_hash.two
    and known.sku = numbered_key.sku
    and numbered_key.row_problem is null
