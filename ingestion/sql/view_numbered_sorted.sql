-- the same, where lines were sorted: the fast reader's records have the numbers of plain lines
create or replace temp view numbered as
select
    record.* replace (
        coalesce(record.record_number, plain_number.record_number) as record_number,
        coalesce(record.line_number, plain_number.line_number) as line_number
    )
from record
left join plain_number on plain_number.rowid = record.rowid
