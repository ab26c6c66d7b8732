-- no lines of these days by numbers, or of any
delete from revenue_line
where $first_day is null or (day >= $first_day and day < $end_day)
