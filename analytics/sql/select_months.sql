-- the months that were worked out, by their first days and ends, and whether the cells have them, and
-- the step that wrote them
select first_day, end_day, is_whole, step from revenue_month
