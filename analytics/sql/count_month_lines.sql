-- how many lines there are, and whose day begins elsewhere than the calendar says
select count(*) as lines, count(*) filter (is_plain is not true) as odd
from month_line
