-- `source` with its numbers: one line a record, $header_lines lines before the first
create or replace temp view numbered as
select
    rowid + 1 as record_number,
    rowid + 1 + getvariable('header_lines') as line_number,
    null::varchar as row_problem,
    *
from source
