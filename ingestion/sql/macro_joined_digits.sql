-- the cell without spaces, no-break spaces and apostrophes between digits
-- (twice, because one pass leaves every second mark of 1 2 3), the minus sign as a hyphen
create or replace temp macro joined_digits(cell) as
replace(
    regexp_replace(
        regexp_replace(
            cell, '([0-9])[ \x{a0}\x{202f}\x{2009}''\x{2019}]+([0-9])', '\1\2', 'g'
        ),
        '([0-9])[ \x{a0}\x{202f}\x{2009}''\x{2019}]+([0-9])', '\1\2', 'g'
    ),
    '−', '-'
)
