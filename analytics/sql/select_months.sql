-- the months that were worked out, by their first days and ends, and whether the cells have them
select first_day, end_day, is_whole from revenue_month
