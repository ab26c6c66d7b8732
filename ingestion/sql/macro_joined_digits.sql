-- the cell without spaces and apostrophes between digits
-- (twice, because one pass leaves every second mark of 1 2 3)
create or replace temp macro joined_digits(cell) as
regexp_replace(
    regexp_replace(even_marks(cell), '([0-9])[ '']+([0-9])', '\1\2', 'g'),
    '([0-9])[ '']+([0-9])', '\1\2', 'g'
)
