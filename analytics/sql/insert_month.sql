-- the days of a month are worked out, by the step that counted itself last
insert into revenue_month (first_day, end_day, is_whole, step)
select $first_day, $end_day, $is_whole, steps
from revenue_cover
