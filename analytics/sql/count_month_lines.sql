-- how many lines the month has, whose day begins elsewhere than the calendar says, and of orders with
-- lines on several days
select
    count(*) as lines, count(*) filter (is_plain is not true) as odd,
    count(*) filter (is_placed and is_parted) as parted
from month_line
