-- the keys of all records with their numbers, which the fast reader leaves to the order, and the
-- line of what it read
create or replace temp view numbered_key as
select
    * replace (
        coalesce(record_number, rowid + 1) as record_number,
        coalesce(line_number, rowid + 1 + getvariable('header_lines')) as line_number
    ),
    case when record_number is null then rowid + 1 + getvariable('header_lines') end as read_line
from record_key
