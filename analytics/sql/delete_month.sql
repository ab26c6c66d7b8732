-- the month is not worked out, or none is
delete from revenue_month where $first_day is null or first_day = $first_day
