-- the moment of the first line of all, placed or given back
select min(happened_at) from sales_line
