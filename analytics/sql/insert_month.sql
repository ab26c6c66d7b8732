-- the days of a month are worked out
insert into revenue_month (first_day, end_day, is_whole) values ($first_day, $end_day, $is_whole)
