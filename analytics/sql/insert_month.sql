-- a month is worked out
insert into revenue_month (first_day, is_whole) values ($first_day, $is_whole)
