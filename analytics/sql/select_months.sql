-- the months that were worked out, by their first days, and whether the cells have them
select first_day, is_whole from revenue_month
