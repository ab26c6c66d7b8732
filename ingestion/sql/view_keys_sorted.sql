-- the same, where lines were sorted: the fast reader's records have the numbers of plain lines
create or replace temp view numbered_key as
select
    record_key.* replace (
        coalesce(record_key.record_number, plain_number.record_number) as record_number,
        coalesce(record_key.line_number, plain_number.line_number) as line_number
    ),
    case when record_key.record_number is null then record_key.rowid + 1 end as read_line
from record_key
left join plain_number on plain_number.rowid = record_key.rowid
