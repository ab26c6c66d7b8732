-- whether the cell is a number that needs no reading: digits, and at most 1, 2 or 4 decimals
create or replace temp macro is_plain_number(cell) as
regexp_full_match(cell, '[0-9]{1,14}([.]([0-9]{1,2}|[0-9]{4}))?')
