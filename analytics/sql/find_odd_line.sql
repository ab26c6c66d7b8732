-- a line of the month whose day begins elsewhere than the calendar says, if there is one
select day from month_line where is_plain is not true limit 1
