-- a part of the month's lines by numbers
insert into revenue_line by name
from past_line
where rowid >= $from_row and rowid < $to_row
order by item_no, day
