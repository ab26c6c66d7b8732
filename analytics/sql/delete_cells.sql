-- no cells of these days, or of any
delete from revenue_cell
where $first_day is null or (starts_on >= $first_day and starts_on < $end_day)
