-- the same, where all records are typed at once
create or replace temp view numbered_key as
select record_number, line_number, is_blank, inner_lines, sku, record_hash, has_quantity_cell
from numbered
