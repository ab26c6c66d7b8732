-- the picked records with their numbers, which are those of `fresh` in the same order
create or replace temp table picked as
select fresh.record_number, fresh.line_number, picked_cell.* exclude (record_number, line_number)
from picked_cell
join fresh on fresh.rowid = picked_cell.rowid
