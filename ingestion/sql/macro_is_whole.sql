-- whether a record's cells stand where they should, as far as it can be told
create or replace temp macro is_whole(row_problem) as
row_problem is null or row_problem = 'row/missing_cells'
