-- what sets each record of the file apart, in the file's order: a projection alone, for what
-- comes out of a join may come in any order, and the rows are the records' numbers
create or replace temp table record_key as
select
    record_number, line_number, row_problem, is_blank, inner_lines, sku, record_hash,
    has_quantity_cell
from cells
