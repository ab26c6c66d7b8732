-- the typed records with their numbers, which the fast reader leaves to the order
create or replace temp view numbered as
select
    * replace (
        coalesce(record_number, rowid + 1) as record_number,
        coalesce(line_number, rowid + 1 + getvariable('header_lines')) as line_number
    )
from record
