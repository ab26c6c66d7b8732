-- the typed records of the fast reader, one line each after the header's
create or replace temp view numbered as
select
    * replace (
        rowid + 1 as record_number,
        rowid + 1 + getvariable('header_lines') as line_number
    )
from record
