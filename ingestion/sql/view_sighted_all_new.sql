-- every record of the file, where all of them are looked at
create or replace temp view sighted as
select
    0 as shard_no, record_number, line_number, sku, record_hash, has_quantity_cell,
    null::bigint as same_id
from numbered_key
